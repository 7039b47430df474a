"""The ways into the open tasks: each an index that gives what is due first, first; a list goes some of them at once.

However many tasks an agency has open, a page reads one page of each way. What no index knows (a status, a step, a
label) is looked at task by task, and no further than ``LOOKED_THROUGH`` tasks a way: then a page may be short, and the
next one goes on from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import Uuid, select, true, tuple_, union_all

from portal.models import Dossier, DossierLabel, Task
from portal.services.arrays import each, each_pair
from portal.services.wanted import Due, View, Wanted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Select, Subquery

    from portal.services.actors import Actor

LOOKED_THROUGH: Final = 1_000
SOON: Final = timedelta(days=1)

Key = tuple[datetime | None, UUID]
"""When a task is due, and which it is: where a page ends. What has no date comes last."""


@dataclass(frozen=True, slots=True)
class Way:
    """A table of what to start from, and what ties the tasks to it."""

    start: Any
    ties: tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class Ways:
    """How a list is read: its ways, what all of them share, and what is left to be looked at task by task."""

    ways: tuple[Way, ...]
    due: tuple[ColumnElement[bool], ...]
    dated: bool
    left: tuple[ColumnElement[bool], ...]

    def nearest(self, after: Key | None, most: int, looked_through: int = LOOKED_THROUGH) -> Select[*tuple[Any, ...]]:
        """Return the keys of the first ``most`` tasks after a key, as ``id`` and ``due_at``, in their order."""
        found = [
            self._of(way, part, most, looked_through) for way in self.ways for part in _parts(after, dated=self.dated)
        ]
        near = _together(found)
        return select(near.c.id, near.c.due_at).order_by(near.c.due_at, near.c.id).limit(most)

    def some(self, most: int, looked_through: int) -> Select[*tuple[Any, ...]]:
        """Return the keys of up to ``most`` tasks, to be counted: in no order."""
        near = _together([self._of(way, (), most, looked_through) for way in self.ways])
        return select(near.c.id).limit(most)

    def looked_to(self, after: Key | None, looked_through: int = LOOKED_THROUGH) -> Select[*tuple[Any, ...]]:
        """Return the key to which every way was looked through, where one of them was not to its end."""
        found = []
        for way in self.ways:
            for part in _parts(after, dated=self.dated):
                last = self._keys(way, part).offset(looked_through - 1).limit(1).lateral()
                found.append(select(last.c.id, last.c.due_at).select_from(way.start.join(last, true())))
        far = _together(found)
        return select(far.c.id, far.c.due_at).order_by(far.c.due_at, far.c.id).limit(1)

    def _of(
        self, way: Way, part: tuple[ColumnElement[bool], ...], most: int, looked_through: int
    ) -> Select[*tuple[Any, ...]]:
        keys = self._keys(way, part)
        if not self.left:
            near: Any = keys.limit(most).lateral()
        else:
            seen = keys.limit(looked_through).subquery()
            looked = select(seen.c.id, seen.c.due_at).join(Task, Task.id == seen.c.id)
            looked = looked.join(Dossier, Dossier.id == Task.dossier_id).where(*self.left)
            near = looked.order_by(seen.c.due_at, seen.c.id).limit(most).lateral()
        return select(near.c.id, near.c.due_at).select_from(way.start.join(near, true()))

    def _keys(self, way: Way, part: tuple[ColumnElement[bool], ...]) -> Select[*tuple[Any, ...]]:
        query = select(Task.id, Task.due_at).where(*way.ties, Task.closed_at.is_(None), *self.due, *part)
        return query.order_by(Task.due_at, Task.id).correlate(way.start)


def ways(wanted: Wanted, actor: Actor, at: datetime) -> Ways:
    """Return how the list that the actor wants is read at this instant."""
    agencies = [one for one in actor.roles if wanted.agency_id in (None, one)]
    chosen, known = _chosen(wanted, actor, agencies)
    due = _due(wanted, at)
    return Ways(tuple(chosen), due, _is_dated(wanted), tuple(_left(wanted, known)))


def _chosen(wanted: Wanted, actor: Actor, agencies: list[UUID]) -> tuple[list[Way], set[str]]:
    """Return the ways of a view, and which of its narrowings they know already."""
    if wanted.view is View.ALL:
        return _of_agencies(wanted, agencies)
    mine = [(one, role) for one in agencies for role in sorted(actor.roles[one]) if wanted.role in (None, role)]
    if wanted.view is View.ROLE:
        return [_of_role(mine, held=False)], {"role"}
    own = [_held_by(actor.id, agencies), *_held_for(actor, agencies)]
    return own if wanted.view is View.MINE else [*own, _of_role(mine, held=False)], set()


def _of_agencies(wanted: Wanted, agencies: list[UUID]) -> tuple[list[Way], set[str]]:
    """Return the ways into all that is open at some agencies: by the narrowing that leaves least."""
    if wanted.officer_id:
        return [_held_by(wanted.officer_id, agencies)], {"officer_id"}
    if wanted.role:
        pairs = [(one, wanted.role) for one in agencies]
        return [_of_role(pairs, held=False), _of_role(pairs, held=True)], {"role"}
    if wanted.sector:
        start = each_pair([(one, wanted.sector) for one in agencies], "sectors")
        return [Way(start, (Task.agency_id == start.c.key, Task.sector == start.c.word))], {"sector"}
    agency = each(agencies, Uuid(), "agency")
    return [Way(agency.table, (Task.agency_id == agency,))], set()


def _held_by(officer_id: UUID | None, agencies: list[UUID]) -> Way:
    """A role that ended takes what is held there out of sight, so the agencies count too."""
    holder = each([officer_id] if officer_id else [], Uuid(), "holder")
    return Way(holder.table, (Task.officer_id == holder, Task.agency_id.in_(agencies)))


def _held_for(actor: Actor, agencies: list[UUID]) -> list[Way]:
    """Return the way into what those hold for whom the actor stands in; none where that is nobody."""
    lent = [(one.agency_id, one.role, one.officer_id) for one in actor.stands_in if one.agency_id in agencies]
    lenders = sorted({officer_id for _agency, _role, officer_id in lent if officer_id is not None})
    if not lenders:
        return []
    lender = each(lenders, Uuid(), "lender")
    theirs = tuple_(Task.agency_id, Task.role, Task.officer_id).in_(lent)
    return [Way(lender.table, (Task.officer_id == lender, theirs))]


def _of_role(pairs: list[tuple[UUID, str]], *, held: bool) -> Way:
    start = each_pair(pairs, "held_by_role" if held else "free_of_role")
    whose = Task.officer_id.is_not(None) if held else Task.officer_id.is_(None)
    return Way(start, (Task.agency_id == start.c.key, Task.role == start.c.word, whose))


def _due(wanted: Wanted, at: datetime) -> tuple[ColumnElement[bool], ...]:
    soon, late = Task.due_at.between(at, at + SOON), Task.due_at < at
    found = {View.SOON: (soon,), View.OVERDUE: (late,)}.get(wanted.view, ())
    narrower = {Due.SOON: (soon,), Due.OVERDUE: (late,), Due.NONE: (Task.due_at.is_(None),)}
    return (*found, *(narrower[wanted.due] if wanted.due else ()))


def _is_dated(wanted: Wanted) -> bool:
    """Say whether only what has a date is wanted, so that nothing need be looked for behind it."""
    return wanted.view in (View.SOON, View.OVERDUE) or wanted.due in (Due.SOON, Due.OVERDUE)


def _left(wanted: Wanted, known: set[str]) -> list[ColumnElement[bool]]:
    """Return what is left to be looked at task by task."""
    found: dict[str, tuple[Any, ColumnElement[bool]]] = {
        "role": (wanted.role, Task.role == wanted.role),
        "officer_id": (wanted.officer_id, Task.officer_id == wanted.officer_id),
        "sector": (wanted.sector, Task.sector == wanted.sector),
        "procedure": (wanted.procedure, Dossier.procedure_code == wanted.procedure),
        "step": (wanted.procedure and wanted.step, Task.step == wanted.step),
        "status": (wanted.status, Dossier.status == wanted.status),
        "label_id": (wanted.label_id, _bears(wanted.label_id)),
    }
    return [condition for name, (value, condition) in found.items() if value and name not in known]


def _bears(label_id: UUID | None) -> ColumnElement[bool]:
    labelled = select(DossierLabel.label_id).where(DossierLabel.dossier_id == Dossier.id)
    return labelled.where(DossierLabel.label_id == label_id).exists()


def _parts(after: Key | None, *, dated: bool) -> list[tuple[ColumnElement[bool], ...]]:
    """Return what comes after a key, each part a range of the index: what has a date, and then what has none."""
    if after is None:
        return [()]
    due_at, last = after
    if due_at is None:
        return [(Task.due_at.is_(None), Task.id > last)]
    later = tuple_(Task.due_at, Task.id) > (due_at, last)
    return [(later,)] if dated else [(later,), (Task.due_at.is_(None),)]


def _together(found: Sequence[Select[*tuple[Any, ...]]]) -> Subquery:
    return (found[0] if len(found) == 1 else union_all(*found)).subquery()
