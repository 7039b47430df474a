"""A date, entered in three boxes."""

from __future__ import annotations

from datetime import date
from typing import Any

from forms.expressions import DATE, ValueType
from forms.fields.base import Around, Example, FieldType, Json, Raw, both
from forms.fields.day_boxes import PARTS, iso_day, read_day
from forms.fields.day_limits import LIMITS, DateOptions, DayLimit, check_limits, show_day
from forms.fields.inputs import PartsField, unbound
from forms.spec import FieldSpec

__all__ = ["DateOptions", "DateType", "DayLimit", "show_day"]


class DateType(FieldType[DateOptions]):
    """A date."""

    name = "date"
    about = both("Ngày tháng năm, nhập ở ba ô.", "A date, entered in three boxes.")
    example = Example(
        "{name: ngay_cap, type: date, label: Ngày cấp, min: today - 5 years, max: today}",
        "2025-03-27",
        "days_between(ngay_cap, today) > 60",
    )
    options_class = DateOptions
    keys = LIMITS

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
        return read_day(raw)

    def check(self, spec: FieldSpec, value: date, around: Around) -> None:
        """Compare with the author's limits on the day of filing."""
        check_limits(self.own(spec), value, value, around.today)

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
        return iso_day(data)

    def show(self, spec: FieldSpec, value: date, language: str) -> str:
        """Return 27/03/2007."""
        del spec, language
        return show_day(value)
