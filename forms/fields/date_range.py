"""From one day to another: a stay, a school year, a time at a place of work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar

from forms.errors import InvalidAnswer
from forms.expressions import DATE, WHOLE, ValueType, record
from forms.fields.base import Around, Example, FieldType, Json, Raw, both
from forms.fields.day_boxes import PARTS, iso_day, read_day
from forms.fields.day_limits import LIMITS, DateOptions, check_limits, show_day
from forms.fields.inputs import PartsField, unbound
from forms.key_kinds import FlagKey, WholeKey
from forms.spec import FieldSpec, Text

ENDS: Mapping[str, Text] = MappingProxyType(
    {"start": both("Từ ngày", "From"), "end": both("Đến ngày", "Until")},
)
_BOXES = tuple(f"{end}-{part}" for end in ENDS for part in PARTS)
_MOST_DAYS = 100_000


@dataclass(frozen=True, slots=True)
class DateRangeOptions(DateOptions):
    """The limits of both days, how many days at most, and whether the end may be left open."""

    max_days: int | None = None
    open: bool = False


class RangeField(PartsField):
    """Six boxes: the day on which it begins, and the one on which it ends."""


class DateRangeType(FieldType[DateRangeOptions]):
    """A first and a last day, both counted; without a last day it still goes on."""

    name = "date_range"
    about = both("Khoảng thời gian: từ ngày, đến ngày.", "A time from one day to another.")
    example = Example(
        "{name: tam_tru, type: date_range, label: Thời gian tạm trú, open: true}",
        "{start: 2025-09-01, end: 2026-05-31}",
        "tam_tru.days > 30",
    )
    parts: ClassVar[Mapping[str, Text]] = {
        "start": both("ngày đầu của {a}", "the first day of {a}"),
        "end": both("ngày cuối của {a}", "the last day of {a}"),
        "days": both("số ngày của {a}", "the number of days of {a}"),
    }
    options_class = DateRangeOptions
    keys = (
        *LIMITS,
        WholeKey(name="max_days", doc="Most days, first and last counted.", least=1, most=_MOST_DAYS),
        FlagKey(name="open", doc="Whether the last day may be left blank: it still goes on."),
    )

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see both days and their number; an open end and its number are unknown."""
        del spec
        return record({"start": DATE, "end": DATE, "days": WHOLE})

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """Six boxes."""
        return unbound(RangeField, spec, self, language, {"parts": _BOXES})

    def read(self, spec: FieldSpec, raw: Raw) -> dict[str, Any] | None:
        """Return both days."""
        start, end = (_day(raw, one) for one in ENDS)
        if start is None and end is None:
            return None
        if start is None:
            raise _about("start", InvalidAnswer("required"))
        if end is None and not self.own(spec).open:
            raise _about("end", InvalidAnswer("required"))
        return self._whole(spec, start, end)

    def _whole(self, spec: FieldSpec, start: date, end: date | None) -> dict[str, Any]:
        if end is None:
            return {"start": start}
        if end < start:
            raise _about("end", InvalidAnswer("ends_before_start", day=show_day(start)), "day")
        days, most = (end - start).days + 1, self.own(spec).max_days
        if most is not None and days > most:
            raise _about("end", InvalidAnswer("too_many_days", most=most, days=days), "day")
        return {"start": start, "end": end, "days": days}

    def check(self, spec: FieldSpec, value: dict[str, Any], around: Around) -> None:
        """Compare both days with the author's limits."""
        for end in ENDS:
            if end in value:
                try:
                    check_limits(self.own(spec), value[end], value[end], around.today)
                except InvalidAnswer as error:
                    raise _about(end, error) from None

    def typed(self, spec: FieldSpec, value: dict[str, Any]) -> Raw:
        """Return the six boxes."""
        del spec
        return {
            f"{end}-{part}": str(getattr(value[end], part)) if end in value else "" for end in ENDS for part in PARTS
        }

    def store(self, spec: FieldSpec, value: dict[str, Any]) -> Json:
        """Return both days in ISO form."""
        del spec
        return {end: value[end].isoformat() for end in ENDS if end in value}

    def load(self, spec: FieldSpec, data: Json) -> dict[str, Any] | None:
        """Take ISO days by name only."""
        if not isinstance(data, dict) or "start" not in data or not data.keys() <= ENDS.keys():
            raise InvalidAnswer("wrong_kind")
        if "end" not in data and not self.own(spec).open:
            raise InvalidAnswer("wrong_kind")
        return self._whole(spec, iso_day(data["start"]), iso_day(data["end"]) if "end" in data else None)

    def show(self, spec: FieldSpec, value: dict[str, Any], language: str) -> str:
        """Return "từ 01/09/2025 đến 31/05/2026"."""
        del spec
        words, still = (("từ", "đến"), "nay") if language == "vi" else (("from", "to"), "now")
        end = show_day(value["end"]) if "end" in value else still
        return f"{words[0]} {show_day(value['start'])} {words[1]} {end}"


def _day(raw: Mapping[str, str], end: str) -> date | None:
    try:
        return read_day({part: raw.get(f"{end}-{part}", "") for part in PARTS})
    except InvalidAnswer as error:
        raise _about(end, error) from None


def _about(end: str, error: InvalidAnswer, part: str = "day") -> InvalidAnswer:
    """Return the error as one of the first or of the last day."""
    params = {**error.params, "part": f"{end}-{error.params.get('part', part)}", "box": ENDS[end]}
    return InvalidAnswer(error.message, **params)
