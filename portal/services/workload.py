"""The work of each officer of an agency, for who leads there: what is open, soon due, overdue, and done lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, or_, select

from portal.models import Appointment, Officer, Task
from portal.services.desk import MOST
from portal.services.refusals import NotAllowedError
from portal.services.ways import SOON

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, ScalarSelect, Select
    from sqlalchemy.orm import Session

    from portal.services.actors import Actor

SEEN_BY: Final = frozenset({"leader", "department_head"})
LATELY: Final = timedelta(days=30)
OFFICERS: Final = 200


@dataclass(frozen=True, slots=True)
class Load:
    """What one officer has at an agency, or what nobody has taken yet; each number stops at ``MOST`` + 1."""

    officer_id: UUID | None
    full_name: str
    open: int
    soon: int
    overdue: int
    done: int


def loads(session: Session, agency_id: UUID, *, actor: Actor, at: datetime) -> Sequence[Load]:
    """Return the load of each officer with a role at an agency now, by name, and last what nobody has; two statements.

    Raises ``NotAllowedError`` for who does not lead there.
    """
    if not actor.roles_at(agency_id) & SEEN_BY:
        raise NotAllowedError("department_head")
    held = Appointment.started_at <= at, or_(Appointment.ended_at.is_(None), Appointment.ended_at > at)
    holders = select(Appointment.officer_id).where(Appointment.agency_id == agency_id, *held)
    query: Select[*tuple[Any, ...]] = (
        select(Officer.id, Officer.full_name, *_counts(Task.officer_id == Officer.id, agency_id, at), _done(at))
        .where(Officer.id.in_(holders), Officer.active)
        .order_by(Officer.full_name, Officer.id)
    )
    found = [Load(*row) for row in session.execute(query.limit(OFFICERS))]
    free: Select[*tuple[Any, ...]] = select(*_counts(Task.officer_id.is_(None), agency_id, at))
    waiting = session.execute(free).one()
    return [*found, Load(None, "", waiting[0], waiting[1], waiting[2], 0)]


def _counts(whose: ColumnElement[bool], agency_id: UUID, at: datetime) -> tuple[ScalarSelect[int], ...]:
    """Return the numbers of what is open, soon due and overdue."""
    open_now = select(Task.id).where(whose, Task.agency_id == agency_id, Task.closed_at.is_(None))
    soon, late = open_now.where(Task.due_at.between(at, at + SOON)), open_now.where(Task.due_at < at)
    return _counted(open_now), _counted(soon), _counted(late)


def _done(at: datetime) -> ScalarSelect[int]:
    """Return the number of tasks that an officer ended lately, at whichever agency."""
    ended = select(Task.id).where(Task.closed_by == Officer.id, Task.closed_at > at - LATELY, Task.closed_at <= at)
    return _counted(ended)


def _counted(query: Select[*tuple[Any, ...]]) -> ScalarSelect[int]:
    limited = query.limit(MOST + 1).correlate(Officer).subquery()
    return select(func.count()).select_from(limited).correlate(Officer).scalar_subquery()
