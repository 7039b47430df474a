"""The one grammar of durations in packs, and a duration in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time

from workflows.spec import Duration, Unit

GRAMMAR = (
    "write '8 working hours', '15 working days', '30 days', '12 months', '5 years' or 'same day', "
    "with ', cut-off 15:00' behind it where later filings count as the next working day"
)

_LONGEST = {Unit.WORKING_HOURS: 2_000, Unit.WORKING_DAYS: 1_000, Unit.DAYS: 3_660, Unit.MONTHS: 1_200}
_MONTHS_PER_YEAR = 12
_COUNTED = re.compile(r"(?P<amount>\d{1,6}) (?P<unit>working hour|working day|day|month|year)s?")
_CUT_OFF = re.compile(r"cut-off (?P<hour>\d{1,2}):(?P<minute>\d{2})")


def parse_duration(text: object) -> Duration:
    """Read a duration of a pack; raise ``ValueError`` that says what is wrong and the grammar."""
    if not isinstance(text, str):
        numeric = isinstance(text, int) and not isinstance(text, bool)
        why = f"a number has no unit; did you mean '{text} working days'?" if numeric else "a duration is a text"
        raise ValueError(_complaint(text, why))  # noqa: TRY004 - one exception class for every bad duration
    body, *rest = [part.strip() for part in " ".join(text.lower().split()).split(",")]
    if len(rest) > 1:
        raise ValueError(_complaint(text, "one comma at most"))
    cut_off = _cut_off(text, rest[0]) if rest else None
    if body == Unit.SAME_DAY:
        return Duration(0, Unit.SAME_DAY, cut_off)
    return _counted(text, body, cut_off)


def _counted(text: str, body: str, cut_off: int | None) -> Duration:
    match = _COUNTED.fullmatch(body)
    if match is None:
        raise ValueError(_complaint(text, "this is no duration"))
    amount, unit = int(match["amount"]), match["unit"] + "s"
    if unit == "years":
        amount, unit = amount * _MONTHS_PER_YEAR, Unit.MONTHS
    duration = Duration(amount, Unit(unit), cut_off)
    longest = _LONGEST[duration.unit]
    if not 1 <= amount <= longest:
        raise ValueError(_complaint(text, f"between 1 and {longest} {duration.unit} are possible"))
    if cut_off is not None and duration.unit is Unit.WORKING_HOURS:
        raise ValueError(_complaint(text, "working hours run by the minute and have no cut-off"))
    return duration


def _cut_off(text: str, part: str) -> int:
    match = _CUT_OFF.fullmatch(part)
    if match is None:
        raise ValueError(_complaint(text, "behind the comma stands 'cut-off' and an hour"))
    try:
        moment = time.fromisoformat(f"{int(match['hour']):02d}:{match['minute']}")
    except ValueError:
        raise ValueError(_complaint(text, "there is no such hour")) from None
    return moment.hour * 60 + moment.minute


def _complaint(text: object, why: str) -> str:
    return f"'{text}': {why}; {GRAMMAR}"


def clock_time(minutes: int) -> str:
    """Return minutes after midnight as ``15:00``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


_VI = {
    Unit.WORKING_HOURS: "{} giờ làm việc",
    Unit.WORKING_DAYS: "{} ngày làm việc",
    Unit.DAYS: "{} ngày",
    Unit.MONTHS: "{} tháng",
    Unit.SAME_DAY: "Trong ngày làm việc",
}


def _english(duration: Duration) -> str:
    if duration.unit is Unit.SAME_DAY:
        return "Same working day"
    unit = duration.unit.value
    return f"{duration.amount} {unit[:-1] if duration.amount == 1 else unit}"


def _vietnamese(duration: Duration) -> str:
    return _VI[duration.unit].format(duration.amount)


_SAY: dict[str, tuple[Callable[[Duration], str], str]] = {
    "vi": (_vietnamese, "nhận sau {} tính từ ngày làm việc tiếp theo"),
    "en": (_english, "filed after {}: counts as the next working day"),
}


def in_words(duration: Duration, language: str = "vi") -> str:
    """Return a duration as a person reads it: ``3 ngày làm việc``."""
    say, behind = _SAY[language]
    if duration.cut_off is None:
        return say(duration)
    return f"{say(duration)} ({behind.format(clock_time(duration.cut_off))})"


def as_text(duration: Duration) -> str:
    """Return a duration in the grammar of packs, so that it can be stored and read again."""
    body = duration.unit.value if duration.unit is Unit.SAME_DAY else f"{duration.amount} {duration.unit.value}"
    return body if duration.cut_off is None else f"{body}, cut-off {clock_time(duration.cut_off)}"
