"""Supplement requests: itemised, with reasons and a date; only what is asked is open to the applicant."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from forms.answers import from_json, prune
from portal.clock import local_date
from portal.models import Attachment, Dossier, Draft, Supplement
from portal.services import deadlines, evidence, file_pictures, issuing, notices, opinion_rounds, tasks
from portal.services.answer_sets import Filed, file_answers, newest_answers
from portal.services.calendars import calendar_of
from portal.services.completeness import demand_complete
from portal.services.evidence import EventKind
from portal.services.origins import origins_kept
from portal.services.refusals import ActionNotAllowedError, IncompleteFilingError, NotFoundError
from portal.services.situations import situation_of_dossier
from workflows.ledger import EntryKind
from workflows.spec import Clock

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from portal.models import Person
    from portal.services.actors import Actor
    from portal.services.effects import Doing
    from procedures.definition import Procedure
    from workflows.spec import Action

USUAL_DAYS = 10
"""Calendar days given where neither the officer names a date nor the pack a time; no law fixes it."""


def request(doing: Doing) -> Supplement:
    """Open a request from the move under way; refused when nothing is itemised or one is spent."""
    session, dossier = doing.session, doing.dossier
    action = doing.procedure.workflow.steps[doing.task.step].actions[doing.move.action]
    number = _count(session, dossier) + 1
    _demand_items(doing)
    clock = action.clock or Clock.RUN
    supplement = Supplement(
        dossier_id=dossier.id,
        agency_id=dossier.agency_id,
        number=number,
        task_id=doing.task.id,
        items=list(doing.request.items),
        note=doing.request.note,
        clock=str(clock),
        due_date=doing.request.due_date or last_day(session, dossier, action, doing.at),
        requested_by=doing.actor.id,
        requested_at=doing.at,
    )
    session.add(supplement)
    session.flush()
    payload = {"supplement": number, "items": list(doing.request.items), "clock": str(clock)}
    evidence.record(session, dossier, EventKind.SUPPLEMENT_REQUESTED, actor=doing.actor, at=doing.at, payload=payload)
    if clock is not Clock.RUN and deadlines.is_running(session, dossier):
        _move_clock(session, dossier, doing.procedure, EntryKind.PAUSE, doing.actor, doing.at)
    issuing.make_slip(
        session,
        dossier,
        "supplement",
        actor=doing.actor,
        at=doing.at,
        details={
            "items": list(doing.request.items),
            "note": doing.request.note,
            "due_date": supplement.due_date.isoformat(),
        },
    )
    notices.tell(session, dossier, "supplement_requested", at=doing.at)
    return supplement


def last_day(session: Session, dossier: Dossier, action: Action, at: datetime) -> date:
    """Return the last day of a supplement request: as the pack says, and never a day off (BLDS 2015 Điều 148)."""
    calendar = calendar_of(session, dossier.agency_id, at)
    if action.within is not None:
        return calendar.promise(at, action.within).local_date
    return calendar.next_working_day(local_date(at) + timedelta(days=USUAL_DAYS))


def _demand_items(doing: Doing) -> None:
    # Whether a request may be made once or again is the machine's to say; here it is only never an empty one.
    if not doing.request.items:
        raise ActionNotAllowedError(doing.dossier.code, doing.task.step, doing.move.action, "no_items")


def open_supplement(session: Session, dossier: Dossier) -> Supplement | None:
    """Return the request that waits for an answer, if one does."""
    query = select(Supplement).where(
        Supplement.dossier_id == dossier.id,
        Supplement.answered_at.is_(None),
        Supplement.withdrawn_at.is_(None),
    )
    return session.scalar(query)


def dossier_of(session: Session, draft: Draft) -> Dossier:
    """Return the dossier that the draft of a supplement belongs to."""
    query = select(Dossier).join(Supplement, Supplement.dossier_id == Dossier.id)
    return session.scalars(query.where(Supplement.id == draft.supplement_id)).one()


def asked_of(session: Session, draft: Draft) -> frozenset[str]:
    """Return the names of the documents and fields that the request of a supplement's draft still asks for."""
    supplement = open_supplement(session, dossier_of(session, draft))
    waits = supplement is not None and supplement.id == draft.supplement_id
    return frozenset(item["name"] for item in supplement.items) if supplement and waits else frozenset()


def supplement_draft(session: Session, dossier: Dossier, person: Person, at: datetime) -> Draft:
    """Return the draft in which the open request is answered, made on first use."""
    supplement = open_supplement(session, dossier)
    if supplement is None or dossier.applicant_id != person.id:
        raise NotFoundError("supplement request")
    draft = session.scalar(select(Draft).where(Draft.supplement_id == supplement.id))
    if draft is not None:
        return draft
    draft = Draft(
        agency_id=dossier.agency_id,
        person_id=person.id,
        offer_id=dossier.offer_id,
        version_id=dossier.version_id,
        channel=dossier.channel,
        answers=dict(newest_answers(session, dossier).answers),
        done_pages=[],
        filed_on_behalf=dossier.filed_on_behalf,
        represented=dossier.represented,
        delivery=dossier.delivery,
        supplement_id=supplement.id,
        created_at=at,
        updated_at=at,
        expires_at=at + timedelta(days=3650),
    )
    session.add(draft)
    session.flush()
    return draft


