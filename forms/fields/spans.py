"""Lengths of time as forms ask for them: a number and its unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from forms.fields.base import both
from forms.keys import Key, Place, Schema, Wrong, said
from forms.spec import Text, say

UNITS: Mapping[str, Text] = MappingProxyType(
    {
        "minute": both("phút", "minutes"),
        "hour": both("giờ", "hours"),
        "day": both("ngày", "days"),
        "week": both("tuần", "weeks"),
        "month": both("tháng", "months"),
        "year": both("năm", "years"),
    }
)
USUAL = ("day", "month", "year")
FAMILIES: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "minutes": {"minute": 1, "hour": 60},
        "days": {"day": 1, "week": 7},
        "months": {"month": 1, "year": 12},
    }
)
"""What each unit is worth in the smallest unit of its family; between families nothing is exact."""
_DAYS = {"minutes": 1 / 1440, "days": 1.0, "months": 365.2425 / 12}
MOST = 99_999
"""The largest number of a unit; ``SpanKey`` lets no larger one be written."""
_WRITTEN = re.compile(r"([1-9]\d{0,4})\s+(minute|hour|day|week|month|year)s?", re.ASCII)

Span = tuple[int, str]
"""A number and its unit."""


def in_words(span: Span, language: str) -> str:
    """Return "12 tháng", "1 year"."""
    words = say(UNITS[span[1]], language)
    return f"{span[0]} {words.removesuffix('s') if language == 'en' and span[0] == 1 else words}"


def shorter(one: Span, other: Span) -> bool:
    """Say whether ``one`` is shorter than ``other``; between months and days by the mean length of a month."""
    families = [family_of(unit) for _, unit in (one, other)]
    lengths = [count * FAMILIES[family][unit] for (count, unit), family in zip((one, other), families, strict=True)]
    if families[0] == families[1]:
        return lengths[0] < lengths[1]
    return lengths[0] * _DAYS[families[0]] < lengths[1] * _DAYS[families[1]]


def family_of(unit: str) -> str:
    """Return the family of a unit: ``minutes``, ``days`` or ``months``."""
    return next(name for name, units in FAMILIES.items() if unit in units)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanKey(Key):
    """A length of time: ``6 months``."""

    def read(self, raw: object, place: Place) -> Span:
        """Return number and unit."""
        del place
        match = _WRITTEN.fullmatch(raw.strip()) if isinstance(raw, str) else None
        if match is None:
            raise Wrong(f"'{raw}' is no length of time", "write 6 months, 90 days or 2 years")
        return int(match.group(1)), match.group(2)

    def schema(self) -> Schema:
        """Return the JSON Schema of a length of time."""
        return {"type": "string", "pattern": f"^{_WRITTEN.pattern}$"}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsKey(Key):
    """The units that may be chosen."""

    default: tuple[str, ...] = USUAL

    def read(self, raw: object, place: Place) -> tuple[str, ...]:
        """Return the units, each once."""
        del place
        if not isinstance(raw, (list, tuple)) or not raw or not all(unit in UNITS for unit in raw):
            raise Wrong(f"a list of units is needed, not {said(raw)}", f"some of: {', '.join(UNITS)}")
        return tuple(dict.fromkeys(raw))

    def schema(self) -> Schema:
        """Return the JSON Schema of the list."""
        return {"type": "array", "minItems": 1, "items": {"enum": list(UNITS)}}


def in_both(span: Span) -> Text:
    """Return a length of time in both languages."""
    return {language: in_words(span, language) for language in ("vi", "en")}
