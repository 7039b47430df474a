"""The way of a dossier from hand to hand, read from its tasks and its events.

Nothing is kept of its own: the tasks say where the dossier stood, the evidence says who did what and why.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from portal.models import Agency, Officer, Task
from portal.services.actors import ActorKind
from portal.services.evidence import EventKind
from portal.services.handings import Handing, Party, Remark
from portal.services.lookups import timeline
from workflows.position import around
from workflows.vocabulary import BRANCH_CLOSED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.models import Dossier
    from portal.services.lookups import TimelineEntry
    from procedures.definition import Procedure

REMARKED = frozenset(
    {
        EventKind.ACTION_TAKEN,
        EventKind.BRANCH_CLOSED,
        EventKind.SUPPLEMENT_REQUESTED,
        EventKind.SUPPLEMENT_ANSWERED,
        EventKind.CLARIFICATION_REQUESTED,
        EventKind.CLARIFICATION_ANSWERED,
        EventKind.CLOCK_MOVED,
        EventKind.DOSSIER_TRANSFERRED,
    }
)
OF_A_STEP = frozenset({EventKind.ACTION_TAKEN, EventKind.BRANCH_CLOSED})
STARTED = "start"
TRANSFERRED = "system:transferred"
"""How a task was closed that went to another agency; the colon keeps it apart from every action of a pack."""


def handings_of(session: Session, dossier: Dossier, procedure: Procedure) -> tuple[Handing, ...]:
    """Return every handing of a dossier in order: four statements, however long its way was."""
    tasks = session.scalars(
        select(Task).where(Task.dossier_id == dossier.id).order_by(Task.opened_at, Task.closed_at, Task.id)
    ).all()
    events = [_read(entry) for entry in timeline(session, dossier)]
    names = replace(_names(session, tasks, events), lent=_lent(events))
    # A fork is nobody's: whoever led there gave the dossier to each of its branches.
    held = [task for task in tasks if not _forks(task, procedure)]
    ways = [_Way(task, dossier, procedure, tasks, names) for task in held]
    return tuple(_remarked(one, events) for way in ways for one in way.handings(events))


@dataclass(frozen=True, slots=True)
class _Event:
    kind: str
    at: datetime
    said: Mapping[str, Any]
    """Empty once a lawful erasure has emptied the payload."""
    actor: str = ""
    """The name of the officer."""


@dataclass(frozen=True, slots=True)
class _Names:
    officers: Mapping[UUID, str]
    agencies: Mapping[UUID, tuple[str, str | None]]
    """In Vietnamese, and in English where they have such a name."""
    lent: Mapping[tuple[datetime, str | None], Mapping[str, Any]] = field(default_factory=dict)
    """For whom what was done at an instant, at a step, was done; without a step, what moved the whole dossier."""


@dataclass(frozen=True, slots=True)
class _Way:
    """What happened to one task."""

    task: Task
    dossier: Dossier
    procedure: Procedure
    tasks: Sequence[Task]
    names: _Names

    def handings(self, events: Sequence[_Event]) -> Iterator[Handing]:
        """Yield the handing to the step, and each from one officer of the step to another."""
        now = self._reopened(self._first(), events)
        for event in self._assignments(events):
            officer = UUID(event.said["officer"]) if event.said["officer"] else None
            if now.received_at is not None and officer != now.receiver.key:
                yield replace(now, done_at=event.at, passed_on=True)
                now = replace(now, giver=now.receiver, given_at=event.at, receiver=Party("role"), received_at=None)
            if officer is not None:
                now = replace(now, receiver=self._taker(officer, event), received_at=now.received_at or event.at)
        yield self._ended(now)

    def _first(self) -> Handing:
        task = self.task
        agency, agency_en = self.names.agencies.get(task.agency_id, ("", None))
        return Handing(
            agency=agency,
            agency_en=agency_en,
            step=task.step,
            role=task.role,
            giver=self._giver(),
            given_at=task.opened_at,
            receiver=Party("role"),
            received_at=None,
            target_at=task.target_at,
            due_at=task.due_at,
        )

    def _reopened(self, first: Handing, events: Sequence[_Event]) -> Handing:
        """Name the superior who opened an ended dossier again at this very step."""
        for event in events:
            if event.kind == EventKind.DOSSIER_REOPENED and event.at == self.task.opened_at:
                return replace(first, giver=_standing_in(Party(ActorKind.OFFICER, event.actor), event.said.get("for")))
        return first

    def _ended(self, last: Handing) -> Handing:
        """Close the last handing: what nobody took by name went to whoever acted, the moment it was handed over.

        What was sent to another agency before anybody took it was taken by nobody.
        """
        task = self.task
        if task.closed_at is None:
            return last
        closed = replace(last, done_at=task.closed_at)
        if last.received_at is not None or task.action == TRANSFERRED:
            return closed
        return replace(closed, receiver=self._closer(task), received_at=last.given_at)

    def _giver(self) -> Party:
        """Return who had it before: whoever took the action that led here, or the applicant."""
        for before in self.tasks:
            if before.closed_at == self.task.opened_at and self._leads_here(before):
                return self._closer(self._last_in(before))
        return Party(ActorKind.PERSON, self.dossier.applicant_name)

    def _last_in(self, before: Task) -> Task:
        """Return the task by which a fork was through, or the task itself where it is none."""
        inside = [one for one in self.tasks if one.fork_id == before.id and one.closed_at == before.closed_at]
        last = next((one for one in inside if one.action != BRANCH_CLOSED), None)
        return self._last_in(last) if last is not None else before

    def _leads_here(self, before: Task) -> bool:
        step = self.procedure.workflow.steps.get(before.step)
        action = step.actions.get(before.action or "") if step else None
        if before.action == TRANSFERRED:
            return before.step == self.task.step
        entered = {self.task.step, *(fork for fork, _ in around(self.procedure.workflow, self.task.step))}
        return before is not self.task and action is not None and action.to in entered

    def _closer(self, task: Task) -> Party:
        if task.closed_by is None:
            return Party(ActorKind.SYSTEM)
        if task.closed_by in self.names.officers:
            return _standing_in(self._officer(task.closed_by), self._lent_at(task))
        # A dossier is ended by whoever filed it, or by the person for whom it was filed.
        filed = task.closed_by == self.dossier.applicant_id
        return Party(ActorKind.PERSON, self.dossier.applicant_name if filed else self.dossier.owner_name)

    def _lent_at(self, task: Task) -> Mapping[str, Any] | None:
        if task.closed_at is None:
            return None
        step = None if task.action == TRANSFERRED else task.step
        return self.names.lent.get((task.closed_at, step))

    def _taker(self, officer: UUID, event: _Event) -> Party:
        """Return who took a task: whoever holds it, or whoever took it for them while they were away."""
        lent = event.said.get("for")
        if lent is None or lent["officer"] != str(officer):
            return self._officer(officer)
        return _standing_in(Party(ActorKind.OFFICER, event.actor, officer), lent)

    def _officer(self, key: UUID) -> Party:
        return Party(ActorKind.OFFICER, self.names.officers.get(key, ""), key)

    def _assignments(self, events: Sequence[_Event]) -> Iterator[_Event]:
        for event in events:
            ours = event.kind == EventKind.TASK_ASSIGNED and event.said.get("step") == self.task.step
            if ours and _within(event.at, self.task.opened_at, self.task.closed_at):
                yield event


def _lent(events: Sequence[_Event]) -> dict[tuple[datetime, str | None], Mapping[str, Any]]:
    moved = {EventKind.ACTION_TAKEN, EventKind.DOSSIER_TRANSFERRED}
    return {
        (event.at, event.said.get("step")): event.said["for"]
        for event in events
        if event.kind in moved and event.said.get("for")
    }


def _standing_in(party: Party, lent: Mapping[str, Any] | None) -> Party:
    """Return an officer with whom they stood in for, as an event says it."""
    if lent is None:
        return party
    return replace(party, instead_of=lent["name"], acting_as="" if lent["name"] else lent["post"])


def _remarked(one: Handing, events: Sequence[_Event]) -> Handing:
    remarks = [Remark(event.kind, event.at, event.said) for event in events if _belongs(event, one)]
    return replace(one, remarks=tuple(remarks))


def _belongs(event: _Event, one: Handing) -> bool:
    """Say whether an event is noted at this handing: an action by its step, what moves the clock by its time."""
    if event.kind not in REMARKED or not event.said or event.said.get("kind") == STARTED:
        return False
    if event.kind == EventKind.DOSSIER_TRANSFERRED:
        # It ends the handing, and the one at the other agency begins at the same instant.
        return event.at == one.done_at
    if event.kind in OF_A_STEP:
        return event.said.get("step") == one.step and _within(event.at, one.given_at, one.done_at)
    return one.given_at <= event.at and (one.done_at is None or event.at < one.done_at)


def _forks(task: Task, procedure: Procedure) -> bool:
    step = procedure.workflow.steps.get(task.step)
    return step is not None and bool(step.branches)


def _within(at: datetime, since: datetime, until: datetime | None) -> bool:
    return since <= at and (until is None or at <= until)


def _read(entry: TimelineEntry) -> _Event:
    said = json.loads(entry.payload) if entry.payload else {}
    return _Event(entry.kind, entry.at, said, entry.actor_name or "")


def _names(session: Session, tasks: Sequence[Task], events: Sequence[_Event]) -> _Names:
    assigned = {UUID(one.said["officer"]) for one in events if _names_an_officer(one)}
    keys = assigned | {task.closed_by for task in tasks if task.closed_by}
    officers = session.execute(select(Officer.id, Officer.full_name).where(Officer.id.in_(keys)))
    named = select(Agency.id, Agency.name, Agency.name_en)
    places = session.execute(named.where(Agency.id.in_({task.agency_id for task in tasks})))
    return _Names({row.id: row.full_name for row in officers}, {row.id: (row.name, row.name_en) for row in places})


def _names_an_officer(event: _Event) -> bool:
    return event.kind == EventKind.TASK_ASSIGNED and bool(event.said.get("officer"))