def answer(
    session: Session,
    dossier: Dossier,
    procedure: Procedure,
    *,
    person: Person,
    actor: Actor,
    at: datetime,
) -> Supplement:
    """File the answer to the open request as a new answer set; the caller holds the dossier's lock."""
    supplement = open_supplement(session, dossier)
    if supplement is None:
        raise NotFoundError("supplement request")
    draft = supplement_draft(session, dossier, person, at)
    answers = _answered(session, dossier, procedure, supplement, draft, person)
    _demand_files(session, draft, supplement)
    file_pictures.ask(session, dossier.id)
    _take_over(session, draft, dossier, at)
    attachments = session.scalars(
        select(Attachment).where(Attachment.dossier_id == dossier.id, Attachment.superseded_at.is_(None))
    ).all()
    situation = situation_of_dossier(dossier, person)
    demand_complete(procedure, answers, situation, attachments)
    before = newest_answers(session, dossier)
    filed = Filed(answers, origins_kept(procedure.form, answers, before), attachments)
    answer_set = file_answers(session, dossier, procedure, filed, number=before.number + 1, actor=actor, at=at)
    supplement.answered_at = at
    session.delete(draft)
    session.flush()
    payload = {"supplement": supplement.number, "answers": answer_set.sha256}
    if supplement.sent_at is not None:
        payload["sent"] = supplement.sent_at.isoformat()
    evidence.record(session, dossier, EventKind.SUPPLEMENT_ANSWERED, actor=actor, at=at, payload=payload)
    _restart_clock(session, dossier, procedure, supplement, actor, at)
    tasks.refresh_status(session, dossier, procedure)
    dossier.lock_version += 1
    session.flush()
    return supplement


def withdraw_open(session: Session, dossier: Dossier, *, at: datetime) -> None:
    """Withdraw what is still asked: the dossier ended."""
    supplement = open_supplement(session, dossier)
    if supplement is not None:
        supplement.withdrawn_at = at
        session.flush()


def _answered(
    session: Session,
    dossier: Dossier,
    procedure: Procedure,
    supplement: Supplement,
    draft: Draft,
    person: Person,
) -> dict[str, Any]:
    """Return the filed answers with only the asked fields taken from the draft."""
    asked = {item["name"] for item in supplement.items if item["kind"] == "field"}
    filed = newest_answers(session, dossier).answers
    new = {name: value for name, value in draft.answers.items() if name in asked}
    kept = {name: value for name, value in filed.items() if name not in asked}
    situation = situation_of_dossier(dossier, person)
    return prune(procedure.form, from_json(procedure.form, kept | new), situation.values())


def _count(session: Session, dossier: Dossier) -> int:
    query = select(func.count()).select_from(Supplement).where(Supplement.dossier_id == dossier.id)
    return session.scalar(query) or 0


def _demand_files(session: Session, draft: Draft, supplement: Supplement) -> None:
    there = set(session.scalars(select(Attachment.document).where(Attachment.draft_id == draft.id)))
    asked = [item["name"] for item in supplement.items if item["kind"] == "document"]
    lacking = [name for name in asked if name not in there]
    if lacking:
        raise IncompleteFilingError(documents=lacking)


def _take_over(session: Session, draft: Draft, dossier: Dossier, at: datetime) -> None:
    """Move the new files to the dossier; the ones that they replace stay as evidence."""
    fresh = session.scalars(select(Attachment).where(Attachment.draft_id == draft.id)).all()
    renewed = {one.document for one in fresh}
    old = select(Attachment).where(Attachment.dossier_id == dossier.id, Attachment.superseded_at.is_(None))
    for one in session.scalars(old.where(Attachment.document.in_(renewed))):
        one.superseded_at = at
    for one in fresh:
        one.dossier_id, one.draft_id = dossier.id, None
    session.flush()


def _restart_clock(
    session: Session,
    dossier: Dossier,
    procedure: Procedure,
    supplement: Supplement,
    actor: Actor,
    at: datetime,
) -> None:
    if dossier.accepted_at is None or supplement.clock == Clock.RUN:
        return
    if opinion_rounds.hold_clock(session, dossier, procedure):
        return
    kind = EntryKind.RESTART if supplement.clock == Clock.RESTART else EntryKind.RESUME
    _move_clock(session, dossier, procedure, kind, actor, at)


def _move_clock(
    session: Session, dossier: Dossier, procedure: Procedure, kind: EntryKind, actor: Actor, at: datetime
) -> None:
    deadlines.move_clock(session, dossier, procedure, kind, reason="supplement", actor=actor, at=at)
