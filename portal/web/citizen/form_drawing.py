"""What stands around the questions of a page: facts that are known, why a question is asked, files sent so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import url_for

from forms.answers import Visible
from forms.expressions import Expression
from forms.fields import REGISTRY
from forms.fields.shown import ComputedOptions
from forms.spec import FieldSpec, Page, say
from portal.models import Attachment
from portal.web.fields.rows import Upload
from portal.web.fields.surroundings import Around, Known
from portal.web.language import current_language
from portal.web.language import gettext as _


def around(page: Page, visible: Visible, known: Mapping[str, Any], files: Sequence[Attachment] = ()) -> Around:
    """Return what the drawing of ``page`` needs beside the form itself."""
    return Around(
        asks=asking_fields(page),
        required=visible.required,
        why={one.name: words for one in page.fields if (words := _why(one, visible))},
        known={one.name: _known(one, known[one.name]) for one in page.fields if one.name in known},
        uploads=_uploads(files),
    )


def asking_fields(page: Page) -> frozenset[str]:
    """Return the fields on whose answer another part of the same page hangs."""
    read: set[str] = set()
    for one in page.fields:
        for expression in _expressions(one):
            read |= expression.reads
    return frozenset(one.name for one in page.fields if one.name in read)


def _expressions(one: FieldSpec) -> Iterable[Expression]:
    computed = one.options.value if isinstance(one.options, ComputedOptions) else None
    return [found for found in (one.when, one.required, computed) if isinstance(found, Expression)]


def _why(one: FieldSpec, visible: Visible) -> str:
    language = current_language()
    reasons = [
        _(
            "bạn trả lời “%(answer)s” ở mục “%(question)s”",
            answer=say(why.shown, language),
            question=say(why.label, language),
        )
        for why in visible.why.get(one.name, ())
    ]
    return ", ".join(reasons)


def _known(one: FieldSpec, value: Any) -> Known:
    words = REGISTRY[one.type].show(one, value, current_language())
    return Known(words, _("Lấy từ danh tính điện tử của bạn"))


def _uploads(files: Sequence[Attachment]) -> dict[str, list[Upload]]:
    found: dict[str, list[Upload]] = {}
    for file in files:
        href = url_for("citizen.attachment", attachment_id=file.id)
        found.setdefault(file.document, []).append(Upload(str(file.id), file.filename, file.size, href))
    return found
