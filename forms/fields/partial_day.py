"""A day of which only the year, or month and year, may be known: births before records were kept."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from forms.errors import InvalidAnswer
from forms.expressions import DATE, WHOLE, ValueType, record
from forms.fields.base import Around, Example, FieldType, Json, Raw, both
from forms.fields.day_boxes import EARLIEST, LATEST, PARTS, iso_day, parts_missing, read_boxes, real_day
from forms.fields.day_boxes import real_month as month_of
from forms.fields.day_boxes import real_year as year_of
from forms.fields.day_limits import LIMITS, DateOptions, check_limits, show_day
from forms.fields.inputs import PartsField, unbound
from forms.key_kinds import OneOfKey
from forms.spec import FieldSpec, Text

KNOWN = ("year", "month", "day")
_MONTHS = 12
_YEAR_LENGTH, _MONTH_LENGTH = len("1950"), len("1950-03")


@dataclass(frozen=True, slots=True)
class PartialDateOptions(DateOptions):
    """The limits of a date, and how much of it has to be known."""

    least: str = "year"


class PartialDateType(FieldType[PartialDateOptions]):
    """A date that may lack its day, or day and month.

    A value holds what is known (``year``, ``month``, ``day``) and the ``first`` and the ``last`` day that it can be.
    """

    name = "partial_date"
    about = both(
        "Ngày tháng năm có thể chỉ biết năm, hoặc tháng và năm.",
        "A date of which perhaps only the year, or month and year, is known.",
    )
    example = Example(
        "{name: ngay_sinh_ong, type: partial_date, label: Ngày sinh của ông, max: today}",
        '"1950-03"',
        "age(ngay_sinh_ong.last) >= 60",
    )
    parts: ClassVar[Mapping[str, Text]] = {
        "year": both("năm của {a}", "the year of {a}"),
        "month": both("tháng của {a}", "the month of {a}"),
        "day": both("ngày trong tháng của {a}", "the day of the month of {a}"),
        "first": both("ngày sớm nhất có thể của {a}", "the earliest day that {a} can be"),
        "last": both("ngày muộn nhất có thể của {a}", "the latest day that {a} can be"),
    }
    options_class = PartialDateOptions
    keys = (*LIMITS, OneOfKey(name="least", doc="What has to be known at least.", words=KNOWN, default="year"))

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see the parts that are known, and the first and last day that it can be."""
        del spec
        return record({**dict.fromkeys(KNOWN, WHOLE), "first": DATE, "last": DATE})

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """Three boxes."""
        return unbound(PartsField, spec, self, language, {"parts": PARTS})

    def read(self, spec: FieldSpec, raw: Raw) -> dict[str, Any] | None:
        """Return what is known of the day."""
        texts = read_boxes(raw)
        if not any(texts.values()):
            return None
        least = KNOWN[: KNOWN.index(self.own(spec).least) + 1]
        if texts["day"] and not texts["month"]:
            least = KNOWN[:2]
        missing = [part for part in PARTS if part in least or part == "year" if not texts[part]]
        if missing:
            raise parts_missing(missing)
        return _known(texts)

    def check(self, spec: FieldSpec, value: dict[str, Any], around: Around) -> None:
        """Refuse what cannot lie within the author's limits, whichever day it was."""
        check_limits(self.own(spec), value["first"], value["last"], around.today)

    def typed(self, spec: FieldSpec, value: dict[str, Any]) -> Raw:
        """Return the three boxes."""
        del spec
        return {part: str(value.get(part, "")) for part in PARTS}

    def store(self, spec: FieldSpec, value: dict[str, Any]) -> Json:
        """Return 1950, 1950-03 or 1950-03-27 (ISO 8601 with reduced precision)."""
        del spec
        return "-".join(f"{value[part]:02d}" for part in KNOWN if part in value)

    def load(self, spec: FieldSpec, data: Json) -> dict[str, Any] | None:
        """Take the ISO form only."""
        del spec
        if not isinstance(data, str) or not data.isascii():
            raise InvalidAnswer("wrong_kind")
        if len(data) == _YEAR_LENGTH and data.isdigit() and EARLIEST <= int(data) <= LATEST:
            return _in_year(int(data))
        month = data[_YEAR_LENGTH + 1 :]
        if len(data) == _MONTH_LENGTH:
            day = iso_day(f"{data}-01")
            return _in_month(day.year, int(month))
        return _on(iso_day(data))

    def show(self, spec: FieldSpec, value: dict[str, Any], language: str) -> str:
        """Return 1950, 03/1950 or 27/03/1950."""
        del spec, language
        if "day" in value:
            return show_day(value["first"])
        return f"{value['month']:02d}/{value['year']}" if "month" in value else str(value["year"])


def _known(texts: dict[str, str]) -> dict[str, Any]:
    if texts["day"]:
        return _on(real_day(texts))
    if texts["month"]:
        return _in_month(*month_of(texts))
    return _in_year(year_of(texts))


def _on(day: date) -> dict[str, Any]:
    return {"year": day.year, "month": day.month, "day": day.day, "first": day, "last": day}


def _in_month(year: int, month: int) -> dict[str, Any]:
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return {"year": year, "month": month, "first": first, "last": last}


def _in_year(year: int) -> dict[str, Any]:
    return {"year": year, "first": date(year, 1, 1), "last": date(year, _MONTHS, 31)}
