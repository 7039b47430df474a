"""Where a file may go: a document or an attachment field of an own draft, or what a supplement request asks for."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from forms.fields.attachment import AttachmentOptions
from forms.spec import say
from portal.models import Draft
from portal.services import supplements
from portal.services.attachments import Rule
from portal.services.definitions import procedure_of
from portal.services.refusals import NotFoundError
from portal.web import work
from portal.web.citizen.filing import draft_here
from portal.web.language import current_language
from procedures.definition import Procedure


@dataclass(frozen=True, slots=True)
class UploadPlace:
    """One place for files: the draft, the document or field, and what the pack says of its files."""

    draft: Draft
    document: str
    rule: Rule
    title: str


def place_for(draft_id: UUID, document: str, *, lock: bool = False) -> UploadPlace:
    """Return a place in a filing of whoever fills it in; one that takes no files is not found."""
    session = work.db()
    draft = draft_here(draft_id, lock=lock)
    if draft.supplement_id is not None and document not in supplements.asked_of(session, draft):
        raise NotFoundError("document")
    rule, title = _rule(procedure_of(session, draft.version_id), document)
    return UploadPlace(draft, document, rule, title)


def _rule(procedure: Procedure, document: str) -> tuple[Rule, str]:
    language = current_language()
    for one in procedure.documents:
        if one.id == document:
            return one, say(one.title, language)
    field = procedure.form.by_name.get(document)
    if field is None or not isinstance(field.options, AttachmentOptions):
        raise NotFoundError("document")
    return field.options, say(field.label, language)
