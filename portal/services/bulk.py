"""One thing done with many tasks: chosen by an officer, decided once, done by the worker, each in its own transaction.

The outcome of a task is written in the transaction that changes its dossier. So a worker that is killed has done each
task wholly or not at all, and whoever goes on does only what waits. What is refused is told with its reason, and stops
nothing else. The roles that count are those that the officer holds when it is done, and a dossier that changed since it
was chosen stays as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import func, insert, select

from portal.db import new_key
from portal.errors import DomainError
from portal.models import BulkItem, BulkRun, Dossier, Task
from portal.queue import defer
from portal.services import assigning, processing, staleness
from portal.services.actors import Actor
from portal.services.officers import actor_of
from portal.services.processing import Request
from portal.services.refusals import ActionNotAllowedError, NotAllowedError, NotFoundError, StaleDossierError
from workflows.effects import ASKING
from workflows.spec import Action

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from procedures.definition import Procedure

MOST: Final = 500
JOB: Final = "run_bulk"
KEPT_FOR: Final = timedelta(days=30)


class Kind(StrEnum):
    """What can be done with many tasks at once."""

    ACT = "act"
    CLAIM = "claim"
    HAND = "hand"


class Why(StrEnum):
    """Why something was not done with one of the tasks."""

    CHANGED = "changed"
    """The dossier moved on since it was chosen, or somebody else has it."""
    NOT_YOURS = "not_yours"
    """The officer does not hold the role, or not any more."""
    OTHER_STEP = "other_step"
    """The task is at a step that does not have this action."""
    MISSING = "missing"
    """Facts are missing; ``detail`` names them."""
    NOT_OFFERED = "not_offered"
    PRESSING = "pressing"
    """The result is being made and signed."""
    NOT_POSSIBLE = "not_possible"
    BROKEN = "broken"
    """Something broke that nobody foresaw; the log says what."""


class AlreadyDecidedError(DomainError):
    """What is to be done was decided before; nothing is begun twice."""


class TooManyChosenError(DomainError):
    """More tasks were chosen than are done at once."""


@dataclass(frozen=True, slots=True)
class Doing:
    """What is to be done with the chosen tasks."""

    kind: Kind
    title: Mapping[str, str]
    acts: tuple[tuple[UUID, str, str], ...] = ()
    """Of an action: version, step and action, once for each way in which the chosen tasks have it."""
    assignee_id: UUID | None = None
    """Who gets the next step, or of ``HAND`` the task itself."""
    note: str | None = None

    def as_data(self) -> dict[str, Any]:
        """Return it as it is kept."""
        acts = [[str(version), step, action] for version, step, action in self.acts]
        assignee = str(self.assignee_id) if self.assignee_id else None
        return {
            "kind": self.kind,
            "title": dict(self.title),
            "acts": acts,
            "assignee": assignee,
            "note": self.note,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Doing:
        """Return what ``as_data`` gave."""
        acts = tuple((UUID(version), step, action) for version, step, action in data["acts"])
        assignee = UUID(data["assignee"]) if data["assignee"] else None
        return cls(Kind(data["kind"]), data["title"], acts, assignee, data["note"])


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of the chosen tasks with its dossier, as it is now, and its outcome."""

    item: BulkItem
    code: str
    owner_name: str
    title: str
    version_id: UUID
    step: str
    role: str
    officer_id: UUID | None
    """Who has the task now."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    of: int
    done: int
    failed: int

    @property
    def ended(self) -> int:
        """How many have their outcome."""
        return self.done + self.failed


def choose(session: Session, actor: Actor, task_ids: Sequence[UUID], *, at: datetime) -> BulkRun | None:
    """Keep which open tasks were chosen, each as it is now; what is not the actor's to see is left out.

    Gives ``None`` when nothing is left. Raises ``TooManyChosenError``.
    """
    if len(task_ids) > MOST:
        raise TooManyChosenError(str(len(task_ids)))
    query = (
        select(Task.id, Task.dossier_id, Task.agency_id, Dossier.lock_version)
        .join(Dossier, Dossier.id == Task.dossier_id)
        .where(Task.id.in_(task_ids), Task.closed_at.is_(None), Task.agency_id.in_(actor.roles))
    )
    found = {row.id: row for row in session.execute(query)}
    if not found:
        return None
    run = BulkRun(id=new_key(), officer_id=actor.id, chosen_at=at)
    session.add(run)
    session.flush()
    chosen = [found[one] for one in dict.fromkeys(task_ids) if one in found]
    items = [
        {
            "id": new_key(),
            "run_id": run.id,
            "number": number,
            "agency_id": row.agency_id,
            "dossier_id": row.dossier_id,
            "task_id": row.id,
            "seen_version": row.lock_version,
            "state": "waiting",
        }
        for number, row in enumerate(chosen, start=1)
    ]
    session.execute(insert(BulkItem), items)
    return run


def own_run(session: Session, actor: Actor, run_id: UUID, *, lock: bool = False) -> BulkRun:
    """Return a run of the actor's own; anybody else's is not found."""
    query = select(BulkRun).where(BulkRun.id == run_id, BulkRun.officer_id == actor.id)
    run = session.scalar(query.with_for_update() if lock else query)
    if run is None:
        raise NotFoundError("bulk run")
    return run


def chosen(session: Session, run: BulkRun) -> Sequence[Chosen]:
    """Return the tasks of a run in their order."""
    query = (
        select(
            BulkItem,
            Dossier.code,
            Dossier.owner_name,
            Dossier.title,
            Dossier.version_id,
            Task.step,
            Task.role,
            Task.officer_id,
        )
        .join(Dossier, Dossier.id == BulkItem.dossier_id)
        .join(Task, Task.id == BulkItem.task_id)
        .where(BulkItem.run_id == run.id)
        .order_by(BulkItem.number)
    )
    return [Chosen(*row) for row in session.execute(query)]


def progress(session: Session, run: BulkRun) -> Progress:
    """Return how far a run is, by one statement."""
    query = select(BulkItem.state, func.count()).where(BulkItem.run_id == run.id).group_by(BulkItem.state)
    states = Counter({state: number for state, number in session.execute(query)})  # noqa: C416 - rows are no pairs
    return Progress(states.total(), states["done"], states["failed"])


def is_for_many(procedure: Procedure, step: str, action: Action) -> bool:
    """Say whether an action can be taken on many dossiers: it asks for nothing that each must be given alone."""
    asks_form = step in procedure.task_forms and action.to is not None and not action.return_to_step
    return not action.reasons_required and not asks_form and ASKING.isdisjoint(action.effects)


def decide(session: Session, run: BulkRun, doing: Doing) -> None:
    """Keep what is to be done with the chosen tasks; until it is begun it may be decided anew."""
    if run.begun_at is not None:
        raise AlreadyDecidedError(str(run.id))
    run.doing = doing.as_data()
    session.flush()


def begin(session: Session, run: BulkRun, *, at: datetime) -> None:
    """Have the worker do what was decided; the caller holds the run's lock."""
    if run.begun_at is not None or run.doing is None:
        raise AlreadyDecidedError(str(run.id))
    run.begun_at = at
    defer(session, JOB, lock=f"bulk:{run.id}", run_id=str(run.id))
    session.flush()


