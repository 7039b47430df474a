"""Branches of a dossier, carried out on its tasks: which are open, what a move closes and opens, what joins.

What follows from a move is decided by ``workflows.position``; here it is done, with an event for each fork that
opens and for each step that is given up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from portal.models import Task
from portal.services import (
    evidence,
    giving,
    opinion_asking,
    opinion_rounds,
    step_fees,
    step_look_ups,
    supplements,
    tasks,
)
from portal.services.evidence import EventKind
from workflows.position import Change, Position, moved, ripe, touches_branches
from workflows.spec import Outcome
from workflows.vocabulary import BRANCH_CLOSED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.models import Dossier
    from portal.services.actors import Actor
    from procedures.definition import Procedure
    from workflows.machine import Move
    from workflows.position import Place
    from workflows.spec import WorkflowSpec


_NOWHERE = Position()
_STAYS = Change(_NOWHERE)
"""What a move changes that opens no other step."""


class Following(NamedTuple):
    """What a move brings beside itself: which tasks it closes, and which steps it opens."""

    move: Move
    change: Change
    open: Mapping[str, Task]
    """The open tasks by their steps, as they were before the move."""


def following(
    session: Session, dossier: Dossier, procedure: Procedure, move: Move, facts: Callable[[], Collection[str]]
) -> Following:
    """Return what a move brings; ``facts`` are asked for only where a fork may open branches."""
    spec, target = procedure.workflow, move.to or move.step
    if move.to is None:
        return Following(move, _STAYS, {})
    if not touches_branches(spec, move.step, target):
        return Following(move, _STAYS if move.ended else Change(_NOWHERE, opened=(target,)), {})
    position, open_now = _position(session, dossier, spec)
    there = spec.steps.get(target)
    held = facts() if there is not None and there.branches else ()
    return Following(move, moved(spec, position, move.step, target, held), open_now)


def close(
    session: Session, dossier: Dossier, procedure: Procedure, what: Following, *, actor: Actor, at: datetime
) -> None:
    """Close what the dossier goes on without, with events that say by which action."""
    given_up = [what.open[step] for step in what.change.closed]
    for task in given_up:
        task.closed_at, task.closed_by, task.action = at, actor.id, BRANCH_CLOSED
        opinion_rounds.leave_step(session, dossier, task, procedure, actor=actor, at=at)
        step_look_ups.leave_step(session, dossier, task, procedure, actor=actor, at=at)
    because = {"step": what.move.step, "action": what.move.action}
    record_given_up(session, dossier, procedure, given_up, because=because, actor=actor, at=at)


def record_given_up(
    session: Session,
    dossier: Dossier,
    procedure: Procedure,
    given_up: Sequence[Task],
    *,
    because: Mapping[str, str],
    actor: Actor,
    at: datetime,
) -> None:
    """Write one event for each step of a branch that is given up; what it asked of the applicant is withdrawn."""
    for task in given_up:
        step = procedure.workflow.steps[task.step]
        if step.branches or step.inside is None:
            continue
        payload: dict[str, Any] = {**_branch(procedure, task.step), "step": task.step, "because": dict(because)}
        withdrawn = supplements.withdraw_of(session, dossier, procedure, task, actor=actor, at=at)
        if withdrawn is not None:
            payload["supplement"] = withdrawn
        evidence.record(session, dossier, EventKind.BRANCH_CLOSED, actor=actor, at=at, payload=payload)
    if given_up:
        session.flush()


def open_steps(
    session: Session,
    dossier: Dossier,
    procedure: Procedure,
    what: Following,
    *,
    actor: Actor,
    at: datetime,
    officer_id: UUID | None = None,
) -> None:
    """Open the steps that follow, each fork with an event that names its branches; the first may have a holder."""
    spec, opened = procedure.workflow, dict[str, Task]()
    before = {step: task for step, task in what.open.items() if task.closed_at is None}
    for step in what.change.opened:
        inside = spec.steps[step].inside
        fork = None if inside is None else opened.get(inside[0]) or before[inside[0]]
        opened[step] = tasks.open_step(
            session,
            dossier,
            step,
            procedure=procedure,
            at=at,
            officer_id=None if opened else officer_id,
            fork_id=fork.id if fork else None,
        )
    for step, task in opened.items():
        step_fees.order(session, dossier, procedure, step, actor=actor, at=at)
        giving.give(session, dossier, procedure, task, at=at)
        opinion_asking.begin(session, dossier, task, procedure, actor=actor, at=at)
        step_look_ups.begin(session, dossier, task, procedure, actor=actor, at=at)
        if spec.steps[step].branches:
            _record_opened(session, dossier, procedure, step, opened, actor, at)


def joined(session: Session, dossier: Dossier, procedure: Procedure, move: Move) -> tuple[Task, Outcome] | None:
    """Return the task of a fork that goes on now, and how its branches came out; the innermost fork first."""
    if move.to is None or not touches_branches(procedure.workflow, move.step, move.to):
        return None
    position, open_now = _position(session, dossier, procedure.workflow)
    found = ripe(procedure.workflow, position)
    return None if found is None else (open_now[found[0]], found[1])


def branch_said(procedure: Procedure, step: str) -> dict[str, Any]:
    """Return how an event names the branch in which a step lies; nothing where it lies in none."""
    said = _branch(procedure, step)
    return {"in_branch": said} if said else {}


def _branch(procedure: Procedure, step: str) -> dict[str, str]:
    inside = procedure.workflow.steps[step].inside
    return {} if inside is None else {"fork": inside[0], "branch": inside[1]}


def _record_opened(
    session: Session,
    dossier: Dossier,
    procedure: Procedure,
    fork: str,
    opened: Mapping[str, Task],
    actor: Actor,
    at: datetime,
) -> None:
    branches = procedure.workflow.steps[fork].branches.values()
    payload = {
        "fork": fork,
        "branches": [one.name for one in branches if one.start in opened],
        "left_out": [one.name for one in branches if one.start not in opened],
    }
    evidence.record(session, dossier, EventKind.BRANCHES_OPENED, actor=actor, at=at, payload=payload)


def _position(session: Session, dossier: Dossier, spec: WorkflowSpec) -> tuple[Position, dict[str, Task]]:
    """Return where the dossier stands: one statement, however many branches it went through."""
    query = select(Task).where(Task.dossier_id == dossier.id, Task.closed_at.is_(None) | Task.fork_id.is_not(None))
    rows = session.scalars(query.order_by(Task.opened_at, Task.id)).all()
    open_now = {task.step: task for task in rows if task.closed_at is None}
    return Position(tuple(open_now), _finished(spec, rows, {task.id for task in open_now.values()})), open_now


def _finished(spec: WorkflowSpec, rows: Sequence[Task], forks: Collection[UUID]) -> dict[Place, Outcome]:
    found: dict[Place, Outcome] = {}
    for task in rows:
        step = spec.steps[task.step]
        action = step.actions.get(task.action or "")
        if task.fork_id in forks and task.closed_at and action and step.inside and action.to in list(Outcome):
            found[step.inside] = Outcome(action.to)
    return found
