"""Supplement requests: itemised, with reasons and a date; only what is asked is open to the applicant."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from forms.answers import from_json, prune
from portal.clock import local_date
from portal.models import Attachment, Dossier, Draft, Supplement
from portal.services import (
    allowances,
    deadlines,
    evidence,
    fee_changes,
    file_pictures,
    given_reasons,
    issuing,
    notices,
    owners,
    tasks,
)
from portal.services.answer_sets import Filed, file_answers, newest_answers
from portal.services.attachments import of_dossier
from portal.services.calendars import calendar_of
from portal.services.completeness import demand_complete
from portal.services.evidence import EventKind
from portal.services.origins import origins_kept
from portal.services.refusals import ActionNotAllowedError, IncompleteFilingError, NotFoundError
from portal.services.situations import situation_of_dossier
from procedures.law_words import words_of_law
from workflows.spec import Clock

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from portal.models import Person, Task
    from portal.services.actors import Actor
    from portal.services.effects import Doing
    from procedures.definition import Procedure
    from workflows.spec import Action

USUAL_DAYS = 10
"""Calendar days given where neither the officer names a date nor the pack a time; no law fixes it."""


REQUESTED = {
    "supplement": EventKind.SUPPLEMENT_REQUESTED,
    "clarification": EventKind.CLARIFICATION_REQUESTED,
}
ANSWERED = {
    "supplement": EventKind.SUPPLEMENT_ANSWERED,
    "clarification": EventKind.CLARIFICATION_ANSWERED,
}
QUESTION = "question"
"""The kind of an item that the applicant answers in words of their own."""
LONGEST_REPLY = 4000


def request(doing: Doing, *, kind: str = "supplement") -> Supplement:
    """Open a request from the move under way; refused when nothing is itemised or one waits for its answer.

    ``kind`` is ``supplement`` or ``clarification``.
    """
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
        kind=kind,
        action=action.name,
        replies={},
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
    if action.law:
        payload["law"] = words_of_law(doing.procedure.legal_basis, action.law, "vi")
    evidence.record(session, dossier, REQUESTED[kind], actor=doing.actor, at=doing.at, payload=payload)
    hold = _hold(supplement, doing.procedure, doing.task.step)
    deadlines.stop(session, dossier, doing.procedure, hold, actor=doing.actor, at=doing.at)
    given_reasons.of_request(session, dossier, kind, doing.task.step, doing.request.items, doing.at)
    allowances.use(session, dossier, doing.task.step, action.name, at=doing.at)
    issuing.make_slip(
        session,
        dossier,
        kind,
        actor=doing.actor,
        at=doing.at,
        details={
            "items": list(doing.request.items),
            "note": doing.request.note,
            "law": action.law,
            "due_date": supplement.due_date.isoformat(),
        },
    )
    notices.tell(session, dossier, f"{kind}_requested", at=doing.at)
    return supplement


def last_day(session: Session, dossier: Dossier, action: Action, at: datetime) -> date:
    """Return the last day of a supplement request: as the pack says, and never a day off (BLDS 2015 Điều 148)."""
    calendar = calendar_of(session, dossier.agency_id, at)
    if action.within is not None:
        return calendar.promise(at, action.within).local_date
    return calendar.next_working_day(local_date(at) + timedelta(days=USUAL_DAYS))


def _demand_items(doing: Doing) -> None:
    # Whether a request may be made once or again is the machine's to say; here it is only never an empty one,
    # each item says why, and one request is answered before the next.
    why = None
    if not doing.request.items or not all(item.get("reason", "").strip() for item in doing.request.items):
        why = "no_items"
    elif open_supplement(doing.session, doing.dossier) is not None:
        why = "request_open"
    if why:
        raise ActionNotAllowedError(doing.dossier.code, doing.task.step, doing.move.action, why)


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
    _demand_replies(supplement)
    payload: dict[str, Any] = {"supplement": supplement.number}
    if any(item["kind"] != QUESTION for item in supplement.items):
        payload["answers"] = _file(session, dossier, procedure, supplement, draft, person, actor, at)
    if supplement.replies:
        payload["replies"] = supplement.replies
    if supplement.sent_at is not None:
        payload["sent"] = supplement.sent_at.isoformat()
    supplement.answered_at = at
    session.delete(draft)
    session.flush()
    evidence.record(session, dossier, ANSWERED[supplement.kind], actor=actor, at=at, payload=payload)
    deadlines.go_on(session, dossier, procedure, _hold(supplement, procedure), actor=actor, at=at)
    tasks.refresh_status(session, dossier, procedure)
    dossier.lock_version += 1
    session.flush()
    return supplement


def _demand_replies(supplement: Supplement) -> None:
    asked = [item["name"] for item in supplement.items if item["kind"] == QUESTION]
    lacking = [name for name in asked if not str(supplement.replies.get(name, "")).strip()]
    if lacking:
        raise IncompleteFilingError(lacking)


def _file(
    session: Session,
    dossier: Dossier,
    procedure: Procedure,
    supplement: Supplement,
    draft: Draft,
    person: Person,
    actor: Actor,
    at: datetime,
) -> str:
    """File the new answers and files as an answer set, and return its digest."""
    answers = _answered(session, dossier, procedure, supplement, draft, person)
    _demand_files(session, draft, supplement)
    file_pictures.ask(session, dossier.id)
    _take_over(session, draft, dossier, at)
    attachments = of_dossier(session, dossier)
    situation = situation_of_dossier(dossier, person)
    demand_complete(procedure, answers, situation, attachments)
    before = newest_answers(session, dossier)
    filed = Filed(answers, origins_kept(procedure.form, answers, before), attachments)
    answer_set = file_answers(session, dossier, procedure, filed, number=before.number + 1, actor=actor, at=at)
    owners.follow(session, dossier, procedure, answers, person)
    after = answer_set.answers
    fee_changes.settle_anew(session, dossier, procedure, before.answers, after, actor=actor, at=at)
    return answer_set.sha256


def withdraw_open(session: Session, dossier: Dossier, procedure: Procedure, *, actor: Actor, at: datetime) -> None:
    """Withdraw what is still asked: the dossier ended."""
    supplement = open_supplement(session, dossier)
    if supplement is not None:
        supplement.withdrawn_at = at
        deadlines.go_on(session, dossier, procedure, _hold(supplement, procedure), actor=actor, at=at)
        session.flush()


def withdraw_of(
    session: Session, dossier: Dossier, procedure: Procedure, task: Task, *, actor: Actor, at: datetime
) -> int | None:
    """Withdraw what a task asked for that is given up, let the clock go on, and return the number of the request."""
    supplement = open_supplement(session, dossier)
    if supplement is None or supplement.task_id != task.id:
        return None
    supplement.withdrawn_at = at
    session.flush()
    deadlines.go_on(session, dossier, procedure, _hold(supplement, procedure), actor=actor, at=at)
    return supplement.number


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


def asking_action(procedure: Procedure, supplement: Supplement, step: str | None = None) -> Action | None:
    """Return the action of the workflow that asked, where it is known; its name may occur at several steps."""
    places = [one for one in procedure.workflow.steps.values() if step in (None, one.name)]
    named = [one.actions[supplement.action] for one in places if supplement.action and supplement.action in one.actions]
    return named[0] if named else None


def _hold(supplement: Supplement, procedure: Procedure, step: str | None = None) -> deadlines.Hold:
    """Return what waiting for the answer does to the clock, and by which law; at most one request is open at a time."""
    action = asking_action(procedure, supplement, step)
    law = words_of_law(procedure.legal_basis, action.law, "vi") if action is not None and action.law else None
    return deadlines.Hold(supplement.kind, supplement.kind, Clock(supplement.clock), law)
