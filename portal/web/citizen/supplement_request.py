"""An open supplement request with everything its page needs: only what the officer asked for is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import wtforms
from flask import request

from forms.answers import from_json, visible_fields
from forms.building import Posted
from forms.spec import FieldSpec
from portal.models import Dossier, Draft, Supplement
from portal.services import attachments, file_store, lookups, supplements
from portal.services.definitions import procedure_of
from portal.services.known_answers import Knowledge
from portal.services.refusals import NotFoundError
from portal.services.situations import situation_of_dossier
from portal.web import work
from portal.web.access import me
from portal.web.citizen import uploading
from portal.web.citizen.answering import Typed, bind_asked, judge
from portal.web.citizen.document_items import Item
from portal.web.citizen.filing import Filing
from procedures.definition import DocumentSpec


@dataclass(frozen=True, slots=True)
class Request:
    """An open request, its dossier, and the draft in which it is answered."""

    dossier: Dossier
    supplement: Supplement
    filing: Filing

    def reasons(self, kind: str) -> Mapping[str, str]:
        """Return the officer's reason for each asked field or document, by its name."""
        return {item["name"]: item.get("reason", "") for item in self.supplement.items if item["kind"] == kind}

    @property
    def fields(self) -> list[FieldSpec]:
        """Return the asked fields in the order of the form."""
        asked = self.reasons("field")
        return [one for one in self.filing.spec.fields() if one.name in asked]


def open_request(code: str, *, lock: bool = False) -> Request | None:
    """Return what is asked of whoever is signed in for their dossier; ``None`` when nothing is."""
    session, person = work.db(), me()
    dossier = lookups.own_dossier(session, code, person.id, lock=lock)
    asked = supplements.open_supplement(session, dossier)
    if asked is None:
        return None
    draft = supplements.supplement_draft(session, dossier, person, work.now())
    return Request(dossier, asked, _filing(dossier, draft))


def _filing(dossier: Dossier, draft: Draft) -> Filing:
    procedure = procedure_of(work.db(), dossier.version_id)
    situation = situation_of_dossier(dossier, me())
    answers = from_json(procedure.form, draft.answers)
    values = situation.values()
    return Filing(draft, procedure, situation, Knowledge(), visible_fields(procedure.form, answers, values), values)


def forms_of(found: Request, typed: Typed | None) -> list[wtforms.Form]:
    """Return one form for each page of the procedure that has asked fields, with those fields only."""
    asked = found.reasons("field").keys()
    files = attachments.of_draft(work.db(), found.filing.draft)
    pages = [page for page in found.filing.spec.pages if any(one.name in asked for one in page.fields)]
    return [bind_asked(found.filing, page, asked, typed, files) for page in pages]


def judged(found: Request, forms: Sequence[wtforms.Form]) -> tuple[dict[str, Any], bool]:
    """Return the answers of the whole form with what was typed into each part, and whether all of it can stand."""
    answers, valid = dict(found.filing.answers), True
    for form in forms:
        posted: Posted = judge(found.filing, form, answers)
        answers, valid = posted.answers, valid and posted.valid
    return answers, valid


def take_files(found: Request) -> dict[str, list[str]]:
    """Keep the files that were posted; return the words for each that is refused, by field or document."""
    draft = found.filing.draft
    uploading.drop(draft, request.form.getlist("_remove"))
    errors = uploading.take_of_fields(draft, found.fields)
    for name in found.reasons("document"):
        refused = uploading.take(draft, name, f"tep-{name}", _document(found, name))
        if refused:
            errors[name] = refused
    return errors


def items_of(found: Request, errors: Mapping[str, list[str]], *, demand: bool = False) -> list[Item]:
    """Return the asked documents; ``demand`` says that what is lacking is an error."""
    session = work.db()
    files = [*attachments.of_dossier(session, found.dossier), *attachments.of_draft(session, found.filing.draft)]
    holds = file_store.holds_any(session, me())
    items = []
    for name, reason in found.reasons("document").items():
        of_document = [file for file in files if file.document == name]
        document, draft_id = _document(found, name), found.filing.draft.id
        item = Item(draft_id, document, required=True, files=of_document, asked=reason, store=holds)
        item.errors += errors.get(name, [])
        item.errors += [item.lacking] if demand and item.lacking else []
        items.append(item)
    return items


def _document(found: Request, name: str) -> DocumentSpec:
    try:
        return found.filing.procedure.document(name)
    except KeyError:
        raise NotFoundError("document") from None
