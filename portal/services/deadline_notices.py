"""The notices of deadlines as officers read them: of the promises that still stand, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select, tuple_
from sqlalchemy.orm import aliased

from portal.models import DeadlineNotice, Dossier, Task
from portal.services.desk import PAGE

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from portal.services.actors import Actor


@dataclass(frozen=True, slots=True)
class Row:
    """One notice to one officer."""

    id: UUID
    level: str
    told_at: datetime
    code: str
    title: str
    version_id: UUID
    owner_name: str
    status: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Notices, and the key from which the next page goes on (``None`` at the end)."""

    rows: tuple[Row, ...]
    next_key: UUID | None


def notices(session: Session, actor: Actor, *, after: UUID | None = None) -> Page:
    """Return one page of what the actor was told; ``after`` is the last key of the page before."""
    columns = (
        DeadlineNotice.id,
        DeadlineNotice.level,
        DeadlineNotice.told_at,
        Dossier.code,
        Dossier.title,
        Dossier.version_id,
        Dossier.owner_name,
        Dossier.status,
        Dossier.due_at,
    )
    query = _told(select(*columns), actor)
    if after is not None:
        query = query.where(DeadlineNotice.id < after)
    found = [Row(*row) for row in session.execute(query.order_by(DeadlineNotice.id.desc()).limit(PAGE + 1))]
    return Page(tuple(found[:PAGE]), found[PAGE - 1].id if len(found) > PAGE else None)


def told(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Return the query of all that the actor was told, to be counted."""
    return _told(select(DeadlineNotice.id), actor)


def _told(query: Select[*tuple[Any, ...]], actor: Actor) -> Select[*tuple[Any, ...]]:
    """Narrow a query to the newest notice of each promise that stands and that the actor is to be told of."""
    mine = [(agency_id, role) for agency_id, held in actor.roles.items() for role in held]
    to_role = tuple_(DeadlineNotice.agency_id, DeadlineNotice.role).in_(mine)
    return query.join(Dossier, Dossier.id == DeadlineNotice.dossier_id).where(
        DeadlineNotice.agency_id.in_(actor.roles),
        Dossier.closed_at.is_(None),
        Dossier.due_at.is_not(None),
        Dossier.promised_date == DeadlineNotice.promised_date,
        or_(to_role, and_(DeadlineNotice.role.is_(None), _has_it(actor, mine))),
        ~_superseded(),
    )


def _has_it(actor: Actor, mine: list[tuple[UUID, str]]) -> ColumnElement[bool]:
    free = and_(Task.officer_id.is_(None), tuple_(Task.agency_id, Task.role).in_(mine))
    open_task = select(Task.id).where(Task.dossier_id == Dossier.id, Task.closed_at.is_(None))
    return open_task.where(or_(Task.officer_id == actor.id, free)).exists()


def _superseded() -> ColumnElement[bool]:
    later = aliased(DeadlineNotice)
    return (
        select(later.id)
        .where(
            later.dossier_id == DeadlineNotice.dossier_id,
            later.promised_date == DeadlineNotice.promised_date,
            later.role.is_not_distinct_from(DeadlineNotice.role),
            later.id > DeadlineNotice.id,
        )
        .exists()
    )
