"""Sums over all days, made once, so that counting working time takes no walking."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from workflows.explaining import NamedDay
from workflows.spec import Text

FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2100, 12, 31)

Hours = tuple[tuple[int, int], ...]


class DayIndex:
    """The working days between the first and the last day, with the minutes worked before each."""

    def __init__(self, hours_on: Callable[[date], Hours]) -> None:
        """Walk the days once; ``hours_on`` gives the working periods of a day."""
        self._days: list[int] = []
        self._hours: list[Hours] = []
        self._before: list[int] = [0]
        for ordinal in range(FIRST_DAY.toordinal(), LAST_DAY.toordinal() + 1):
            hours = hours_on(date.fromordinal(ordinal))
            if hours:
                self._days.append(ordinal)
                self._hours.append(hours)
                self._before.append(self._before[-1] + sum(end - start for start, end in hours))

    def at_or_after(self, day: date) -> date:
        """Return the first working day that is not before a day."""
        return self._day(bisect_left(self._days, day.toordinal()))

    def shifted(self, day: date, n: int) -> date:
        """Return the n-th working day after a day, or before it when n is negative."""
        if n > 0:
            return self._day(bisect_right(self._days, day.toordinal()) + n - 1)
        return self._day(bisect_left(self._days, day.toordinal()) + n)

    def count(self, since: date, until: date) -> int:
        """Return how many working days lie after ``since``, up to ``until``; negative in reverse."""
        return bisect_right(self._days, until.toordinal()) - bisect_right(self._days, since.toordinal())

    def minutes_until(self, day: date, minute: int) -> int:
        """Return the minutes worked since the first day until a minute of a day."""
        ordinal = day.toordinal()
        place = bisect_left(self._days, ordinal)
        worked = self._before[place]
        if place < len(self._days) and self._days[place] == ordinal:
            for start, end in self._hours[place]:
                if minute <= start:
                    break
                worked += min(minute, end) - start
        return worked

    def moment_after(self, worked: int) -> tuple[date, int]:
        """Return the first day and minute of the day by which so many minutes have been worked."""
        place = max(0, bisect_left(self._before, worked) - 1)
        left = worked - self._before[place]
        day = self._day(place)
        for start, end in self._hours[place]:
            if left <= end - start:
                return day, start + left
            left -= end - start
        raise AssertionError("the sums are made from these very hours")

    def _day(self, place: int) -> date:
        if not 0 <= place < len(self._days):
            raise ValueError(f"the calendar has no such working day between {FIRST_DAY} and {LAST_DAY}")
        return date.fromordinal(self._days[place])


class NamedDays:
    """Days with their names, in order, so that those of a time are one slice."""

    def __init__(self, names: Mapping[date, Text]) -> None:
        """Put the days in order."""
        self._days = sorted(names)
        self._named = tuple(NamedDay(day, names[day]) for day in self._days)

    def between(self, since: date, until: date) -> tuple[NamedDay, ...]:
        """Return those that lie after ``since``, up to ``until``."""
        if not self._days:
            return ()
        return self._named[bisect_right(self._days, since) : bisect_right(self._days, until)]
