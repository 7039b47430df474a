"""The working calendar of an agency: public holidays, what official notices changed, its own hours.

The dates of Tết, the second day of National Day and the working Saturdays are decreed each year (Bộ luật
Lao động 2019, Điều 112), so the list of the ``holidays`` library is corrected by ``working_days.json``;
years that no notice has decreed yet are provisional, and so is a promise that reaches into them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import holidays
from sqlalchemy.orm import Session

from portal.models import Agency
from portal.prepared import PreparedKey
from procedures.situation import DaysOff
from workflows.calendar import LOCAL, OFFICE_HOURS, OFFICE_WEEK, DayOff, Hours, MakeUpDay, WorkingCalendar
from workflows.duration import clock_time
from workflows.spec import Text

NOTICES: Final = Path(__file__).with_name("working_days.json")
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_YEARS_BACK: Final = 3
_YEARS_AHEAD: Final = 6
_TET: Final[Text] = {"vi": "Tết Nguyên đán", "en": "Lunar New Year"}
_MADE_UP: Final[Text] = {"vi": "Ngày làm bù", "en": "Make-up working day"}
_LUNAR: Final = ("Tết Nguyên Đán", "29 Tết", "30 Tết")
"""How the library names the days around the first of the first lunar month; together they are one holiday."""

_AGENCY = PreparedKey(Agency)

Week = tuple[tuple[int, Hours], ...]
OwnDays = tuple[tuple[date, str, Hours], ...]
"""Days on which an agency works otherwise: date, name, and the hours that are worked."""


def calendar_of(session: Session, agency_id: UUID, at: datetime, known: Agency | None = None) -> WorkingCalendar:
    """Return the calendar of an agency, good for what is received at ``at`` and some years after.

    ``known`` is an agency that was read already, whether it is this one or not.
    """
    agency = known if known is not None and known.id == agency_id else _AGENCY.get(session, agency_id)
    return calendar_around(at, agency.hours, agency.own_days)


def calendar_around(
    at: datetime, agency_hours: Mapping[str, Any] | None, own_days: Mapping[str, Any] | None
) -> WorkingCalendar:
    """Return the calendar that an agency's hours and days of its own make, some years around an instant."""
    year = at.astimezone(LOCAL).year
    return calendar_for(agency_hours, range(year - _YEARS_BACK, year + _YEARS_AHEAD), own_days)


def days_off_at(at: datetime) -> DaysOff:
    """Return the days off of the State around an instant, as expressions count working days."""
    year = at.astimezone(LOCAL).year
    return _days_around(range(year - _YEARS_BACK, year + _YEARS_AHEAD))


@lru_cache(maxsize=8)
def _days_around(years: range) -> DaysOff:
    return DaysOff.of(calendar_for(None, years))


def calendar_for(
    agency_hours: Mapping[str, Any] | None, years: range, own_days: Mapping[str, Any] | None = None
) -> WorkingCalendar:
    """Return the calendar for an agency's own hours (``None``: the usual ones) over some years.

    ``agency_hours`` maps ``mon`` … ``sun`` to periods such as ``["07:30-11:30", "13:30-17:00"]``; a
    weekday that is absent is not worked. ``own_days`` maps dates to ``{"name": …, "hours": [periods]}``, and
    goes before everything else; a day without hours is off. Raises ``ValueError`` when a period cannot be read.
    """
    return _calendar(_week(agency_hours), years, _own(own_days or {}))


def _own(written: Mapping[str, Any]) -> OwnDays:
    days = ((date.fromisoformat(day), one["name"], _periods(one["hours"])) for day, one in written.items())
    return tuple(sorted(days))


