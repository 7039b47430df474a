"""How long something lasts or shall last: a number and its unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from forms.cleaning import clean_line
from forms.errors import InvalidAnswer
from forms.expressions import WHOLE, ValueType, one_of, record
from forms.fields.base import Example, FieldType, Json, Raw, both
from forms.fields.inputs import Box, GroupField, unbound
from forms.fields.spans import (
    FAMILIES,
    MOST,
    UNITS,
    USUAL,
    Span,
    SpanKey,
    UnitsKey,
    family_of,
    in_both,
    in_words,
    shorter,
)
from forms.keys import Place
from forms.spec import FieldSpec, Text

_LONGEST = 20
_COUNT = re.compile(r"\d{1,5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class DurationOptions:
    """The units that may be chosen, and the limits, both included."""

    units: tuple[str, ...] = USUAL
    min: Span | None = None
    max: Span | None = None


class DurationType(FieldType[DurationOptions]):
    """A length of time.

    A value holds its ``count`` and ``unit``, and what it comes to in the smallest unit of its family: ``months`` of
    years, ``days`` of weeks, ``minutes`` of hours.
    """

    name = "duration"
    about = both("Thời hạn, thời lượng: số và đơn vị.", "A length of time: a number and its unit.")
    example = Example(
        "{name: thoi_han, type: duration, label: Thời hạn, units: [month, year], max: 5 years}",
        "{count: 1, unit: year}",
        "thoi_han.months > 6",
    )
    parts: ClassVar[Mapping[str, Text]] = {
        "count": both("số ở {a}", "the number in {a}"),
        "unit": both("đơn vị ở {a}", "the unit in {a}"),
        "minutes": both("{a} tính bằng phút", "{a} in minutes"),
        "days": both("{a} tính bằng ngày", "{a} in days"),
        "months": both("{a} tính bằng tháng", "{a} in months"),
    }
    options_class = DurationOptions
    keys = (
        UnitsKey(name="units", doc="Units that may be chosen: minute, hour, day, week, month, year."),
        SpanKey(name="min", doc="Shortest: 30 days."),
        SpanKey(name="max", doc="Longest: 12 months."),
    )

    def options(self, values: dict[str, Any], place: Place) -> DurationOptions | None:
        """Check that the limits leave something over."""
        own = DurationOptions(**values)
        if own.min is not None and own.max is not None and shorter(own.max, own.min):
            place.within("min").wrong("min is longer than max", "no answer could fit: swap them")
        return own

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see number and unit; and the sum, where every unit that may be chosen is of one family."""
        own = self.own(spec)
        parts = {"count": WHOLE, "unit": one_of(*own.units)}
        families = {family_of(unit) for unit in own.units}
        return record(parts | (dict.fromkeys(families, WHOLE) if len(families) == 1 else {}))

    def part_codes(self, part: str) -> Mapping[str, Text]:
        """Return the words of the units."""
        return UNITS if part == "unit" else {}

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """Return a box for the number and a list of units; the only unit stands behind the number."""
        units = tuple((unit, UNITS[unit]) for unit in self.own(spec).units)
        only = units[0][1] if len(units) == 1 else None
        number = Box("count", both("Số", "Number"), numeric=True, width=5, suffix=only)
        boxes = (number,) if only else (number, Box("unit", both("Đơn vị", "Unit"), choices=units))
        return unbound(GroupField, spec, self, language, {"boxes": boxes})

    def read(self, spec: FieldSpec, raw: Raw) -> dict[str, Any] | None:
        """Return number and unit; the only unit need not be chosen."""
        own = self.own(spec)
        count, unit = (clean_line(raw.get(part, ""), _LONGEST) for part in ("count", "unit"))
        if not count and (not unit or len(own.units) == 1):
            return None
        if not _COUNT.fullmatch(count) or int(count) == 0:
            raise InvalidAnswer("not_count", part="count", box=both("số", "number"))
        unit = unit or (own.units[0] if len(own.units) == 1 else "")
        if unit not in own.units:
            raise InvalidAnswer("required_choice", part="unit", box=both("đơn vị", "unit"))
        return self._within(own, (int(count), unit))

    def _within(self, own: DurationOptions, span: Span) -> dict[str, Any]:
        if own.min is not None and shorter(span, own.min):
            raise InvalidAnswer("too_small", least=in_both(own.min))
        if own.max is not None and shorter(own.max, span):
            raise InvalidAnswer("too_large", most=in_both(own.max))
        family = family_of(span[1])
        return {"count": span[0], "unit": span[1], family: span[0] * FAMILIES[family][span[1]]}

    def typed(self, spec: FieldSpec, value: dict[str, Any]) -> Raw:
        """Return number and unit."""
        del spec
        return {"count": str(value["count"]), "unit": value["unit"]}

    def store(self, spec: FieldSpec, value: dict[str, Any]) -> Json:
        """Return number and unit."""
        del spec
        return {"count": value["count"], "unit": value["unit"]}

    def load(self, spec: FieldSpec, data: Json) -> dict[str, Any] | None:
        """Take a number and a unit only."""
        own = self.own(spec)
        if not isinstance(data, dict) or data.keys() != {"count", "unit"} or data["unit"] not in own.units:
            raise InvalidAnswer("wrong_kind")
        count = data["count"]
        if isinstance(count, bool) or not isinstance(count, int) or not 0 < count <= MOST:
            raise InvalidAnswer("wrong_kind")
        return self._within(own, (count, data["unit"]))

    def show(self, spec: FieldSpec, value: dict[str, Any], language: str) -> str:
        """Return "12 tháng"."""
        del spec
        return in_words((value["count"], value["unit"]), language)
