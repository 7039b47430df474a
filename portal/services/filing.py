"""Filing: a draft becomes a dossier, with its answer set, first task, fee order and first event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Delete, Uuid, bindparam, delete, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from forms.answers import from_json, visible_fields
from forms.sourced import field_of
from forms.spec import say
from portal.clock import local_date
from portal.inserting import Call, add_new, new_rows, take_back, together
from portal.models import Agency, Attachment, Confirmation, Dossier, Draft, Offer, Person
from portal.prepared import Prepared
from portal.services import (
    catalogue,
    confirmations,
    confirmed,
    evidence,
    fees,
    file_pictures,
    giving,
    notices,
    owners,
    processing,
    representing,
    searching,
    step_look_ups,
    tasks,
)
from portal.services.actors import Actor
from portal.services.answer_sets import Filed, file_answers
from portal.services.attachments import SIGNED_FORM, of_draft
from portal.services.completeness import asked_for, demand_complete
from portal.services.confirmation_needs import OWNER, Content, may_need
from portal.services.definitions import procedure_of
from portal.services.evidence import EventKind
from portal.services.file_checks import unready
from portal.services.known_answers import CARD, knowledge_of
from portal.services.numbering import next_number
from portal.services.origins import origins_of
from portal.services.refusals import (
    AssuranceTooLowError,
    FeeChangedError,
    FilesChangedError,
    IncompleteFilingError,
    NotAllowedError,
    NotFoundError,
)
from portal.services.situations import situation_of_draft
from procedures.definition import Procedure
from procedures.fees import FeeSheet
from procedures.numbering import render_number
from procedures.owing import ordered_at_filing
from workflows.status import DossierStatus, derive

Sight = tuple[str, str]
"""What a page says of a file: its document, and the first signs of the digest of what was sent."""
SEEN_DIGITS = 16


def _ended(number: int) -> Delete:
    return delete(Draft).where(Draft.id == bindparam(f"draft_{number}", type_=Uuid()))


_END = Prepared(_ended(0))


@dataclass(frozen=True, slots=True)
class Judged:
    """A draft that may be filed, with everything that follows from its answers."""

    procedure: Procedure
    answers: Mapping[str, Any]
    origins: Mapping[str, Any]
    attachments: Sequence[Attachment]
    offer: Offer
    receiving: Agency
    sheet: FeeSheet
    confirmations: Sequence[Confirmation] = ()
    """What others confirmed of it with their own electronic identity."""
    card: Mapping[str, Any] | None = None
    """What the person showed of who they are, when an officer filled this in at the counter."""
    mother: str | None = None
    """The code of the dossier that opens this one, where no person files it."""


@dataclass(frozen=True, slots=True)
class LastPage:
    """What the last page of a filing said when it was sent."""

    delivery: str | None = None
    """How the applicant wants the result, where that was asked."""
    shown_total: int | None = None
    """The fee that the applicant saw, in whole đồng."""
    shown_files: frozenset[Sight] | None = None
    """The files that the applicant saw."""


def submit(
    session: Session,
    draft: Draft,
    *,
    person: Person,
    actor: Actor,
    at: datetime,
    code_pattern: str,
    received: tuple[Offer, Agency] | None = None,
    last: LastPage = LastPage(),
) -> Dossier:
    """Turn a locked draft into a dossier, all in one transaction.

    ``received`` is the offer with the agency that receives it, where the caller knows them. Raises
    ``AssuranceTooLowError``, ``NotComputableError``, ``BlockedFilingError``, ``IncompleteFilingError``,
    ``ConfirmationMissingError``, ``FeeChangedError``, ``FilesChangedError``, ``NotAllowedError`` (to file for another),
    ``NotFoundError`` (the offer is closed) or ``FeeNotComputableError``, and then nothing has changed.
    """
    if last.delivery is not None:
        # The draft is about to end, so nothing of it is written again.
        set_committed_value(draft, "delivery", last.delivery)
    judged = judge(session, draft, person=person, actor=actor, at=at, received=received)
    if last.shown_total not in (None, judged.sheet.total):
        raise FeeChangedError(judged.sheet.total)
    if last.shown_files is not None and last.shown_files != _sights(judged.attachments):
        raise FilesChangedError
    dossier = found(session, draft, judged, person=person, actor=actor, at=at, code_pattern=code_pattern)
    if judged.attachments or draft.officer_id:
        _move_attachments(session, draft, dossier, judged.attachments)
    session.expunge(draft)
    if not together(session, Call(_ended, {"draft": draft.id})):
        _END.run(session, draft_0=draft.id)
    if judged.procedure.workflow.steps[judged.procedure.workflow.start].automatic is not None:
        processing.go_on(session, dossier, judged.procedure, at=at)
    return dossier


def found(
    session: Session, draft: Draft, judged: Judged, *, person: Person, actor: Actor, at: datetime, code_pattern: str
) -> Dossier:
    """Make the dossier of a draft that was judged, with everything it begins with; the draft itself is only read."""
    code = _code(session, judged.receiving, at, code_pattern)
    with new_rows(session):
        dossier = _dossier(session, draft, judged, code=code, person=person, at=at)
        _make(session, dossier, judged, actor=actor, at=at)
        searching.file_words(session, dossier, owners.search_words(dossier, person))
    return take_back(session, dossier)


def sight_of(file: Attachment) -> Sight:
    """Return what a page says of a file; looking into it changes the bytes that are kept, but not this."""
    return file.document, file.sent_sha256[:SEEN_DIGITS]


def _sights(files: Sequence[Attachment]) -> set[Sight]:
    """Return what the last page says of these files; the scan of a signed form is taken in beside that page."""
    return {sight_of(one) for one in files if one.document != SIGNED_FORM}


def judge(
    session: Session,
    draft: Draft,
    *,
    person: Person,
    actor: Actor,
    at: datetime,
    received: tuple[Offer, Agency] | None = None,
) -> Judged:
    """Return what a draft comes to; raise as ``submit`` does when it may not be filed."""
    procedure = procedure_of(session, draft.version_id)
    _demand_filer(draft, actor, procedure)
    situation = situation_of_draft(draft, person, at)
    known = knowledge_of(procedure.form, draft, person, situation.today)
    kept = known.over(from_json(procedure.form, draft.answers))
    visible = visible_fields(procedure.form, kept, situation.values())
    answers = visible.answers
    unexplained = visible.fields.intersection(map(field_of, known.unexplained))
    if unexplained:
        raise IncompleteFilingError(sorted(unexplained))
    if not representing.is_allowed(procedure, draft.represented):
        raise NotAllowedError("mandate")
    other = representing.other_owner(procedure, answers, draft.represented)
    if other is not None:
        # A mandate of one person is none for the matter of another.
        raise IncompleteFilingError([other])
    files = of_draft(session, draft) if procedure.takes_files or draft.officer_id else ()
    attachments = asked_for(files, procedure, answers, situation, visible) if files else ()
    demand_complete(procedure, answers, situation, attachments, visible)
    others: Sequence[Confirmation] = ()
    if may_need(procedure, draft):
        others = confirmations.demand(session, draft, Content(procedure, situation, visible, attachments), at)
    offer, receiving = received or catalogue.receiving(session, draft.offer_id)
    if offer.closed_at is not None or draft.channel not in procedure.description.channels:
        raise NotFoundError("open offer")
    sheet = fees.sheet_for(procedure, visible, situation, overlay=offer.overlay)
    origins = origins_of(procedure.form, visible, known)
    filed = [*attachments, *_signed_by_hand(files, others)]
    return Judged(procedure, answers, origins, filed, offer, receiving, sheet, others, draft.known.get(CARD))


def _demand_filer(draft: Draft, actor: Actor, procedure: Procedure) -> None:
    """Raise unless this actor may file: with the level of identity that is asked, or the officer who filled it in."""
    if draft.officer_id is None:
        if actor.assurance < procedure.assurance:
            raise AssuranceTooLowError(procedure.assurance)
    elif draft.officer_id != actor.id:
        raise NotAllowedError("officer of the draft")


def _signed_by_hand(files: Sequence[Attachment], given: Sequence[Confirmation]) -> Sequence[Attachment]:
    """Return the scans of the form, where it was signed by hand; without one that can be read nothing is filed."""
    if not any(one.recorded_by for one in given):
        return ()
    scans = [one for one in files if one.document == SIGNED_FORM]
    if not scans or any(unready(scans)):
        raise IncompleteFilingError(documents=[SIGNED_FORM])
    return scans


def _make(session: Session, dossier: Dossier, judged: Judged, *, actor: Actor, at: datetime) -> None:
    """Make everything that a new dossier begins with; each thing comes after what it refers to."""
    procedure = judged.procedure
    written = Filed(judged.answers, judged.origins, judged.attachments)
    filed = file_answers(session, dossier, procedure, written, number=1, actor=actor, at=at)
    payload: dict[str, Any] = {"code": dossier.code, "answers": filed.sha256, "channel": dossier.channel}
    if dossier.represented:
        payload["represented"] = dossier.represented
    if judged.card:
        payload["counter"] = {"officer": actor.name, "identified": judged.card["by"], "at": judged.card["at"]}
    if judged.mother:
        payload["mother"] = judged.mother
    if judged.confirmations:
        payload["confirmations"] = confirmed.as_evidence(judged.confirmations)
    evidence.record(session, dossier, EventKind.DOSSIER_SUBMITTED, actor=actor, at=at, payload=payload)
    agency = judged.receiving
    task = tasks.open_step(session, dossier, procedure.workflow.start, procedure=procedure, at=at, agency=agency)
    giving.give(session, dossier, procedure, task, at=at, agency=agency)
    step_look_ups.begin(session, dossier, task, procedure, actor=actor, at=at)
    due_now = judged.sheet.of(ordered_at_filing(procedure.fees, procedure.workflow))
    order = fees.order(session, dossier, procedure, due_now, at=at)
    first = procedure.workflow.steps[procedure.workflow.start]
    dossier.status = int(derive([DossierStatus.FEE_DUE] if order else [], [first.status]))
    notices.tell(session, dossier, "dossier_submitted", at=at)


def _dossier(session: Session, draft: Draft, judged: Judged, *, code: str, person: Person, at: datetime) -> Dossier:
    procedure, offer = judged.procedure, judged.offer
    owner = owners.owner_words(procedure, judged.answers, person)
    return add_new(
        session,
        Dossier,
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
        represented=draft.represented,
        owner_id=next((one.person_id for one in judged.confirmations if one.party == OWNER), None),
        channel=draft.channel,
        delivery=draft.delivery or procedure.delivery[0],
        status=int(DossierStatus.NEW),
        submitted_at=at,
        event_count=0,
    )


def _code(session: Session, agency: Agency, at: datetime, pattern: str) -> str:
    day = local_date(at)
    period = day.strftime("%Y%m%d")
    sequence = next_number(session, agency.id, "dossier", period)
    return render_number(pattern, seq=sequence, day=day, agency_code=agency.code, agency_abbr=agency.abbr)


def _move_attachments(session: Session, draft: Draft, dossier: Dossier, asked: Sequence[Attachment]) -> None:
    """Hand the files over; one for a document that is not asked any more is nobody's business."""
    keys = [one.id for one in asked]
    session.execute(update(Attachment).where(Attachment.id.in_(keys)).values(dossier_id=dossier.id, draft_id=None))
    session.execute(delete(Attachment).where(Attachment.draft_id == draft.id))
    file_pictures.ask(session, dossier.id)
