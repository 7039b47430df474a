"""An officer takes an action: the machine decides, the service changes, one event is written.

Actions on a dossier are serialised by its row lock and its version, so two people pressing at once on one task never
both win: the slower gets ``StaleDossierError`` (``portal.services.staleness``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from portal.models import Dossier
from portal.prepared import PreparedEntity, firsts, member_of
from portal.services import (
    adding,
    branching,
    children,
    effects,
    evidence,
    given_reasons,
    issuing,
    opinion_rounds,
    staleness,
    step_look_ups,
    tasks,
    unanswered,
)
from portal.services.action_offers import roles_on
from portal.services.actors import SYSTEM
from portal.services.definitions import procedure_of
from portal.services.facts_held import held_facts
from portal.services.holding_back import hold_back, let_go
from portal.services.refusals import ActionNotAllowedError, NotAllowedError, NotFoundError, StaleDossierError
from workflows.errors import Refusal, RefusalReason
from workflows.machine import asks_facts, automatic_action, take
from workflows.status import DossierStatus
from workflows.vocabulary import SYSTEM as SYSTEM_ROLE

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.models import Task
    from portal.services.actors import Actor
    from portal.services.tasks import AtHand
    from procedures.definition import Procedure
    from workflows.machine import Move
    from workflows.spec import Outcome, Step

_LOCKED = PreparedEntity(Dossier, select(Dossier).where(Dossier.id == bindparam("dossier_id")).with_for_update())


@dataclass(frozen=True, slots=True)
class Request:
    """What the officer pressed and wrote.

    ``items`` itemise a supplement request; ``assignee_id`` names the holder of the next step.
    """

    action: str
    reasons: tuple[str, ...] = ()
    note: str | None = None
    assignee_id: UUID | None = None
    items: tuple[dict[str, Any], ...] = ()
    due_date: date | None = None
    form: dict[str, Any] | None = field(default=None)


def locked_dossier(session: Session, dossier_id: UUID) -> Dossier:
    """Return the dossier with its row locked until the transaction ends."""
    dossier = _LOCKED.fresh(session, dossier_id=dossier_id)
    if dossier is None:
        raise NotFoundError("dossier")
    return dossier


def take_action(
    session: Session,
    dossier_id: UUID,
    task_id: UUID,
    request: Request,
    *,
    actor: Actor,
    at: datetime,
    seen_version: int,
) -> Move:
    """Take one action on one open task; everything it asks for happens in this transaction.

    Raises ``StaleDossierError`` when the task is not any more as it was shown, ``NotAllowedError``
    when the officer does not hold the role, ``ActionNotAllowedError`` when the workflow refuses.
    """
    dossier, hand = _locked_with(session, dossier_id, task_id)
    task = hand.task
    if staleness.is_stale(dossier, task, seen_version):
        raise StaleDossierError(dossier.code)
    procedure = procedure_of(session, dossier.version_id)
    asks = asks_facts(procedure.workflow, task.step, request.action)
    held = held_facts(session, dossier, procedure) if asks else frozenset[str]()
    move = take(
        procedure.workflow,
        task.step,
        request.action,
        roles=roles_on(actor, task),
        facts=held,
        reasons=request.reasons,
    )
    if isinstance(move, Refusal):
        raise _refused(dossier, move, task)
    if unanswered.holds_up(session, dossier, task, procedure.workflow.steps[task.step].actions[move.action], at):
        raise ActionNotAllowedError(
            dossier.code, task.step, move.action, RefusalReason.MISSING_FACTS, [unanswered.CLOSED]
        )
    actor = actor.under(task.agency_id, task.role, task.officer_id)
    if dossier.status != DossierStatus.SUPPLEMENT and adding.only_adds(procedure, move):
        adding.carry_out(session, dossier, hand, procedure, move, request, actor=actor, at=at)
    else:
        dossier, hand = member_of(session, dossier), hand.of_session(session)
        carry_out(session, dossier, hand.task, procedure, move, request, actor=actor, at=at)
    return move


def carry_out(
    session: Session,
    dossier: Dossier,
    task: Task,
    procedure: Procedure,
    move: Move,
    request: Request,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Do what a permitted move says: event, effects, next tasks, status, version."""
    asked_at, at, own_event = at, evidence.instant(dossier, at), dossier.event_count + 1
    follows = branching.following(session, dossier, procedure, move, lambda: held_facts(session, dossier, procedure))
    held = _change(session, dossier, task, procedure, follows, request, actor=actor, at=asked_at)
    staleness.go_on(session, dossier, task, move.effects)
    tasks.refresh_status(session, dossier, procedure)
    joined = branching.joined(session, dossier, procedure, move)
    if joined is not None:
        finish(session, dossier, joined[0], procedure, joined[1], at=at)
    else:
        go_on(session, dossier, procedure, at=at)
    if held:
        let_go(session, dossier, own_event, at)


