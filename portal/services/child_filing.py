"""Filing a dossier that another one opens: nobody fills it in, so it is judged when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from forms.answers import from_json, to_json, visible_fields
from forms.spec import say
from portal.db import new_key
from portal.models import Agency, Attachment, Dossier, Draft, Offer, Person, ProcedureVersion, VersionState
from portal.services import attachments, fees, file_pictures, filing, tasks
from portal.services.actors import Actor, ActorKind
from portal.services.answer_sets import newest_answers
from portal.services.completeness import asked_for, demand_complete
from portal.services.definitions import procedure_of
from portal.services.other_agencies import agency_of
from portal.services.refusals import (
    ActionNotAllowedError,
    BlockedFilingError,
    IncompleteFilingError,
    NotComputableError,
)
from portal.services.situations import situation_of_dossier, situation_of_draft
from procedures.facts import all_values
from procedures.fees import FeeNotComputableError
from procedures.openings import child_answers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.models import ChildDossier
    from procedures.definition import Procedure
    from workflows.opening import Opening

NOT_OFFERED = "not_offered_elsewhere"
INCOMPLETE = "child_incomplete"


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be opened: at which offer, with which answers and which files of the mother."""

    offer: Offer
    answers: dict[str, Any]
    files: list[dict[str, str]]


def plan(session: Session, mother: Dossier, procedure: Procedure, opening: Opening, *, at: datetime) -> Planned:
    """Return what is to be opened.

    Raises ``ActionNotAllowedError`` when the other agency does not offer the procedure, or when what the mother knows
    does not make a complete filing there.
    """
    offer = _offer(session, mother, opening, at)
    child = procedure_of(session, offer.version_id)
    person = session.get_one(Person, mother.applicant_id)
    stored, values = _known(session, mother, procedure, person)
    answers = child_answers(procedure, opening, child, stored=stored, values=values)
    files = _files(session, mother, opening)
    try:
        judged = _judge(session, _draft(mother, offer, child), child, answers, list(files.values()), person, at)
    except (IncompleteFilingError, BlockedFilingError, NotComputableError, FeeNotComputableError) as wrong:
        lacking = lacking_words(child, wrong) if isinstance(wrong, IncompleteFilingError) else []
        raise ActionNotAllowedError(mother.code, "", opening.name, INCOMPLETE, lacking) from wrong
    kept = {one.id for one in judged.attachments}
    listed = [{"document": file.document, "attachment": str(key)} for key, file in files.items() if file.id in kept]
    return Planned(offer, to_json(child.form, judged.answers), listed)


def lacking_words(child: Procedure, wrong: IncompleteFilingError) -> list[str]:
    """Return what the other procedure calls that which is lacking: whoever reads it knows no name of its pack."""
    fields = [say(child.form.by_name[name].label, "vi") for name in wrong.fields]
    return [f"“{words}”" for words in (*fields, *(say(child.document(one).title, "vi") for one in wrong.documents))]


def file(session: Session, row: ChildDossier, mother: Dossier, *, at: datetime, code_pattern: str) -> Dossier:
    """Make the dossier that was asked for; it begins as if it had just been filed."""
    offer = session.get_one(Offer, row.offer_id)
    child = procedure_of(session, row.version_id)
    person = session.get_one(Person, mother.applicant_id)
    draft = _draft(mother, offer, child)
    draft.id = row.id
    copies = _copies(session, row, offer)
    judged = _judge(session, draft, child, from_json(child.form, row.answers), copies, person, at, mother.code)
    dossier = filing.found(
        session, draft, judged, person=person, actor=_asker(row, mother), at=at, code_pattern=code_pattern
    )
    for one in copies:
        one.dossier_id = dossier.id
        session.add(one)
    session.flush()
    if copies:
        file_pictures.ask(session, dossier.id)
    return dossier


