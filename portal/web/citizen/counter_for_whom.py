"""For whom the person at the counter files, where a pack tells kinds apart: asked once, before the first page."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import abort, redirect, render_template, request
from werkzeug.wrappers import Response

from forms.spec import say
from portal.models import Draft
from portal.services import drafts
from portal.services.definitions import procedure_of
from portal.web import access, work
from portal.web.access import me
from portal.web.citizen import for_whom
from portal.web.citizen.area import citizen
from portal.web.citizen.filing import filing_of, own_draft
from portal.web.citizen.way import first_undone
from portal.web.language import current_language

BAD_REQUEST: Final = 400


@citizen.get("/nop/<uuid:draft_id>/nop-cho-ai")
@access.applicant
def counter_for_whom(draft_id: UUID) -> str:
    """Ask for whom the person files."""
    return _page(_fresh(draft_id, lock=False), {})


@citizen.post("/nop/<uuid:draft_id>/nop-cho-ai")
@access.applicant
def stand_for(draft_id: UUID) -> Response | tuple[str, int]:
    """Keep for whom the person files, and go on to the first page."""
    draft = _fresh(draft_id, lock=True)
    procedure = procedure_of(work.db(), draft.version_id)
    whom = for_whom.chosen(procedure)
    if whom.errors:
        return _page(draft, whom.errors), BAD_REQUEST
    if whom.represented is not None:
        drafts.represent(work.db(), draft, procedure, whom.represented, at=work.now())
    return redirect(first_undone(filing_of(draft)))


def _fresh(draft_id: UUID, *, lock: bool) -> Draft:
    """Return a draft at the counter of which nothing was answered yet: what was, was said for somebody else."""
    draft = own_draft(draft_id, lock=lock)
    if draft.done_pages or not work.at_counter():
        abort(redirect(first_undone(filing_of(draft))))
    return draft


def _page(draft: Draft, wrong: dict[str, str]) -> str:
    procedure = procedure_of(work.db(), draft.version_id)
    return render_template(
        "citizen/counter_for_whom.html",
        draft=draft,
        title=say(procedure.title, current_language()),
        whom=for_whom.choices(procedure, me()),
        typed=request.form,
        wrong=wrong,
        form_errors=bool(wrong),
    )
