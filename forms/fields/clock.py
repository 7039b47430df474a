"""A time of day, typed in one box."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from forms.cleaning import clean_line
from forms.errors import InvalidAnswer
from forms.fields.base import Example, Raw, both
from forms.fields.text import Line
from forms.keys import Key, Place, Schema, Wrong
from forms.spec import FieldSpec

_LONGEST = 40
_TYPED = re.compile(
    r"(\d{1,2})\s*(?:(?:[:.hg]|giờ)\s*(?:(\d{2})\s*(?:phút|p)?)?)?\s*(am|pm|sa|ch)?", re.IGNORECASE | re.ASCII
)
_TOGETHER = re.compile(r"(\d{2})(\d{2})()", re.ASCII)
_STORED = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_MORNING, _AFTERNOON = frozenset({"am", "sa"}), frozenset({"pm", "ch"})
_NOON, _HOURS, _MINUTES = 12, 24, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeKey(Key):
    """A time of day: ``"08:30"``."""

    def read(self, raw: object, place: Place) -> str:
        """Return the time."""
        del place
        if not isinstance(raw, str) or not _STORED.fullmatch(raw):
            raise Wrong(f"'{raw}' is no time", 'write hours and minutes in quotes: "08:30"')
        return raw

    def schema(self) -> Schema:
        """Return the JSON Schema of a time."""
        return {"type": "string", "pattern": f"^({_STORED.pattern})$"}


@dataclass(frozen=True, slots=True)
class TimeOptions:
    """The first and the last time that may be given, both included."""

    min: str | None = None
    max: str | None = None


class TimeType(Line[TimeOptions]):
    """A time of day, kept as 08:30: such texts compare as times do."""

    name = "time"
    about = both("Giờ và phút trong ngày.", "A time of day.")
    example = Example(
        '{name: gio_hen, type: time, label: Giờ hẹn, min: "07:30", max: "17:00"}', '"08:30"', "gio_hen < '12:00'"
    )
    attributes: ClassVar[Mapping[str, str]] = {"spellcheck": "false"}
    options_class = TimeOptions
    keys = (
        TimeKey(name="min", doc='First time: "07:30".'),
        TimeKey(name="max", doc='Last time: "17:00".'),
    )

    def options(self, values: dict[str, Any], place: Place) -> TimeOptions | None:
        """Check that the limits leave something over."""
        own = TimeOptions(**values)
        if own.min is not None and own.max is not None and own.min > own.max:
            place.within("min").wrong(f"min {own.min} is above max {own.max}", "no answer could fit: swap them")
        return own

    def read(self, spec: FieldSpec, raw: Raw) -> str | None:
        """Return the time of 8:30, 8h30, 8 giờ 30, 0830 or 8:30 pm; a bare number is asked again."""
        text = clean_line(raw, _LONGEST)
        if not text:
            return None
        match = _TOGETHER.fullmatch(text) or _TYPED.fullmatch(text)
        if match is None or (text.isdigit() and not match.group(2)):
            raise InvalidAnswer("not_time")
        time = _time(int(match.group(1)), int(match.group(2) or 0), (match.group(3) or "").lower())
        own = self.own(spec)
        if own.min is not None and time < own.min:
            raise InvalidAnswer("too_early_time", time=own.min)
        if own.max is not None and time > own.max:
            raise InvalidAnswer("too_late_time", time=own.max)
        return time


def _time(hour: int, minute: int, half: str) -> str:
    if half:
        if not 1 <= hour <= _NOON:
            raise InvalidAnswer("not_time")
        hour = hour % _NOON + (_NOON if half in _AFTERNOON else 0)
    if hour >= _HOURS or minute >= _MINUTES:
        raise InvalidAnswer("no_such_time")
    return f"{hour:02d}:{minute:02d}"
