"""Days on which an agency works otherwise than the State: changed by its leader, each with its reason and its law.

A change is a row that stays; what the changes come to stands beside the agency, for whoever counts days. What was
promised before a change is counted by the calendar as it was known then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from portal.clock import local_date
from portal.errors import DomainError
from portal.models import Agency, CalendarChange
from portal.services.calendars import calendar_around, clock_periods
from portal.services.refusals import NotAllowedError
from workflows.calendar import OFFICE_HOURS
from workflows.explaining import NamedDay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.services.actors import Actor
    from workflows.calendar import Hours, WorkingCalendar

ROLES: Final = frozenset({"leader", "publisher"})
"""Who changes the calendar of the agency at which they hold the role."""
FARTHEST: Final = timedelta(days=2 * 366)
PAGE: Final = 50
NOON: Final = 12 * 60


class DayKind(StrEnum):
    """How a day is worked from now on."""

    OFF = "off"
    MORNING_OFF = "morning_off"
    AFTERNOON_OFF = "afternoon_off"
    WORK = "work"
    USUAL = "usual"
    """As without any change: takes back what was changed before."""


class DayRefusedError(DomainError):
    """A day cannot be changed like that; ``why`` is a word that the page knows.

    ``past``, ``far``, ``off_already``, ``worked_already``, ``holiday``, ``no_such_half``, ``usual_already``,
    ``incomplete`` or ``stale``.
    """

    def __init__(self, why: str) -> None:
        """Keep the reason."""
        super().__init__(f"the day is refused: {why}")
        self.why = why


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody wants of one day."""

    day: date
    kind: DayKind
    name: str
    reason: str
    legal_basis: str


def change(session: Session, agency_id: UUID, wanted: Change, *, actor: Actor, at: datetime, seen: int) -> None:
    """Change one day of an agency's calendar; ``seen`` is the number of the newest change that was shown.

    Raises ``NotAllowedError`` when the role is not held there now, and ``DayRefusedError``.
    """
    if not actor.roles_at(agency_id) & ROLES:
        raise NotAllowedError("leader")
    agency = session.get_one(Agency, agency_id, with_for_update=True, populate_existing=True)
    rows = changes_of(session, agency_id)
    number = rows[-1].number if rows else 0
    if number != seen:
        raise DayRefusedError("stale")
    hours = _judged(agency, wanted, at)
    session.add(
        CalendarChange(
            agency_id=agency_id,
            number=number + 1,
            day=wanted.day,
            kind=str(wanted.kind),
            name=wanted.name,
            reason=wanted.reason,
            legal_basis=wanted.legal_basis,
            officer_id=actor.id,
            officer_name=actor.name,
            at=at,
        )
    )
    kept = dict(agency.own_days or {})
    kept.pop(wanted.day.isoformat(), None)
    if hours is not None:
        kept[wanted.day.isoformat()] = {"name": wanted.name, "hours": clock_periods(hours)}
    agency.own_days = kept
    session.flush()


def changes_of(session: Session, agency_id: UUID) -> Sequence[CalendarChange]:
    """Return every change of an agency's calendar, the oldest first."""
    query = select(CalendarChange).where(CalendarChange.agency_id == agency_id)
    return session.scalars(query.order_by(CalendarChange.number)).all()


def calendars(session: Session, agency_id: UUID) -> Callable[[datetime], WorkingCalendar]:
    """Return what gives the calendar of an agency as it was known at an instant."""
    agency = session.get_one(Agency, agency_id)
    rows = changes_of(session, agency_id) if agency.own_days is not None else ()

    def known(at: datetime) -> WorkingCalendar:
        days = _replayed(agency, [row for row in rows if row.at <= at], at)
        return calendar_around(at, agency.hours, days)

    return known


def changed_since(session: Session, agency_id: UUID, since: datetime, first: date, last: date) -> list[NamedDay]:
    """Return the days between two dates that were changed after an instant, by date."""
    if session.get_one(Agency, agency_id).own_days is None:
        return []
    rows = [row for row in changes_of(session, agency_id) if row.at > since and first <= row.day <= last]
    newest = {row.day: row.name for row in rows}
    return [NamedDay(day, {"vi": name}) for day, name in sorted(newest.items())]


def _replayed(agency: Agency, rows: Iterable[CalendarChange], at: datetime) -> dict[str, Any]:
    days: dict[str, Any] = {}
    usual = calendar_around(at, agency.hours, None)
    for row in rows:
        days.pop(row.day.isoformat(), None)
        hours = _hours(DayKind(row.kind), usual, row.day)
        if hours is not None:
            days[row.day.isoformat()] = {"name": row.name, "hours": clock_periods(hours)}
    return days


def _judged(agency: Agency, wanted: Change, at: datetime) -> Hours | None:
    """Return the hours that the day gets; ``None`` leaves it as usual. Raises ``DayRefusedError``."""
    today = local_date(at)
    if not all(text.strip() for text in (wanted.name, wanted.reason, wanted.legal_basis)):
        raise DayRefusedError("incomplete")
    # A day that has begun was promised and worked by the calendar as it was.
    if wanted.day <= today:
        raise DayRefusedError("past")
    if wanted.day > today + FARTHEST:
        raise DayRefusedError("far")
    usual = calendar_around(at, agency.hours, None)
    fault = _fault(agency, wanted, usual)
    if fault:
        raise DayRefusedError(fault)
    return _hours(wanted.kind, usual, wanted.day)


def _fault(agency: Agency, wanted: Change, usual: WorkingCalendar) -> str | None:
    day, worked = wanted.day, usual.is_working_day(wanted.day)
    if wanted.kind is DayKind.USUAL:
        return None if day.isoformat() in (agency.own_days or {}) else "usual_already"
    if wanted.kind is DayKind.WORK:
        # The holidays of the State are those of the law (Bộ luật Lao động 2019, Điều 112), not of an agency.
        return "holiday" if day in usual.days_off else "worked_already" if worked else None
    if not worked:
        return "off_already"
    return None if wanted.kind is DayKind.OFF or _hours(wanted.kind, usual, day) else "no_such_half"


def _hours(kind: DayKind, usual: WorkingCalendar, day: date) -> Hours | None:
    """Return the hours of a changed day; a make-up day has those of the agency's first working weekday."""
    hours = usual.hours_on(day)
    match kind:
        case DayKind.OFF:
            return ()
        case DayKind.MORNING_OFF:
            return tuple(period for period in hours if period[0] >= NOON)
        case DayKind.AFTERNOON_OFF:
            return tuple(period for period in hours if period[1] <= NOON)
        case DayKind.WORK:
            return usual.hours[min(usual.hours)] if usual.hours else OFFICE_HOURS
        case DayKind.USUAL:
            return None
