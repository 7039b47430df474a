"""What doing one thing with the chosen tasks would come to, told before it is done: nothing is locked or changed.

It asks what ``bulk.carry_out`` asks first. What only shows while it is done, or changes until then, is told afterwards;
so is what the facts of a dossier say beyond the first ``CLOSELY``, since each dossier has its own, and a page does not
wait for those of five hundred.
"""

from __future__ import annotations

from dataclasses import dataclass, field
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
from workflows.status import DossierStatus

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.models import BulkRun
    from portal.services.actors import Actor

AFTER_PRESS: Final = frozenset({Effect.NUMBER, Effect.CLOSE})
"""What waits until the worker has made and signed the result."""
CLOSELY: Final = 50
"""Of so many dossiers the facts, the requests and the results are looked at."""


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why something would not be done with one of the tasks."""

    why: Why
    detail: dict[str, Any] | None = None


@dataclass(slots=True)
class Foreseen:
    """What stands in the way, by the key of the item; what nothing hinders is left out."""

    hindrances: dict[UUID, Hindrance] = field(default_factory=dict)
    looked_at: int = 0
    """So many dossiers were looked at closely."""
    unseen: int = 0
    """So many more would have to be."""


def foresee(session: Session, run: BulkRun, doing: Doing, *, actor: Actor, at: datetime) -> Foreseen:
    """Return what stands in the way of doing it with each of the chosen dossiers."""
    query = (
        select(BulkItem, Dossier, Task)
        .join(Dossier, Dossier.id == BulkItem.dossier_id)
        .join(Task, Task.id == BulkItem.task_id)
        .where(BulkItem.run_id == run.id)
        .order_by(BulkItem.number)
    )
    look = _Look(session, doing, actor, at)
    for item, dossier, task in session.execute(query):
        hindrance = look.at_one(item, dossier, task)
        if hindrance is not None:
            look.found.hindrances[item.id] = hindrance
    return look.found


class _Look:
    """One look at all of the chosen dossiers."""

    def __init__(self, session: Session, doing: Doing, actor: Actor, at: datetime) -> None:
        self.found = Foreseen()
        self._session = session
        self._doing = doing
        self._names = {(version, step): action for version, step, action in doing.acts}
        self._actor = actor
        self._at = at

    def at_one(self, item: BulkItem, dossier: Dossier, task: Task) -> Hindrance | None:
        """Return why it would not be done with a task; what was chosen with it is not asked."""
        name = self._names.get((dossier.version_id, task.step))
        if self._doing.kind is Kind.ACT and name is None:
            return Hindrance(Why.OTHER_STEP)
        if task.closed_at is not None or staleness.is_stale(dossier, task, item.seen_version):
            return Hindrance(Why.CHANGED)
        if self._doing.kind is Kind.ACT and name is not None:
            return self._action(dossier, task, name)
        if self._doing.kind is Kind.CLAIM:
            if task.role not in self._actor.roles_at(task.agency_id):
                return Hindrance(Why.NOT_YOURS)
            return None if self._actor.has(task.agency_id, task.role, task.officer_id) else Hindrance(Why.CHANGED)
        return None if assigning.may_hand(task, self._actor) else Hindrance(Why.NOT_YOURS)

    def _action(self, dossier: Dossier, task: Task, name: str) -> Hindrance | None:
        procedure = procedure_of(self._session, dossier.version_id)
        spec, action = procedure.workflow, procedure.workflow.steps[task.step].actions[name]
        closing = not AFTER_PRESS.isdisjoint(action.effects)
        asks = asks_facts(spec, task.step, name)
        if (asks or closing or dossier.status == DossierStatus.SUPPLEMENT) and not self._may_look_closely():
            return None
        held = held_facts(self._session, dossier, procedure) if asks else frozenset[str]()
        move = take(spec, task.step, name, roles=roles_on(self._actor, task), facts=held)
        if isinstance(move, Refusal):
            return _of_refusal(move)
        if unanswered.holds_up(self._session, dossier, task, action, self._at):
            return Hindrance(Why.MISSING, {"missing": [unanswered.CLOSED]})
        return Hindrance(Why.PRESSING) if closing and issuing.in_press(self._session, dossier) else None

    def _may_look_closely(self) -> bool:
        if self.found.looked_at < CLOSELY:
            self.found.looked_at += 1
            return True
        self.found.unseen += 1
        return False


def _of_refusal(refusal: Refusal) -> Hindrance:
    known = {
        RefusalReason.MISSING_FACTS: Why.MISSING,
        RefusalReason.NOT_OFFERED: Why.NOT_OFFERED,
        RefusalReason.WRONG_ROLE: Why.NOT_YOURS,
    }
    missing = {"missing": sorted(refusal.missing)} if refusal.missing else None
    return Hindrance(known.get(refusal.reason, Why.NOT_POSSIBLE), missing)
