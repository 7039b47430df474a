"""A move from the one open step to another that only adds: what most acts are, with as little as it takes.

It ends one task, opens the next and writes its event; nobody else is asked, told or awaited. So everything is written
by one statement, and the dossier and the task are records (`portal/records.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.inserting import new_rows
from portal.services import evidence, given_reasons, giving, tasks
from portal.services.evidence import EventKind
from procedures.owing import steps_with_fees
from workflows.effects import Effect
from workflows.position import touches_branches
from workflows.status import derive

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.models import Dossier
    from portal.services.actors import Actor
    from portal.services.processing import Request
    from portal.services.tasks import AtHand
    from procedures.definition import Procedure
    from workflows.machine import Move

_PLAIN = frozenset({Effect.ASSIGN})
"""What only adds an event."""


def only_adds(procedure: Procedure, move: Move) -> bool:
    """Say whether a move from the one open step to another adds rows and reads none of them again."""
    spec, target = procedure.workflow, move.to or ""
    here, there = spec.steps[move.step], spec.steps.get(target)
    if there is None or there is here or not _PLAIN.issuperset(move.effects):
        return False
    if here.asks_others or there.asks_others or there.automatic is not None:
        return False
    if touches_branches(spec, move.step, target):
        return False
    return not (procedure.fees and target in steps_with_fees(procedure.fees, spec))


def carry_out(
    session: Session,
    dossier: Dossier,
    hand: AtHand,
    procedure: Procedure,
    move: Move,
    request: Request,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Do what such a move says, once it is permitted; the caller holds the dossier's lock."""
    task, slow, at = hand.task, evidence.behind(dossier, at), evidence.instant(dossier, at)
    awaited = tasks.open_records(session, dossier) if hand.awaited is None else hand.awaited
    action = procedure.workflow.steps[task.step].actions[move.action]
    with new_rows(session, dossier, task):
        codes = given_reasons.of_action(session, dossier, action, task.step, request.reasons, at)
        beside = {"codes": codes, **slow} if codes else slow
        record_taken(session, dossier, move, request, beside, actor=actor, at=at)
        task.closed_at, task.closed_by, task.action = at, actor.id, move.action
        if request.form is not None:
            task.form = request.form
        if move.effects:
            record_assigned(session, dossier, move, request, actor=actor, at=at)
        # The agency was read with the task; nearly always the next step is done there too.
        holder, there = request.assignee_id if move.assign else None, hand.agency
        opened = tasks.open_step(
            session, dossier, move.to or "", procedure=procedure, at=at, officer_id=holder, agency=there
        )
        giving.give(session, dossier, procedure, opened, at=at, agency=there)
        dossier.status = int(derive(awaited, [move.status]))
        dossier.lock_version += 1


def record_taken(
    session: Session,
    dossier: Dossier,
    move: Move,
    request: Request,
    beside: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Write the event of an action that was taken, with what was said of it."""
    payload: dict[str, Any] = {"step": move.step, "action": move.action, "to": move.to, **beside}
    if request.reasons:
        payload["reasons"] = list(request.reasons)
    if request.note:
        payload["note"] = request.note
    if request.assignee_id:
        payload["assignee"] = str(request.assignee_id)
    evidence.record(session, dossier, EventKind.ACTION_TAKEN, actor=actor, at=at, payload=payload)


def record_assigned(
    session: Session, dossier: Dossier, move: Move, request: Request, *, actor: Actor, at: datetime
) -> None:
    """Write the event of a task that was given to an officer by name, if one was named."""
    if request.assignee_id is not None:
        payload = {"officer": str(request.assignee_id), "step": move.to}
        evidence.record(session, dossier, EventKind.TASK_ASSIGNED, actor=actor, at=at, payload=payload)
