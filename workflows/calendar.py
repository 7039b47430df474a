"""Working days and hours of an agency, and the date that a time limit promises.

All days and hours are local ones of Asia/Ho_Chi_Minh; instants go in and out as aware datetimes and
come out in UTC. The calendar is a value: `portal` fills it from the holidays of the country and from
official notices, because the days of Tết and the make-up days are decreed each year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from workflows.days import FIRST_DAY, LAST_DAY, DayIndex, NamedDays
from workflows.explaining import Explained, Kind, NamedDay
from workflows.months import months_later
from workflows.spec import Duration, Text, Unit

LOCAL: Final = ZoneInfo("Asia/Ho_Chi_Minh")
Hours = tuple[tuple[int, int], ...]
"""Working periods of a day, in order: minutes after midnight, ``((450, 690), (810, 1020))``."""

OFFICE_HOURS: Final[Hours] = ((7 * 60 + 30, 11 * 60 + 30), (13 * 60 + 30, 17 * 60))
"""Half past seven to half past eleven, half past one to five."""
OFFICE_WEEK: Final[Mapping[int, Hours]] = MappingProxyType(dict.fromkeys(range(5), OFFICE_HOURS))
"""Monday (0) to Friday (4) (QĐ 188/1999/QĐ-TTg); an agency may keep hours of its own."""


@dataclass(frozen=True, slots=True)
class DayOff:
    """A holiday, a compensation day, or half of one: ``kept`` are the hours still worked."""

    name: Text
    kept: Hours = ()


@dataclass(frozen=True, slots=True)
class MakeUpDay:
    """A day that is worked in exchange for another, by official notice."""

    name: Text
    hours: Hours = OFFICE_HOURS


@dataclass(frozen=True, slots=True)
class Promise:
    """When the result is due: the instant (UTC), the legal local date, and why that date."""

    at: datetime
    local_date: date
    entries: tuple[Explained, ...] = ()
    provisional: bool = False
    """The count crosses a year whose days off are not decreed yet."""
    unrolled: date | None = None
    """Where a count in days or months ended before a day off moved it on."""


@dataclass(frozen=True)
class WorkingCalendar:
    """The working time of one agency; ``version`` is stored beside every promise that it made."""

    version: str
    hours: Mapping[int, Hours] = field(default_factory=lambda: OFFICE_WEEK)
    """By weekday, Monday is 0; a weekday that is absent is not worked."""
    days_off: Mapping[date, DayOff] = field(default_factory=dict)
    working_days: Mapping[date, MakeUpDay] = field(default_factory=dict)
    provisional_years: frozenset[int] = frozenset()

    @cached_property
    def _index(self) -> DayIndex:
        return DayIndex(self.hours_on)

    @cached_property
    def _by_day(self) -> dict[tuple[date, date, Duration, str], Promise]:
        return {}

    def hours_on(self, day: date) -> Hours:
        """Return the working periods of a day; none on a day off."""
        made_up = self.working_days.get(day)
        if made_up is not None:
            return made_up.hours
        off = self.days_off.get(day)
        usual = self.hours.get(day.weekday(), ())
        return usual if off is None else (off.kept if usual else ())

    def is_working_day(self, day: date) -> bool:
        """Say whether a day counts; half a working day counts."""
        return bool(self.hours_on(day))

    def next_working_day(self, day: date) -> date:
        """Return the day itself when it is worked, else the first working day after it."""
        return self._index.at_or_after(day)

    def add_working_days(self, day: date, n: int) -> date:
        """Return the n-th working day after a day (before it, when n is negative).

        Zero gives the day itself, or the next working day when it is a day off.
        """
        return self._index.shifted(day, n)

    def working_days_between(self, since: date, until: date) -> int:
        """Return how many working days lie after ``since``, up to and including ``until``."""
        return self._index.count(since, until)

    def add_working_minutes(self, instant: datetime, n: int) -> datetime:
        """Return the instant (UTC) at which n more working minutes have passed."""
        local = instant.astimezone(LOCAL)
        worked = self._index.minutes_until(local.date(), _minute(local))
        day, minute = self._index.moment_after(worked + n)
        return _instant(day, minute)

    def working_minutes_between(self, since: datetime, until: datetime) -> int:
        """Return the whole working minutes between two instants, negative when they are in reverse."""
        first, last = since.astimezone(LOCAL), until.astimezone(LOCAL)
        passed = self._index.minutes_until(last.date(), _minute(last))
        return passed - self._index.minutes_until(first.date(), _minute(first))

    def end_of(self, day: date) -> datetime:
        """Return the instant at which a working day ends; of a day off, its midnight."""
        hours = self.hours_on(day)
        return _instant(day, hours[-1][1] if hours else 24 * 60)

    def start_of_count(self, received: datetime, cut_off: int | None = None) -> date:
        """Return the local date that counts as the day of reception.

        Without a cut-off it is the date on the wall. With one, what comes in later, or on a day off,
        counts as received on the next working day.
        """
        local = received.astimezone(LOCAL)
        today = local.date()
        if cut_off is None:
            return today
        late = _minute(local, up=True) > cut_off
        return self.next_working_day(today + timedelta(days=1) if late else today)

    def promise(self, received: datetime, duration: Duration, law: str = "") -> Promise:
        """Return when a time limit that starts at an instant runs out, with the reasons for that date.

        ``law`` is the legal basis that each reason names.
        """
        _check_reach(received)
        if duration.unit is Unit.WORKING_HOURS:
            return self._after_hours(received, duration, law)
        counted = self._counted_from(received, duration)
        return self.promise_from_day(counted, duration, received=received, law=law)

    def promise_from_day(
        self, day: date, duration: Duration, *, received: datetime | None = None, law: str = ""
    ) -> Promise:
        """Return the promise of a duration in days that starts on a local date."""
        wall = received.astimezone(LOCAL).date() if received else day
        known = self._by_day.get((wall, day, duration, law))
        if known is None:
            made = self._from_wall(wall, day, duration)
            named = replace(made, entries=tuple(replace(entry, law=law) for entry in made.entries)) if law else made
            known = self._by_day[wall, day, duration, law] = named
        return known

    def _from_wall(self, wall: date, day: date, duration: Duration) -> Promise:
        known = self._count(day, duration)
        if wall == day:
            return known
        cut_off = duration.cut_off if self.is_working_day(wall) else None
        shift = Explained(Kind.NEXT_DAY, wall, day, cut_off=cut_off, days_off=self._named_from(wall, day))
        return replace(known, entries=(shift, *known.entries))

    def _counted_from(self, received: datetime, duration: Duration) -> date:
        if duration.unit is not Unit.SAME_DAY:
            return self.start_of_count(received, duration.cut_off)
        last = 24 * 60 if duration.cut_off is None else duration.cut_off
        hours = self.hours_on(received.astimezone(LOCAL).date())
        return self.start_of_count(received, min(last, hours[-1][1]) if hours else last)

    def _count(self, day: date, duration: Duration) -> Promise:
        if duration.unit is Unit.SAME_DAY:
            return self._at_end_of(day, (Explained(Kind.SAME_DAY, day, day),))
        if duration.unit is Unit.WORKING_DAYS:
            due = self.add_working_days(day, duration.amount)
            return self._at_end_of(due, (self.counted(day, due, duration),))
        months = duration.unit is Unit.MONTHS
        plain = months_later(day, duration.amount) if months else day + timedelta(days=duration.amount)
        return self.rolled(plain, (Explained(Kind.COUNTED, day, plain, duration=duration),))

    def rolled(self, day: date, entries: tuple[Explained, ...]) -> Promise:
        """Return the promise for a date; one on a day off moves to the next working day.

        Bộ luật Dân sự 2015, Điều 148 khoản 5.
        """
        due = self.next_working_day(day)
        if due != day:
            entries = (*entries, Explained(Kind.ROLLED, day, due, days_off=self._named_from(day, due)))
        return self._at_end_of(due, entries, unrolled=day)

    def _at_end_of(self, day: date, entries: tuple[Explained, ...], unrolled: date | None = None) -> Promise:
        first = entries[0].since if entries else day
        return Promise(self.end_of(day), day, entries, self._is_provisional(first, day), unrolled)

    def _after_hours(self, received: datetime, duration: Duration, law: str) -> Promise:
        start = received.astimezone(LOCAL)
        since, begin = start.date(), _minute(start)
        due = _instant(*self._index.moment_after(self._index.minutes_until(since, begin) + duration.amount * 60))
        end = due.astimezone(LOCAL)
        until = end.date()
        between = self.counted(since, until, duration, Kind.HOURS, (begin, _minute(end)), law)
        return Promise(due, until, (between,), self._is_provisional(since, until))

    def counted(
        self,
        since: date,
        until: date,
        duration: Duration | None = None,
        kind: Kind = Kind.COUNTED,
        minutes: tuple[int, int] | None = None,
        law: str = "",
    ) -> Explained:
        """Return the explanation of a count of working time between two dates."""
        return Explained(
            kind,
            since,
            until,
            duration=duration,
            minutes=minutes,
            working_days=self._index.count(since, until),
            days_off=self._taken_away.between(since, until),
            halves=self._half_days.between(since, until),
            made_up=self._made_up.between(since, until),
            law=law,
        )

    @cached_property
    def _half_days(self) -> NamedDays:
        """The days of which only some hours are worked."""
        kept = {day: off.name for day, off in self.days_off.items() if self.is_working_day(day)}
        short = {day: one.name for day, one in self.working_days.items() if 0 < _length(one.hours) < self._usual(day)}
        return NamedDays({**kept, **short})

    def _usual(self, day: date) -> int:
        return _length(self.hours.get(day.weekday(), ()))

    @cached_property
    def _made_up(self) -> NamedDays:
        """The days that are worked although their weekday is not."""
        return NamedDays({day: one.name for day, one in self.working_days.items() if not self._usual(day)})

    def named_between(self, since: date, until: date) -> tuple[NamedDay, ...]:
        """Return the days off by name that take a working day away after ``since``, up to ``until``."""
        return self._taken_away.between(since, until)

    def _named_from(self, since: date, until: date) -> tuple[NamedDay, ...]:
        return self.named_between(since - timedelta(days=1), until)

    @cached_property
    def _taken_away(self) -> NamedDays:
        """The days off that would be worked otherwise."""
        off = self.days_off.items()
        taken = {day: one.name for day, one in off if self.hours.get(day.weekday()) and not self.is_working_day(day)}
        return NamedDays(taken)

    def _is_provisional(self, since: date, until: date) -> bool:
        return not self.provisional_years.isdisjoint(range(since.year, until.year + 1))


def _length(hours: Hours) -> int:
    return sum(end - start for start, end in hours)


def _minute(local: datetime, *, up: bool = False) -> int:
    """Return the minute of the day; ``up`` counts a begun minute as a whole one."""
    begun = up and (local.second > 0 or local.microsecond > 0)
    return local.hour * 60 + local.minute + int(begun)


@cache
def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL).astimezone(UTC)


def _instant(day: date, minute: int) -> datetime:
    # Since 1975 no day of this country has been longer or shorter than another.
    return _midnight(day) + timedelta(minutes=minute)


def _check_reach(received: datetime) -> None:
    if received.tzinfo is None:
        raise ValueError("an instant carries its time zone")
    if not FIRST_DAY.year < received.year < LAST_DAY.year:
        raise ValueError(f"the calendar counts what is received after {FIRST_DAY.year} and before {LAST_DAY.year}")