@lru_cache(maxsize=128)
def _calendar(week: Week, years: range, own: OwnDays) -> WorkingCalendar:
    notices = _notices()
    vietnamese = holidays.country_holidays("VN", years=years, language="vi")
    english = holidays.country_holidays("VN", years=years, language="en_US")
    days_off = _days_off(vietnamese, english, years, notices)
    names = {**dict.fromkeys(vietnamese.weekend_workdays, _MADE_UP), **notices.working_days}
    worked = {day: MakeUpDay(name, OFFICE_HOURS) for day, name in sorted(names.items()) if day.year in years}
    provisional = frozenset(year for year in years if year > notices.decreed_until)
    for day, name, hours in own:
        days_off.pop(day, None)
        worked.pop(day, None)
        if hours:
            worked[day] = MakeUpDay({"vi": name}, hours)
        else:
            days_off[day] = DayOff({"vi": name})
    version = _version(week, days_off, worked, provisional, own)
    return WorkingCalendar(version, dict(week), days_off, worked, provisional)


def _week(agency_hours: Mapping[str, Any] | None) -> Week:
    if agency_hours is None:
        return tuple(OFFICE_WEEK.items())
    unknown = set(agency_hours) - set(WEEKDAYS)
    if unknown:
        raise ValueError(f"no weekday: {', '.join(sorted(unknown))}; write {', '.join(WEEKDAYS)}")
    days = [(number, _periods(agency_hours.get(day, ()))) for number, day in enumerate(WEEKDAYS)]
    return tuple((number, periods) for number, periods in days if periods)


def _periods(written: Iterable[str]) -> Hours:
    periods = tuple(_period(text) for text in written)
    edges = [edge for period in periods for edge in period]
    if edges != sorted(set(edges)):
        raise ValueError(f"working hours follow each other without overlap: {', '.join(written)}")
    return periods


def clock_periods(hours: Hours) -> list[str]:
    """Return working periods as they are written: ``["07:30-11:30", "13:30-17:00"]``."""
    return [f"{clock_time(start)}-{clock_time(end)}" for start, end in hours]


def _period(text: str) -> tuple[int, int]:
    try:
        start, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError:
        raise ValueError(f"'{text}' is no working period; write '07:30-11:30'") from None
    return start.hour * 60 + start.minute, end.hour * 60 + end.minute


@dataclass(frozen=True, slots=True)
class _Notices:
    decreed_until: int
    days_off: Mapping[date, Text]
    working_days: Mapping[date, Text]
    not_off: frozenset[date]


@lru_cache(maxsize=1)
def _notices() -> _Notices:
    raw = json.loads(NOTICES.read_text(encoding="utf-8"))
    return _Notices(
        decreed_until=raw["decreed_until"],
        days_off={date.fromisoformat(row["day"]): row["name"] for row in raw["days_off"]},
        working_days={date.fromisoformat(row["day"]): row["name"] for row in raw["working_days"]},
        not_off=frozenset(date.fromisoformat(day) for day in raw["not_off"]),
    )


def _days_off(
    vietnamese: Mapping[date, str], english: Mapping[date, str], years: range, notices: _Notices
) -> dict[date, DayOff]:
    named = {day: _name(name, english.get(day, name)) for day, name in vietnamese.items()}
    named |= {day: name for day, name in notices.days_off.items() if day.year in years}
    return {day: DayOff(name) for day, name in sorted(named.items()) if day not in notices.not_off}


def _name(vietnamese: str, english: str) -> Text:
    if any(word in vietnamese for word in _LUNAR):
        return _TET
    return {"vi": vietnamese, "en": english}


def _version(
    week: Week,
    off: Mapping[date, DayOff],
    worked: Mapping[date, MakeUpDay],
    provisional: frozenset[int],
    own: OwnDays,
) -> str:
    """Return a name that changes whenever any day or hour of the calendar does."""
    said: dict[str, Any] = {
        "week": [[day, clock_periods(hours)] for day, hours in week],
        "off": [day.isoformat() for day in off],
        "worked": [day.isoformat() for day in worked],
        "provisional": sorted(provisional),
    }
    if own:
        said["own"] = [[day.isoformat(), hours] for day, _name, hours in own]
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    return f"VN-{digest[:12]}"
