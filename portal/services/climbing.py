"""Notices of promised dates that are near or were missed: to whoever has the task, then to head and leader.

They are told in batches, each a transaction of its own: what a killed worker told stays told, and is not told twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import and_, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from portal.db import new_key
from portal.models import Agency, DeadlineNotice, Dossier
from portal.queue import defer
from portal.services.calendars import calendar_around
from portal.services.officers import staffed
from workflows.reminding import TO_ROLE, Level, horizon, reached

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Row, Select, Table
    from sqlalchemy.orm import Session

    from workflows.calendar import WorkingCalendar

BATCH = 500
DRAFTS = 50
"""How many apologies one job drafts: a worker that is killed has little to look through again."""
DRAFT_JOB = "draft_apologies"

Key = tuple["datetime", "UUID"]


@dataclass(frozen=True, slots=True)
class Watch:
    """What one round needs to know of the agencies: how each works, and who of those that are told there are."""

    at: datetime
    calendars: Mapping[UUID, WorkingCalendar]
    staffed: frozenset[tuple[UUID, str]]
    until: datetime
    """Nothing that falls due later can be spoken of yet."""

    def role_of(self, level: Level, agency_id: UUID) -> str | None:
        """Return who is told: the leader too, where nobody is head of department."""
        role = TO_ROLE.get(level)
        return TO_ROLE[Level.LEADER] if role and (agency_id, role) not in self.staffed else role


def watch(session: Session, at: datetime) -> Watch:
    """Return what one round needs to know, by two statements."""
    agencies = session.execute(select(Agency.id, Agency.hours, Agency.own_days)).all()
    calendars = {key: calendar_around(at, hours, own_days) for key, hours, own_days in agencies}
    ends = [horizon(at, calendar) for calendar in {one.version: one for one in calendars.values()}.values()]
    return Watch(at, calendars, staffed(session, TO_ROLE.values(), at), max(ends, default=at))


def tell(session: Session, watching: Watch, after: Key | None = None) -> Key | None:
    """Tell of the next dossiers what was not told yet; return where the batch ended, ``None`` at the end of the list.

    A dossier whose clock stands still has no due instant, and nothing is said of it.
    """
    found = session.execute(_due(watching, after)).all()
    new = _keep(session, [notice for one in found for notice in _notices(one, watching)])
    late = [str(key) for key, level in new if level == Level.OVERDUE]
    for start in range(0, len(late), DRAFTS):
        defer(session, DRAFT_JOB, dossier_ids=late[start : start + DRAFTS])
    return (found[-1].due_at, found[-1].id) if len(found) == BATCH else None


def _due(watching: Watch, after: Key | None) -> Select[UUID, UUID, datetime | None, date | None, str | None]:
    """Ask for what may be spoken of and has not climbed to the end yet, with the levels that were told."""
    told = select(func.string_agg(DeadlineNotice.level, " ")).where(_of_this_promise()).scalar_subquery()
    climbed = select(DeadlineNotice.id).where(_of_this_promise(), DeadlineNotice.level == Level.LEADER).exists()
    query = select(Dossier.id, Dossier.agency_id, Dossier.due_at, Dossier.promised_date, told.label("told")).where(
        Dossier.closed_at.is_(None), Dossier.due_at.is_not(None), Dossier.due_at <= watching.until, ~climbed
    )
    if after is not None:
        query = query.where(tuple_(Dossier.due_at, Dossier.id) > after)
    return query.order_by(Dossier.due_at, Dossier.id).limit(BATCH)


def _of_this_promise() -> ColumnElement[bool]:
    return and_(DeadlineNotice.dossier_id == Dossier.id, DeadlineNotice.promised_date == Dossier.promised_date)


def _notices(one: Row[*tuple[Any, ...]], watching: Watch) -> Iterator[dict[str, object]]:
    calendar, told = watching.calendars[one.agency_id], (one.told or "").split()
    for level in reached(one.promised_date, one.due_at, watching.at, calendar):
        if level in told:
            continue
        yield {
            "id": new_key(),
            "dossier_id": one.id,
            "agency_id": one.agency_id,
            "level": str(level),
            "role": watching.role_of(level, one.agency_id),
            "promised_date": one.promised_date,
            "told_at": watching.at,
        }


def _keep(session: Session, notices: Sequence[Mapping[str, object]]) -> list[tuple[UUID, str]]:
    """Write the notices that no other worker wrote meanwhile, and return of which dossier and level each is."""
    if not notices:
        return []
    # The table itself: the mapped class would part the rows by which of their columns are NULL.
    table = cast("Table", DeadlineNotice.__table__)
    written = insert(table).on_conflict_do_nothing().returning(table.c.dossier_id, table.c.level)
    rows = session.execute(written, [dict(one) for one in notices])
    return [(key, level) for key, level in rows]
