"""Days in expressions: they travel as midnight UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

_MONTHS = 12
_WORKED = 5
"""Monday to Friday (QĐ 188/1999/QĐ-TTg)."""
_LONGEST = 366 * 200
"""Days that are counted one by one; beyond it a date is a slip of the pen."""


def written(text: str) -> datetime:
    """Return the day written as 2026-07-01; raise ``ValueError`` for any other text."""
    return _midnight(date.fromisoformat(text))


def of_parts(year: int, month: int, day: int) -> datetime:
    """Return the day of three numbers; raise ``ValueError`` when there is no such day."""
    return _midnight(date(year, month, day))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def years_between(start: datetime, end: datetime) -> int:
    """Return the whole years from ``start`` to ``end`` (someone born on 29 February ages on 1 March)."""
    years = end.year - start.year
    return years - ((end.month, end.day) < (start.month, start.day))


def months_between(start: datetime, end: datetime) -> int:
    """Return the whole months from ``start`` to ``end``, negative when ``end`` comes first."""
    if end < start:
        return -months_between(end, start)
    return (end.year - start.year) * _MONTHS + end.month - start.month - (end.day < start.day)


def days_between(start: datetime, end: datetime) -> int:
    """Return the days from ``start`` to ``end``, negative when ``end`` comes first."""
    return (end - start).days


def working_days(start: datetime, end: datetime, days_off: Sequence[str], days_worked: Sequence[str]) -> int:
    """Return how many working days come after ``start`` up to and with ``end``; negative when ``end`` comes first.

    The day itself does not count (BLDS 91/2015/QH13 Điều 147); days off and days worked for them are in ISO form.
    """
    if end < start:
        return -working_days(end, start, days_off, days_worked)
    if (end - start).days > _LONGEST:
        message = "the days are too far apart"
        raise ValueError(message)
    off, worked = _within(days_off, start, end), _within(days_worked, start, end)
    weekdays = _weekdays(start, (end - start).days)
    return weekdays - sum(day.weekday() < _WORKED for day in off) + sum(day.weekday() >= _WORKED for day in worked)


def _within(listed: Sequence[str], start: datetime, end: datetime) -> list[date]:
    days = {date.fromisoformat(one) for one in listed}
    return [day for day in days if start.date() < day <= end.date()]


def _weekdays(start: datetime, length: int) -> int:
    """Return the days from Monday to Friday among the ``length`` days after ``start``."""
    weeks, rest = divmod(length, 7)
    return weeks * _WORKED + sum((start.weekday() + one) % 7 < _WORKED for one in range(1, rest + 1))


def plus_days(start: datetime, count: int) -> datetime:
    """Return the day ``count`` days later."""
    return start + timedelta(days=count)


def plus_months(start: datetime, count: int) -> datetime:
    """Return the same day ``count`` months later, or the last of that month (BLDS 91/2015/QH13 Điều 148)."""
    year, month = divmod(start.year * _MONTHS + start.month - 1 + count, _MONTHS)
    for day in range(start.day, 27, -1):
        try:
            return datetime(year, month + 1, day, tzinfo=UTC)
        except ValueError:
            continue
    return datetime(year, month + 1, min(start.day, 28), tzinfo=UTC)


def plus_years(start: datetime, count: int) -> datetime:
    """Return the same day ``count`` years later; for 29 February the 28th where there is none."""
    return plus_months(start, count * _MONTHS)
