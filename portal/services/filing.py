"""Filing: a draft becomes a dossier, with its answer set, first task, fee order and first event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from forms.answers import from_json, prune
from forms.spec import say
from portal.clock import local_date
from portal.models import Agency, Attachment, Dossier, Draft, Offer, Person
from portal.services import evidence, fees, notices, tasks
from portal.services.actors import Actor
from portal.services.answer_sets import file_answers
from portal.services.completeness import demand_complete
from portal.services.definitions import procedure_of
from portal.services.evidence import EventKind
from portal.services.folding import fold
from portal.services.numbering import next_number
from portal.services.refusals import AssuranceTooLowError, NotFoundError
from portal.services.situations import situation_of_draft
from procedures.definition import Procedure
from procedures.numbering import render_number
from workflows.status import DossierStatus


def submit(session: Session, draft: Draft, *, person: Person, actor: Actor, at: datetime, code_pattern: str) -> Dossier:
    """Turn a locked draft into a dossier, all in one transaction.

    Raises ``AssuranceTooLowError``, ``BlockedFilingError`` or ``IncompleteFilingError``, and then
    nothing has changed.
    """
    procedure = procedure_of(session, draft.version_id)
    situation = situation_of_draft(draft, person, at)
    if actor.assurance < procedure.assurance:
        raise AssuranceTooLowError(procedure.assurance)
    answers = prune(procedure.form, from_json(procedure.form, draft.answers), situation.values())
    attachments = session.scalars(select(Attachment).where(Attachment.draft_id == draft.id)).all()
    demand_complete(procedure, answers, situation, [attachment.document for attachment in attachments])
    offer, agency = _offer(session, draft)
    owner = owner_words(procedure, answers, person)
    code = _code(session, agency, at, code_pattern)
    dossier = _dossier(draft, procedure, offer, code=code, owner=owner, person=person, at=at)
    session.add(dossier)
    session.flush()
    _move_attachments(session, draft, dossier)
    answer_set = file_answers(session, dossier, procedure, answers, attachments, number=1, actor=actor, at=at)
    evidence.record(
        session,
        dossier,
        EventKind.DOSSIER_SUBMITTED,
        actor=actor,
        at=at,
        payload={"code": dossier.code, "answers": answer_set.sha256, "channel": draft.channel},
    )
    tasks.open_step(session, dossier, procedure.workflow.start, procedure=procedure, at=at)
    fees.order(session, dossier, procedure, answers, situation, overlay=offer.overlay, at=at)
    tasks.refresh_status(session, dossier, procedure)
    notices.tell(session, dossier, "dossier_submitted", at=at)
    session.delete(draft)
    session.flush()
    return dossier


def _offer(session: Session, draft: Draft) -> tuple[Offer, Agency]:
    row = session.execute(
        select(Offer, Agency).join(Agency, Agency.id == Offer.receiving_agency_id).where(Offer.id == draft.offer_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("offer")
    return row[0], row[1]


def _dossier(
    draft: Draft,
    procedure: Procedure,
    offer: Offer,
    *,
    code: str,
    owner: Mapping[str, Any],
    person: Person,
    at: datetime,
) -> Dossier:
    words = [code, person.full_name, owner["name"], owner["number"], person.citizen_id, person.phone]
    return Dossier(
        # The key of the draft, so that pressing twice finds the dossier that the first press made.
        id=draft.id,
        code=code,
        agency_id=offer.agency_id,
        receiving_agency_id=offer.receiving_agency_id,
        procedure_code=procedure.code,
        version_id=draft.version_id,
        version_digest=procedure.digest,
        offer_id=offer.id,
        offer_digest=offer.digest,
        title=say(procedure.title, "vi"),
        sector=procedure.sector,
        applicant_id=person.id,
        applicant_name=person.full_name,
        owner_name=owner["name"],
        owner_number=owner["number"],
        owner_address=owner["address"],
        filed_on_behalf=draft.filed_on_behalf,
        channel=draft.channel,
        delivery=draft.delivery or procedure.delivery[0],
        status=int(DossierStatus.NEW),
        submitted_at=at,
        search=fold(" ".join(word for word in words if word)),
        event_count=0,
    )


def owner_words(procedure: Procedure, answers: Mapping[str, Any], person: Person) -> dict[str, Any]:
    """Return name, number and address of the owner, taken from the fields that the pack names.

    Where the pack names none, the applicant is the owner.
    """
    shown = {name: _plain(answers.get(field)) for name, field in procedure.owner.items()}
    return {
        "name": shown.get("name") or person.full_name,
        "number": shown.get("citizen_id") or (None if "name" in shown else person.citizen_id),
        "address": shown.get("address"),
    }


def _plain(value: object) -> str | None:
    if value is None:
        return None
    return value if isinstance(value, str) else getattr(value, "line", None) or str(value)


def _code(session: Session, agency: Agency, at: datetime, pattern: str) -> str:
    day = local_date(at)
    period = day.strftime("%Y%m%d")
    sequence = next_number(session, agency.id, "dossier", period)
    return render_number(pattern, seq=sequence, day=day, agency_code=agency.code, agency_abbr=agency.abbr)


def _move_attachments(session: Session, draft: Draft, dossier: Dossier) -> None:
    session.execute(
        update(Attachment).where(Attachment.draft_id == draft.id).values(dossier_id=dossier.id, draft_id=None)
    )
