"""The form as it was filed becomes a PDF here: read in one transaction, kept in another, rendered in between."""

from __future__ import annotations

import io
from collections.abc import Callable
from uuid import UUID

import structlog

from portal.clock import now
from portal.db import unit_of_work
from portal.jobs.papers import LARGEST_PAPER
from portal.papers.base import TemplateError
from portal.papers.filed_forms import COMMON_LAYOUT
from portal.papers.pdf import render_paper
from portal.parts import Parts
from portal.services import filed_forms, forms_to_sign
from portal.services.pressing import Pressed

log = structlog.get_logger()


def press_filed_form(parts: Parts, answer_set_id: str, assurance: int) -> None:
    """Render one answer set as the person's own paper, and keep it with the dossier."""
    key = UUID(answer_set_id)
    with unit_of_work(parts.make_session) as session:
        wanted = filed_forms.printing(session, key, assurance)
    if wanted is None:
        return
    stored = parts.storage.put(io.BytesIO(rendered(wanted)), LARGEST_PAPER)
    with unit_of_work(parts.make_session) as session:
        filed_forms.keep(session, key, Pressed(stored.sha256, stored.size), at=now())


def press_form_to_sign(parts: Parts, confirmation_id: str, digest: str) -> None:
    """Render the form that is signed by hand at a counter, as it stands now."""
    key = UUID(confirmation_id)
    with unit_of_work(parts.make_session) as session:
        wanted = forms_to_sign.printing(session, key, digest, at=now())
    if wanted is None:
        return
    stored = parts.storage.put(io.BytesIO(rendered(wanted)), LARGEST_PAPER)
    with unit_of_work(parts.make_session) as session:
        forms_to_sign.keep(session, key, digest, stored.sha256)


def rendered(wanted: filed_forms.Printing) -> bytes:
    """Return the PDF in the layout of the pack; where that fails, in the common one, since nobody may lose the form."""
    try:
        return render_paper(wanted.template, wanted.context, pack=wanted.pack, created=wanted.filed_at)
    except TemplateError as wrong:
        if wanted.template == COMMON_LAYOUT:
            raise
        log.warning("filed_form_layout_failed", template=wrong.template, line=wrong.line, problem=str(wrong))
    return render_paper(COMMON_LAYOUT, wanted.context, created=wanted.filed_at)


TASKS: dict[str, Callable[..., None]] = {
    "press_filed_form": press_filed_form,
    forms_to_sign.JOB: press_form_to_sign,
}