def _change(
    session: Session,
    dossier: Dossier,
    task: Task,
    procedure: Procedure,
    follows: branching.Following,
    request: Request,
    *,
    actor: Actor,
    at: datetime,
) -> bool:
    """Write what a move brings: event, effects, the tasks that end and those that open.

    Tell whether what it told the applicant is held back, because it can be taken back.
    """
    slow, at = evidence.behind(dossier, at), evidence.instant(dossier, at)
    move = follows.move
    action = procedure.workflow.steps[task.step].actions[move.action]
    codes = given_reasons.of_action(session, dossier, action, task.step, request.reasons, at)
    beside = branching.branch_said(procedure, task.step) | ({"codes": codes} if codes else {})
    adding.record_taken(session, dossier, move, request, {**beside, **slow}, actor=actor, at=at)
    if move.to is not None:
        task.closed_at, task.closed_by, task.action = at, actor.id, move.action
        # What other dossiers brought stands in the task before the portal itself takes it.
        task.form = task.form if request.form is None else request.form
        unanswered.end(session, dossier, task, procedure, actor=actor, at=at)
        opinion_rounds.leave_step(session, dossier, task, procedure, actor=actor, at=at)
        step_look_ups.leave_step(session, dossier, task, procedure, actor=actor, at=at)
        branching.close(session, dossier, procedure, follows, actor=actor, at=at)
        for step in follows.change.closed:
            children.leave_step(session, dossier, procedure, step, actor=actor, at=at)
    doing = effects.Doing(session, dossier, task, procedure, move, request, actor, at)
    for effect in move.effects:
        effects.HANDLERS[effect](doing)
    held = hold_back(doing)
    if {task.step, *follows.change.closed}.intersection(follows.change.opened):
        # The task that ends has to be closed before another is opened at the same step.
        session.flush()
    assignee = request.assignee_id if action.assign else None
    branching.open_steps(session, dossier, procedure, follows, actor=actor, at=at, officer_id=assignee)
    for step in follows.change.opened:
        children.open_at_step(session, dossier, procedure, step, actor=actor, at=at)
    return held


def finish(
    session: Session, dossier: Dossier, task: Task, procedure: Procedure, outcome: Outcome, *, at: datetime
) -> Move:
    """Let a step at which nobody acts go on, now that it is done; the caller holds the lock.

    Raises ``ActionNotAllowedError`` when the step does not lead on with this outcome.
    """
    held = held_facts(session, dossier, procedure)
    move = take(procedure.workflow, task.step, str(outcome), roles={SYSTEM_ROLE}, facts=held)
    if isinstance(move, Refusal):
        raise _refused(dossier, move, task)
    carry_out(session, dossier, task, procedure, move, Request(str(outcome)), actor=SYSTEM, at=at)
    return move


def go_on(session: Session, dossier: Dossier, procedure: Procedure, *, at: datetime) -> None:
    """Take what the portal takes by itself, until a person is needed; the caller holds the lock.

    While the worker has the result nothing goes on by itself: the worker calls again once it is issued.
    """
    steps = procedure.workflow.steps.values()
    if not any(map(_goes_on, steps)) or issuing.in_press(session, dossier):
        return
    for task in tasks.open_tasks(session, dossier.id):
        if not _goes_on(procedure.workflow.steps[task.step]):
            continue
        held = held_facts(session, dossier, procedure)
        action = automatic_action(procedure.workflow, task.step, held)
        if action is None or unanswered.holds_up(session, dossier, task, action, at):
            continue
        move = take(procedure.workflow, task.step, action.name, roles={SYSTEM_ROLE}, facts=held)
        if isinstance(move, Refusal):
            continue
        carry_out(session, dossier, task, procedure, move, Request(action.name), actor=SYSTEM, at=at)
        return


def _goes_on(step: Step) -> bool:
    """Say whether the portal itself may go on at a step."""
    return step.automatic is not None or step.asks_others


def _locked_with(session: Session, dossier_id: UUID, task_id: UUID) -> tuple[Dossier, AtHand]:
    """Return the dossier with its row locked, and the open task as it is from then on: both are records."""
    locked, at_hand = firsts(
        session,
        (_LOCKED, {"dossier_id": dossier_id}),
        (tasks.AT_HAND, {"dossier_id": dossier_id, "task_id": task_id}),
    )
    dossier, hand = _LOCKED.record_of(session, locked), tasks.at_hand(session, at_hand)
    if dossier is None:
        raise NotFoundError("dossier")
    if hand is None:
        raise NotFoundError("task")
    if hand.task.closed_at is not None:
        raise StaleDossierError(dossier.code)
    return dossier, hand


def _refused(dossier: Dossier, refusal: Refusal, task: Task) -> Exception:
    if refusal.reason == "wrong_role":
        return NotAllowedError(task.role)
    return ActionNotAllowedError(dossier.code, refusal.step, refusal.action, refusal.reason, sorted(refusal.missing))
