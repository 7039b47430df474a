"""What doing one thing with the chosen tasks would come to, told before it is done: nothing is locked or changed.

It asks what ``bulk.carry_out`` asks first. What only shows while it is done, or changes until then, is told afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from portal.models import BulkItem, Dossier, Task
from portal.services import assigning, issuing, staleness, unanswered
from portal.services.action_offers import roles_on
from portal.services.bulk import Doing, Kind, Why
from portal.services.definitions import procedure_of
from portal.services.facts_held import held_facts
from workflows.effects import Effect
from workflows.errors import Refusal, RefusalReason
from workflows.machine import asks_facts, take

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.models import BulkRun
    from portal.services.actors import Actor

AFTER_PRESS: Final = frozenset({Effect.NUMBER, Effect.CLOSE})
"""What waits until the worker has made and signed the result."""


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why something would not be done with one of the tasks."""

    why: Why
    detail: dict[str, Any] | None = None


def foresee(session: Session, run: BulkRun, doing: Doing, *, actor: Actor, at: datetime) -> dict[UUID, Hindrance]:
    """Return what stands in the way, by the key of the item; what nothing hinders is left out."""
    query = (
        select(BulkItem, Dossier, Task)
        .join(Dossier, Dossier.id == BulkItem.dossier_id)
        .join(Task, Task.id == BulkItem.task_id)
        .where(BulkItem.run_id == run.id)
    )
    found = {
        item.id: _hindrance(session, doing, item, dossier, task, actor, at)
        for item, dossier, task in session.execute(query)
    }
    return {key: one for key, one in found.items() if one is not None}


def _hindrance(
    session: Session, doing: Doing, item: BulkItem, dossier: Dossier, task: Task, actor: Actor, at: datetime
) -> Hindrance | None:
    names = {(version, step): action for version, step, action in doing.acts}
    name = names.get((dossier.version_id, task.step))
    if doing.kind is Kind.ACT and name is None:
        return Hindrance(Why.OTHER_STEP)
    if task.closed_at is not None or staleness.is_stale(dossier, task, item.seen_version):
        return Hindrance(Why.CHANGED)
    if doing.kind is Kind.ACT and name is not None:
        return _of_action(session, dossier, task, name, actor, at)
    if doing.kind is Kind.CLAIM:
        if task.role not in actor.roles_at(task.agency_id):
            return Hindrance(Why.NOT_YOURS)
        return None if actor.has(task.agency_id, task.role, task.officer_id) else Hindrance(Why.CHANGED)
    return None if assigning.may_hand(task, actor) else Hindrance(Why.NOT_YOURS)


def _of_action(
    session: Session, dossier: Dossier, task: Task, name: str, actor: Actor, at: datetime
) -> Hindrance | None:
    procedure = procedure_of(session, dossier.version_id)
    spec = procedure.workflow
    held = held_facts(session, dossier, procedure) if asks_facts(spec, task.step, name) else frozenset[str]()
    move = take(spec, task.step, name, roles=roles_on(actor, task), facts=held)
    if isinstance(move, Refusal):
        return _of_refusal(move)
    if unanswered.holds_up(session, dossier, task, spec.steps[task.step].actions[name], at):
        return Hindrance(Why.MISSING, {"missing": [unanswered.CLOSED]})
    pressing = not AFTER_PRESS.isdisjoint(move.effects) and issuing.in_press(session, dossier)
    return Hindrance(Why.PRESSING) if pressing else None


def _of_refusal(refusal: Refusal) -> Hindrance:
    known = {
        RefusalReason.MISSING_FACTS: Why.MISSING,
        RefusalReason.NOT_OFFERED: Why.NOT_OFFERED,
        RefusalReason.WRONG_ROLE: Why.NOT_YOURS,
    }
    missing = {"missing": sorted(refusal.missing)} if refusal.missing else None
    return Hindrance(known.get(refusal.reason, Why.NOT_POSSIBLE), missing)