def waiting(session: Session, run_id: UUID) -> Sequence[UUID]:
    """Return what of a run waits to be done."""
    query = select(BulkItem.id).where(BulkItem.run_id == run_id, BulkItem.state == "waiting")
    return session.scalars(query.order_by(BulkItem.number)).all()


def carry_out(session: Session, item_id: UUID, *, at: datetime) -> None:
    """Do with one task what was decided, and write its outcome in the same transaction; twice it is done once."""
    item = _locked(session, item_id)
    if item.state != "waiting":
        return
    run = session.get_one(BulkRun, item.run_id)
    try:
        with session.begin_nested():
            _do(session, run, item, at)
    except DomainError as refused:
        why, detail = _why(refused)
        _end(item, "failed", at, why, detail)
    else:
        _end(item, "done", at)
    session.flush()


def give_up(session: Session, item_id: UUID, *, at: datetime) -> None:
    """Write that something broke while this one was done; nothing of it was changed."""
    item = _locked(session, item_id)
    if item.state == "waiting":
        _end(item, "failed", at, Why.BROKEN)
        session.flush()


def end(session: Session, run_id: UUID, *, at: datetime) -> None:
    """Write that every task of a run has its outcome."""
    run = session.get_one(BulkRun, run_id, with_for_update=True)
    run.ended_at = run.ended_at or at


def _locked(session: Session, item_id: UUID) -> BulkItem:
    return session.get_one(BulkItem, item_id, with_for_update=True, populate_existing=True)


def _end(item: BulkItem, state: str, at: datetime, why: Why | None = None, detail: Any = None) -> None:
    item.state, item.why, item.detail, item.done_at = state, why and str(why), detail, at


def _do(session: Session, run: BulkRun, item: BulkItem, at: datetime) -> None:
    actor = actor_of(session, run.officer_id, at)
    if actor is None:
        raise NotAllowedError("officer")
    doing = Doing.from_data(run.doing or {})
    if doing.kind is Kind.ACT:
        _act(session, doing, item, actor, at)
        return
    dossier = processing.locked_dossier(session, item.dossier_id)
    task = session.get_one(Task, item.task_id, populate_existing=True)
    if staleness.is_stale(dossier, task, item.seen_version):
        raise StaleDossierError(dossier.code)
    if doing.kind is Kind.CLAIM:
        assigning.claim(session, dossier, task, actor=actor, at=at)
    elif doing.assignee_id is not None:
        assigning.hand_to(session, dossier, task, doing.assignee_id, actor=actor, at=at)


def _act(session: Session, doing: Doing, item: BulkItem, actor: Actor, at: datetime) -> None:
    dossier = session.get_one(Dossier, item.dossier_id)
    task = session.get_one(Task, item.task_id)
    names = {(version, step): action for version, step, action in doing.acts}
    name = names.get((dossier.version_id, task.step))
    if name is None:
        raise ActionNotAllowedError(dossier.code, task.step, "", Why.OTHER_STEP)
    request = Request(action=name, note=doing.note, assignee_id=doing.assignee_id)
    processing.take_action(session, dossier.id, task.id, request, actor=actor, at=at, seen_version=item.seen_version)


def _why(refused: DomainError) -> tuple[Why, dict[str, Any] | None]:
    if isinstance(refused, ActionNotAllowedError):
        known = {
            "not_offered": Why.NOT_OFFERED,
            "missing_facts": Why.MISSING,
            "result_in_press": Why.PRESSING,
            Why.OTHER_STEP: Why.OTHER_STEP,
        }
        return known.get(refused.why, Why.NOT_POSSIBLE), {"missing": list(refused.missing)} if refused.missing else None
    kinds = {StaleDossierError: Why.CHANGED, NotAllowedError: Why.NOT_YOURS, NotFoundError: Why.NOT_YOURS}
    return kinds.get(type(refused), Why.NOT_POSSIBLE), None
