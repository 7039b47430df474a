"""A day in three boxes, as a person types it; every error names the box that has to be mended."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date

from forms.cleaning import clean_line
from forms.errors import InvalidAnswer

PARTS = ("day", "month", "year")
EARLIEST, LATEST = 1800, 2200
_PART_WORDS = {"day": ("ngày", "a day"), "month": ("tháng", "a month"), "year": ("năm", "a year")}
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTHS = 12
_YEAR_DIGITS = 4


def read_day(raw: Mapping[str, str]) -> date | None:
    """Return the day of three boxes, ``None`` when all are blank; raise ``InvalidAnswer`` with the box to mend."""
    texts = read_boxes(raw)
    missing = [part for part in PARTS if not texts[part]]
    if len(missing) == len(PARTS):
        return None
    if missing:
        raise parts_missing(missing)
    return real_day(texts)


def read_boxes(raw: Mapping[str, str]) -> dict[str, str]:
    """Return what stands in the boxes of a date, cleaned."""
    return {part: clean_line(raw.get(part, ""), 10) for part in PARTS}


def parts_missing(missing: Sequence[str]) -> InvalidAnswer:
    """Return the error of a date in which these boxes are blank."""
    return InvalidAnswer(
        "date_part",
        part=missing[0],
        parts=", ".join(_PART_WORDS[part][0] for part in missing),
        parts_en=" and ".join(_PART_WORDS[part][1] for part in missing),
    )


def real_day(texts: Mapping[str, str]) -> date:
    """Return the day that stands in three filled boxes."""
    year, month = real_month(texts)
    day, last = _number(texts["day"], "day"), monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise InvalidAnswer("no_such_day", part="day", month=month, year=year, last=last)
    return date(year, month, day)


def real_month(texts: Mapping[str, str]) -> tuple[int, int]:
    """Return the year and the month that stand in their boxes."""
    year, month = real_year(texts), _number(texts["month"], "month")
    if not 1 <= month <= _MONTHS:
        raise InvalidAnswer("no_such_month", part="month")
    return year, month


def real_year(texts: Mapping[str, str]) -> int:
    """Return the year that stands in its box."""
    year = _number(texts["year"], "year")
    if len(texts["year"]) < _YEAR_DIGITS:
        raise InvalidAnswer("short_year", part="year")
    if not EARLIEST <= year <= LATEST:
        raise InvalidAnswer("not_date", part="year")
    return year


def _number(text: str, part: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise InvalidAnswer("not_date", part=part)
    return int(text)


def iso_day(data: object) -> date:
    """Return the day of the ISO form; raise ``InvalidAnswer`` for anything else."""
    if not isinstance(data, str) or not _ISO.fullmatch(data):
        raise InvalidAnswer("wrong_kind")
    try:
        day = date.fromisoformat(data)
    except ValueError:
        raise InvalidAnswer("not_date") from None
    if not EARLIEST <= day.year <= LATEST:
        raise InvalidAnswer("not_date")
    return day