def _offer(session: Session, mother: Dossier, opening: Opening, at: datetime) -> Offer:
    """Return the open offer of the live version at the agency that the pack means."""
    query = (
        select(Offer)
        .join(ProcedureVersion, ProcedureVersion.id == Offer.version_id)
        .where(
            Offer.code == opening.procedure,
            Offer.agency_id == agency_of(session, mother, opening.agency, at),
            Offer.closed_at.is_(None),
            ProcedureVersion.state == VersionState.PUBLISHED,
        )
        .order_by(Offer.opened_at.desc())
    )
    offer = session.scalars(query.limit(1)).first()
    if offer is None:
        raise ActionNotAllowedError(mother.code, "", opening.name, NOT_OFFERED)
    return offer


def _known(
    session: Session, mother: Dossier, procedure: Procedure, person: Person
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return what is known in the mother: as it is stored, and as expressions read it."""
    stored = dict(newest_answers(session, mother).answers)
    typed = from_json(procedure.form, stored)
    values = all_values(procedure, typed, situation_of_dossier(mother, person))
    for step, form in tasks.filled_forms(session, mother.id).items():
        stored |= form
        values |= tasks.typed_form(procedure, step, form)
    return stored, values


def _files(session: Session, mother: Dossier, opening: Opening) -> dict[UUID, Attachment]:
    """Return the files that are handed on, by the key of the mother's own."""
    there = attachments.of_dossier(session, mother)
    pairs = [(name, one) for name, own in opening.documents.items() for one in there if one.document == own]
    return {one.id: _copy(one, name, one.agency_id) for name, one in pairs}


def _copies(session: Session, row: ChildDossier, offer: Offer) -> list[Attachment]:
    return [
        _copy(session.get_one(Attachment, one["attachment"]), one["document"], offer.agency_id) for one in row.files
    ]


def _copy(one: Attachment, document: str, agency_id: UUID) -> Attachment:
    """Return the same bytes as a file of another dossier, not yet kept."""
    same = ("filename", "media_type", "size", "sha256", "pages", "uploaded_by", "uploaded_at", "state", "problem")
    values = {name: getattr(one, name) for name in (*same, "scan", "sent_sha256", "safe_sha256")}
    return Attachment(**values, id=new_key(), document=document, agency_id=agency_id)


def _draft(mother: Dossier, offer: Offer, child: Procedure) -> Draft:
    """Return a draft that is never kept: what a filing is made of."""
    channels = child.description.channels
    return Draft(
        agency_id=offer.agency_id,
        person_id=mother.applicant_id,
        offer_id=offer.id,
        version_id=offer.version_id,
        channel=mother.channel if mother.channel in channels else channels[0],
        filed_on_behalf=mother.filed_on_behalf,
        represented=dict(mother.represented),
        delivery=mother.delivery if mother.delivery in child.delivery else child.delivery[0],
    )


def _judge(
    session: Session,
    draft: Draft,
    child: Procedure,
    answers: Mapping[str, Any],
    files: Sequence[Attachment],
    person: Person,
    at: datetime,
    mother: str | None = None,
) -> filing.Judged:
    offer = session.get_one(Offer, draft.offer_id)
    situation = situation_of_draft(draft, person, at)
    visible = visible_fields(child.form, answers, situation.values())
    asked = asked_for(files, child, visible.answers, situation, visible)
    demand_complete(child, visible.answers, situation, asked, visible)
    sheet = fees.sheet_for(child, visible, situation, overlay=offer.overlay)
    receiving = session.get_one(Agency, offer.receiving_agency_id)
    return filing.Judged(child, visible.answers, {}, asked, offer, receiving, sheet, mother=mother)


def _asker(row: ChildDossier, mother: Dossier) -> Actor:
    """Return who files it: the officer who asked, or the applicant where the portal itself went on."""
    if row.asked_by is None:
        return Actor(ActorKind.PERSON, mother.applicant_id, mother.applicant_name)
    return Actor(ActorKind.OFFICER, row.asked_by, "")
