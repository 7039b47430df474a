"""The notices of deadlines as officers read them: of the promises that still stand, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Uuid, and_, or_, select, true, tuple_, union_all
from sqlalchemy.orm import aliased

from portal.models import DeadlineNotice, Dossier, Task
from portal.services.arrays import each, each_pair
from portal.services.desk import MOST, PAGE
from portal.services.tasks import held_by

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from portal.services.actors import Actor


LOOKED_THROUGH: Final = 250
"""Notices of one agency and role that a page looks at."""
COUNTED_THROUGH: Final = 200


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
    nearest = _near(actor, after, PAGE + 1, LOOKED_THROUGH).subquery()
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
    query: Select[*tuple[Any, ...]] = select(*columns).join(nearest, nearest.c.id == DeadlineNotice.id)
    query = query.join(Dossier, Dossier.id == DeadlineNotice.dossier_id).order_by(DeadlineNotice.id.desc())
    found = [Row(*row) for row in session.execute(query)]
    if len(found) > PAGE:
        return Page(tuple(found[:PAGE]), found[PAGE - 1].id)
    far = session.scalar(_looked_to(actor, after, LOOKED_THROUGH))
    return Page(tuple(one for one in found if far is None or one.id >= far), far)


def told(actor: Actor) -> tuple[Select[*tuple[Any, ...]], Select[*tuple[Any, ...]]]:
    """Return the query of what the actor was told, to be counted, and one that finds a row when there may be more."""
    return _near(actor, None, MOST + 1, COUNTED_THROUGH), _looked_to(actor, None, COUNTED_THROUGH)


def _near(actor: Actor, after: UUID | None, most: int, looked_through: int) -> Select[*tuple[Any, ...]]:
    """Return the keys of the newest notices that the actor is to be told of, and whose promise stands.

    Of each agency and role the newest notices are looked through, and no more: most of what was ever told is past.
    """
    mine = [(agency_id, role) for agency_id, held in actor.roles.items() for role in held]
    found = []
    for start, newest, to_role in _newest(actor, after):
        seen = newest.limit(looked_through).subquery()
        left = _standing(seen)
        query = select(left.c.id).where(left.c.due_at.is_not(None), ~_superseded(left.c))
        if not to_role:
            query = query.where(_has_it(actor, mine, left.c.dossier_id))
        each_of = query.order_by(left.c.id.desc()).limit(most).lateral()
        found.append(select(each_of.c.id).select_from(start.join(each_of, true())))
    near = union_all(*found).subquery()
    return select(near.c.id).order_by(near.c.id.desc()).limit(most)


def _looked_to(actor: Actor, after: UUID | None, looked_through: int) -> Select[*tuple[Any, ...]]:
    """Return the key to which every agency and role was looked through, where one of them was not to its end."""
    found = []
    for start, newest, _to_role in _newest(actor, after):
        last = newest.offset(looked_through - 1).limit(1).lateral()
        found.append(select(last.c.id).select_from(start.join(last, true())))
    far = union_all(*found).subquery()
    return select(far.c.id).order_by(far.c.id.desc()).limit(1)


def _newest(actor: Actor, after: UUID | None) -> list[tuple[Any, Select[*tuple[Any, ...]], bool]]:
    """Return from what to start, the notices to it, the newest first, and whether they are to a role."""
    pairs = each_pair([(one, role) for one, held in actor.roles.items() for role in sorted(held)], "told")
    agency = each(list(actor.roles), Uuid(), "agency")
    # The role stands in the order too, so that the index gives it: all of these have the same, or none.
    order = DeadlineNotice.role.desc(), DeadlineNotice.id.desc()
    columns = (DeadlineNotice.id, DeadlineNotice.role, DeadlineNotice.dossier_id, DeadlineNotice.promised_date)
    query: Select[*tuple[Any, ...]] = select(*columns).order_by(*order)
    if after is not None:
        query = query.where(DeadlineNotice.id < after)
    to_role = query.where(DeadlineNotice.agency_id == pairs.c.key, DeadlineNotice.role == pairs.c.word)
    to_holder = query.where(DeadlineNotice.agency_id == agency, DeadlineNotice.role.is_(None))
    return [(pairs, to_role.correlate(pairs), True), (agency.table, to_holder.correlate(agency.table), False)]


def _standing(seen: Any) -> Any:
    """Return the notices of promises that dossiers still have, and whether the clock runs: when each is due.

    The offset keeps the planner from looking further into what stands no more, which is most of them, and from looking
    for each dossier among all that are due.
    """
    query = select(seen, Dossier.due_at).join(Dossier, Dossier.id == seen.c.dossier_id)
    stands = query.where(Dossier.closed_at.is_(None), Dossier.promised_date == seen.c.promised_date)
    return stands.offset(0).subquery()


def _has_it(actor: Actor, mine: list[tuple[UUID, str]], dossier_id: Any) -> ColumnElement[bool]:
    """Say whether the actor has the dossier: looked at dossier by dossier, not from all that the actor could take."""
    free = and_(Task.officer_id.is_(None), tuple_(Task.agency_id, Task.role).in_(mine))
    open_task = select(Task.id).where(Task.dossier_id == dossier_id, Task.closed_at.is_(None))
    return open_task.where(or_(held_by(actor), free)).limit(1).scalar_subquery().is_not(None)


def _superseded(notice: Any) -> ColumnElement[bool]:
    later = aliased(DeadlineNotice)
    return (
        select(later.id)
        .where(
            later.dossier_id == notice.dossier_id,
            later.promised_date == notice.promised_date,
            later.role.is_not_distinct_from(notice.role),
            later.id > notice.id,
        )
        .exists()
    )
