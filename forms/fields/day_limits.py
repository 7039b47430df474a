"""The first and the last day that an author lets in: fixed days, or distances from today."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from forms.errors import InvalidAnswer
from forms.keys import Key, Place, Schema, Wrong

_LIMIT = re.compile(r"today(?:\s*([+-])\s*(\d{1,5})\s*(day|month|year)s?)?")
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class DayLimit:
    """A fixed day, or a distance from today."""

    day: date | None = None
    count: int = 0
    unit: str = "day"

    def on(self, today: date) -> date:
        """Return the limit as it is on ``today``."""
        if self.day is not None:
            return self.day
        if self.unit == "day":
            return today + timedelta(days=self.count)
        return _plus_months(today, self.count * (_MONTHS if self.unit == "year" else 1))


def _plus_months(day: date, months: int) -> date:
    """Return the same day ``months`` later, or the last of the month where that day does not exist."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    year = min(max(year, 1), 9999)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, min(day.day, 28))


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLimitKey(Key):
    """``today``, ``today - 60 days``, ``today + 1 year`` or ``2026-07-01``."""

    def read(self, raw: object, place: Place) -> DayLimit:
        """Return the limit."""
        del place
        if isinstance(raw, date):
            return DayLimit(day=raw)
        text = str(raw).strip()
        match = _LIMIT.fullmatch(text)
        if match is not None:
            sign = -1 if match.group(1) == "-" else 1
            return DayLimit(count=sign * int(match.group(2) or 0), unit=match.group(3) or "day")
        try:
            return DayLimit(day=date.fromisoformat(text))
        except ValueError:
            raise Wrong(f"'{raw}' is no day", "write today, today - 60 days, today + 1 year or 2026-07-01") from None

    def schema(self) -> Schema:
        """Return the JSON Schema of a limit."""
        return {"type": "string", "pattern": rf"^({_LIMIT.pattern}|\d{{4}}-\d{{2}}-\d{{2}})$"}


LIMITS: tuple[Key, ...] = (
    DayLimitKey(name="min", doc="First day: today, today - 60 days, 2026-07-01."),
    DayLimitKey(name="max", doc="Last day: today, today + 1 year, 2026-12-31."),
)


@dataclass(frozen=True, slots=True)
class DateOptions:
    """The first and the last day that may be given, both included."""

    min: DayLimit | None = None
    max: DayLimit | None = None


def show_day(day: date) -> str:
    """Return a day as it is written in Vietnam: 27/03/2007."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def check_limits(own: DateOptions, first: date, last: date, today: date) -> None:
    """Raise ``InvalidAnswer`` when nothing from ``first`` to ``last`` lies within the author's limits on ``today``."""
    if own.min is not None and last < (least := own.min.on(today)):
        raise InvalidAnswer("too_early", day=show_day(least))
    if own.max is not None and first > (most := own.max.on(today)):
        raise InvalidAnswer("too_late", day=show_day(most))
