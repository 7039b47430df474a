"""When a promised date is spoken of, and to whom it climbs: the thresholds of the notices, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from workflows.calendar import LOCAL, WorkingCalendar
from workflows.spec import Duration, Unit


class Level(StrEnum):
    """How urgent a promise is; each level is told once for a promise."""

    SOON = "soon"
    TODAY = "today"
    OVERDUE = "overdue"
    HEAD = "head"
    """Overdue for so long that the head of department is told."""
    LEADER = "leader"
    """Overdue for so long that the leader of the agency is told."""


SOON_BEFORE: Final = 1
"""Working days before the promised date from which it is due soon."""
CLIMBS_AFTER: Final[Mapping[Level, int]] = MappingProxyType({Level.HEAD: 1, Level.LEADER: 3})
"""Further working days overdue after which a notice climbs; no law fixes them."""
_MORNING: Final = time(8)
TO_ROLE: Final[Mapping[Level, str]] = MappingProxyType({Level.HEAD: "department_head", Level.LEADER: "leader"})
"""Whom a level is told; the others are for whoever has the task."""


def reached(promised: date, due_at: datetime, now: datetime, calendar: WorkingCalendar) -> tuple[Level, ...]:
    """Return the levels that a promise has reached, the most urgent last; those that it left behind are not told.

    The days are those of the agency's own calendar: over Tết nothing climbs.
    """
    today = now.astimezone(LOCAL).date()
    if now > due_at:
        late = calendar.working_days_between(promised, today)
        return (Level.OVERDUE, *(level for level, days in CLIMBS_AFTER.items() if late >= days))
    if today >= promised:
        return (Level.TODAY,)
    return (Level.SOON,) if today >= calendar.add_working_days(promised, -SOON_BEFORE) else ()


def horizon(now: datetime, calendar: WorkingCalendar) -> datetime:
    """Return the instant after which nothing that falls due can be spoken of yet."""
    return calendar.end_of(calendar.add_working_days(now.astimezone(LOCAL).date(), SOON_BEFORE + 1))


def beforehand(due_at: datetime, remind: Duration, calendar: WorkingCalendar) -> datetime:
    """Return when to remind of what is due: in the morning of the day so many days, or working days, before."""
    due = due_at.astimezone(LOCAL).date()
    if remind.unit is Unit.WORKING_DAYS:
        day = calendar.add_working_days(due, -remind.amount)
    else:
        day = due - timedelta(days=remind.amount)
    return datetime.combine(day, _MORNING, LOCAL)
