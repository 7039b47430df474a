"""One page of a form, drawn whole: its head, its questions, and what is to be said beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import wtforms
from flask import render_template

from forms.building import Posted
from forms.fields.attachment import takes_files
from forms.spec import Page
from portal.models import Attachment
from portal.web import kept_typing
from portal.web.citizen.filing import Filing
from portal.web.citizen.form_drawing import around, known_on
from portal.web.citizen.way import CHECK, way_of
from portal.web.fields.asking import asking_fields, reason
from portal.web.fields.drawing import draw
from portal.web.form_tokens import form_token
from portal.web.formats import show_time
from portal.web.incoming import this_request
from portal.web.kept_pages import render_kept
from portal.web.language import gettext as _
from portal.web.stopped_words import Stopped

TEMPLATE = "citizen/form_page.html"
PLAIN = (b"", f"ve={CHECK}".encode())
"""The queries of a page that has no news."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the page says at its head, beside errors."""

    conflict: Sequence[tuple[str, str, str]] = ()
    """Label, kept value and typed value of each answer that was saved elsewhere meanwhile."""
    returned: bool = False
    """What was typed before the session ended is back."""
    moved: bool = False
    """What was typed stood on a page of the version before, and is not saved yet."""
    stopped: Stopped | None = None
    """The rule of the procedure that stops this filing."""


NOTHING = Said()


def query() -> Mapping[str, str]:
    """Return what the address asks for; most addresses ask for nothing, and then nothing is taken apart."""
    asked = this_request()
    return asked.args if asked.query_string else {}


def render_page(
    filing: Filing,
    page: Page,
    form: wtforms.Form,
    *,
    posted: Posted | None = None,
    files: Sequence[Attachment] = (),
    said: Said = NOTHING,
) -> str:
    """Return the page with what is kept, or with what was posted and is wrong with it."""
    visible = posted.visible if posted else filing.visible
    typed = (this_request().form or kept_typing.typed_here()) if posted else None
    known = known_on(filing, page, posted, typed)
    context = partial(_context, filing, page, form_errors=_has_errors(form), revealed=_reveals(posted), said=said)
    late = {
        "revision": str(filing.draft.revision),
        "saved": saved_words(filing.draft.updated_at),
        "fields": draw(form, around(page, visible, filing.procedure.words, known, files, filing.draft.id)),
        "because": reason(page.name, visible, filing.procedure.words),
    }
    alike = not filing.draft.represented and this_request().query_string in PLAIN
    if posted or said is not NOTHING or not alike:
        return render_template(TEMPLATE, form=form, **context(late), **late)
    return render_kept(
        TEMPLATE,
        (id(page), filing.visible.pages),
        owner=filing.procedure,
        late=late,
        unique=(str(filing.draft.id), form_token()),
        context=context,
    )


def _context(
    filing: Filing, page: Page, _late: Mapping[str, str], *, form_errors: bool, revealed: bool, said: Said
) -> dict[str, Any]:
    """Return what a page without errors and news shows to everybody alike."""
    return {
        "draft": filing.draft,
        "caption": filing.caption,
        "page": page,
        "way": way_of(filing, page.name),
        "form_errors": form_errors,
        "asks": bool(asking_fields(page)),
        "has_files": has_files(page),
        "back_to_check": query().get("ve") == CHECK,
        "revealed": revealed,
        "said": said,
    }


def _has_errors(form: wtforms.Form) -> bool:
    return bool(form.form_errors) or any(field.errors for field in form)


def _reveals(posted: Posted | None) -> bool:
    return bool(posted and posted.stay and posted.revealed)


def has_files(page: Page) -> bool:
    """Say whether a page takes files."""
    return takes_files(page.same)


def saved_words(at: datetime) -> str:
    """Say when a draft was saved."""
    return _("Đã lưu lúc %(time)s", time=show_time(at))
