"""A date, entered in three boxes."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from forms.cleaning import clean_line
from forms.errors import InvalidAnswer
from forms.expressions import DATE, ValueType
from forms.fields.base import Around, FieldType, Json, Raw, both
from forms.fields.inputs import PartsField, unbound
from forms.keys import Key, Place, Schema, Wrong
from forms.spec import FieldSpec

PARTS = ("day", "month", "year")
_PART_WORDS = {"day": ("ngày", "a day"), "month": ("tháng", "a month"), "year": ("năm", "a year")}
_LIMIT = re.compile(r"today(?:\s*([+-])\s*(\d{1,5})\s*(day|month|year)s?)?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_EARLIEST, _LATEST = 1800, 2200
_MONTHS = 12
_YEAR_DIGITS = 4


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


@dataclass(frozen=True, slots=True)
class DateOptions:
    """The first and the last day that may be given, both included."""

    min: DayLimit | None = None
    max: DayLimit | None = None


def show_day(day: date) -> str:
    """Return a day as it is written in Vietnam: 27/03/2007."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


class DateType(FieldType[DateOptions]):
    """A date."""

    name = "date"
    about = both("Ngày tháng năm, nhập ở ba ô.", "A date, entered in three boxes.")
    options_class = DateOptions
    keys = (
        DayLimitKey(name="min", doc="First day: today, today - 60 days, 2026-07-01."),
        DayLimitKey(name="max", doc="Last day: today, today + 1 year, 2026-12-31."),
    )

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see a date."""
        del spec
        return DATE

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """Three boxes."""
        return unbound(PartsField, spec, self, language, {"parts": PARTS})

    def read(self, spec: FieldSpec, raw: Raw) -> date | None:
        """Return the day of the three boxes."""
        del spec
        texts = {part: clean_line(raw.get(part, ""), 10) for part in PARTS}
        missing = [part for part in PARTS if not texts[part]]
        if len(missing) == len(PARTS):
            return None
        if missing:
            raise InvalidAnswer(
                "date_part",
                parts=", ".join(_PART_WORDS[part][0] for part in missing),
                parts_en=" and ".join(_PART_WORDS[part][1] for part in missing),
            )
        return _real_day(texts)

    def check(self, spec: FieldSpec, value: date, around: Around) -> None:
        """Compare with the author's limits on the day of filing."""
        own = self.own(spec)
        if own.min is not None and value < (first := own.min.on(around.today)):
            raise InvalidAnswer("too_early", day=show_day(first))
        if own.max is not None and value > (last := own.max.on(around.today)):
            raise InvalidAnswer("too_late", day=show_day(last))

    def typed(self, spec: FieldSpec, value: date) -> Raw:
        """Return the three boxes."""
        del spec
        return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}

    def store(self, spec: FieldSpec, value: date) -> Json:
        """Return the ISO form."""
        del spec
        return value.isoformat()

    def load(self, spec: FieldSpec, data: Json) -> date:
        """Take the ISO form only."""
        del spec
        if not isinstance(data, str) or not _ISO.fullmatch(data):
            raise InvalidAnswer("wrong_kind")
        try:
            day = date.fromisoformat(data)
        except ValueError:
            raise InvalidAnswer("not_date") from None
        if not _EARLIEST <= day.year <= _LATEST:
            raise InvalidAnswer("not_date")
        return day

    def show(self, spec: FieldSpec, value: date, language: str) -> str:
        """Return 27/03/2007."""
        del spec, language
        return show_day(value)


def _real_day(texts: dict[str, str]) -> date:
    together = "".join(texts.values())
    if not (together.isascii() and together.isdigit()):
        raise InvalidAnswer("not_date")
    year, month, day = int(texts["year"]), int(texts["month"]), int(texts["day"])
    if len(texts["year"]) < _YEAR_DIGITS:
        raise InvalidAnswer("short_year")
    if not _EARLIEST <= year <= _LATEST:
        raise InvalidAnswer("not_date")
    if not 1 <= month <= _MONTHS:
        raise InvalidAnswer("no_such_month")
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise InvalidAnswer("no_such_day", month=month, year=year, last=last)
    return date(year, month, day)
