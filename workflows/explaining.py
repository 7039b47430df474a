"""Why a date was promised: the reasons as data, and as sentences for the applicant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from workflows.duration import as_text, clock_time, in_words
from workflows.spec import Duration, Text


class Kind(StrEnum):
    """What happened to the count."""

    NEXT_DAY = "next_day"
    """Received late or on a day off: counts as received on the next working day."""
    SAME_DAY = "same_day"
    COUNTED = "counted"
    """Whole days, from the day after ``since`` to the end of ``until``."""
    HOURS = "hours"
    """Working hours, by the minute."""
    ROLLED = "rolled"
    """The last day is a day off: the next working day takes its place."""
    PAUSED = "paused"
    STANDS = "stands"
    """The clock stands still now, since ``since``."""
    RUNS = "runs"
    """Something is awaited since ``since``, and the clock runs on."""
    MOVED = "moved"
    """By the time that did not count the promised date moves on."""
    RESTARTED = "restarted"
    EXTENDED = "extended"


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day off with its name."""

    day: date
    name: Text


@dataclass(frozen=True, slots=True)
class Explained:
    """One reason for the promised date, between two local dates."""

    kind: Kind
    since: date
    until: date
    duration: Duration | None = None
    cut_off: int | None = None
    minutes: tuple[int, int] | None = None
    """Of a count in hours: the minutes of the day at which it begins and ends."""
    working_days: int = 0
    days_off: tuple[NamedDay, ...] = ()
    halves: tuple[NamedDay, ...] = ()
    """Days within the count of which only some hours are worked."""
    made_up: tuple[NamedDay, ...] = ()
    """Days within the count that are worked in exchange for others."""
    reason: str = ""
    law: str = ""

    def as_data(self) -> dict[str, Any]:
        """Return plain values that can be stored as JSON."""
        return {
            "kind": self.kind.value,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "duration": as_text(self.duration) if self.duration else None,
            "cut_off": None if self.cut_off is None else clock_time(self.cut_off),
            "hours": [clock_time(minute) for minute in self.minutes or ()],
            "working_days": self.working_days,
            "days_off": _as_data(self.days_off),
            "halves": _as_data(self.halves),
            "made_up": _as_data(self.made_up),
            "reason": self.reason,
            "law": self.law,
        }


def _as_data(days: tuple[NamedDay, ...]) -> list[dict[str, Any]]:
    return [{"day": one.day.isoformat(), "name": dict(one.name)} for one in days]


_SENTENCES: Mapping[str, Mapping[Kind, str]] = {
    "vi": {
        Kind.NEXT_DAY: "Hồ sơ nhận {late}ngày {since} được tính là nhận ngày làm việc tiếp theo, {until}.",
        Kind.SAME_DAY: "Kết quả được trả trong ngày {until}.",
        Kind.COUNTED: "Thời hạn {duration} được tính từ sau ngày {since} đến hết ngày {until}.",
        Kind.HOURS: "Thời hạn {duration} được tính từ {begin} ngày {since} đến {end} ngày {until}.",
        Kind.ROLLED: "Ngày {since} là ngày nghỉ nên hạn chuyển sang ngày làm việc tiếp theo, {until}.",
        Kind.PAUSED: "Thời gian từ ngày {since} đến ngày {until} không tính vào thời hạn giải quyết.",
        Kind.STANDS: "Từ ngày {since} thời hạn giải quyết tạm dừng; khi được tính tiếp sẽ có ngày hẹn trả.",
        Kind.RUNS: "Từ ngày {since} có việc phải chờ nhưng thời hạn giải quyết vẫn tính.",
        Kind.MOVED: "Vì vậy ngày hẹn trả chuyển từ ngày {since} sang ngày {until}.",
        Kind.RESTARTED: "Thời hạn được tính lại từ đầu từ ngày {since}.",
        Kind.EXTENDED: "Ngày hẹn trả được lùi từ {since} đến {until}.",
    },
    "en": {
        Kind.NEXT_DAY: "Received {late}on {since}, it counts as received on the next working day, {until}.",
        Kind.SAME_DAY: "The result is returned on the same day, {until}.",
        Kind.COUNTED: "The time limit of {duration} runs from the day after {since} to the end of {until}.",
        Kind.HOURS: "The time limit of {duration} runs from {begin} on {since} to {end} on {until}.",
        Kind.ROLLED: "{since} is a day off, so the last day moves to the next working day, {until}.",
        Kind.PAUSED: "The time from {since} to {until} does not count towards the time limit.",
        Kind.STANDS: "Since {since} the time limit stands still; when it goes on there is a promised date.",
        Kind.RUNS: "Since {since} something is awaited, and the time limit goes on.",
        Kind.MOVED: "So the promised date moves from {since} to {until}.",
        Kind.RESTARTED: "The time limit starts again from zero on {since}.",
        Kind.EXTENDED: "The promised date is moved from {since} to {until}.",
    },
}
_ONE_DAY: Mapping[str, Mapping[Kind, str]] = {
    "vi": {
        Kind.PAUSED: "Thời gian chờ trong ngày {since} không tính vào thời hạn giải quyết.",
        Kind.MOVED: "Ngày hẹn trả vẫn là ngày {until}.",
    },
    "en": {
        Kind.PAUSED: "The time waited on {since} does not count towards the time limit.",
        Kind.MOVED: "The promised date is still {until}.",
    },
}
"""What is said instead where both days are the same."""
_LATE = {"vi": "sau {} ", "en": "after {} "}
_REST = {
    "vi": "Không tính ngày nghỉ hằng tuần và các ngày nghỉ: {}.",
    "en": "Weekly days of rest and these days off are not counted: {}.",
}
_HALF = {
    "vi": "Ngày chỉ làm việc một buổi vẫn tính là ngày làm việc: {}.",
    "en": "A day of which only a part is worked counts as a working day: {}.",
}
_HALF_HOURS = {
    "vi": "Ngày chỉ làm việc một buổi thì chỉ tính giờ của buổi đó: {}.",
    "en": "Of a day of which only a part is worked the hours of that part are counted: {}.",
}
_MADE_UP = {
    "vi": "Ngày làm bù được tính là ngày làm việc: {}.",
    "en": "A make-up day counts as a working day: {}.",
}
_BECAUSE = {"vi": "Lý do: {}.", "en": "Reason: {}."}
_LAW = {"vi": "Căn cứ: {}.", "en": "Legal basis: {}."}
_REASONS: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "supplement": "chờ người nộp bổ sung hồ sơ",
        "clarification": "chờ người nộp giải trình, làm rõ",
        "fee": "chờ người nộp nộp phí, lệ phí",
        "opinions": "chờ ý kiến của cơ quan, đơn vị được hỏi",
        "child": "chờ hồ sơ ở cơ quan khác",
        "look_up": "chờ cơ sở dữ liệu quốc gia trả lời",
        "ended": "hồ sơ đã kết thúc rồi được mở lại",
    },
    "en": {
        "supplement": "the applicant was asked for a supplement",
        "clarification": "the applicant was asked for a clarification",
        "fee": "a fee is awaited",
        "opinions": "opinions of others are awaited",
        "child": "a dossier at another agency is awaited",
        "look_up": "the answer of a national database is awaited",
        "ended": "the dossier had ended and was opened again",
    },
}
"""What the ledger names by one word; every other reason is said as it was written."""


def in_sentences(entry: Explained, language: str = "vi") -> str:
    """Return one reason as one or more sentences, dates as ``dd/mm/yyyy``."""
    told = _SENTENCES[language][entry.kind]
    if entry.since == entry.until:
        told = _ONE_DAY[language].get(entry.kind, told)
    sentences = [told.format_map(_named(entry, language))]
    half = _HALF_HOURS if entry.kind is Kind.HOURS else _HALF
    for days, words in ((entry.days_off, _REST), (entry.halves, half), (entry.made_up, _MADE_UP)):
        if days:
            sentences.append(words[language].format("; ".join(_spans(days, language))))
    if entry.reason:
        reason = _REASONS[language].get(entry.reason, entry.reason)
        sentences.append(_BECAUSE[language].format(reason.rstrip(".")))
    if entry.law:
        sentences.append(_LAW[language].format(entry.law.rstrip(".")))
    return " ".join(sentences)


_CHANGED = {
    "vi": "Sau khi hẹn, lịch làm việc của cơ quan thay đổi: {}. Ngày hẹn trả đã báo vẫn giữ nguyên.",
    "en": "The working calendar of the agency was changed since: {}. The promised date stays as it was given.",
}


def changed(days: Iterable[NamedDay], language: str = "vi") -> str:
    """Return the sentence that tells of days that were changed after the date was promised."""
    return _CHANGED[language].format("; ".join(f"{one.name['vi']} ({_shown(one.day)})" for one in days))


_PROVISIONAL = {
    "vi": "Lịch nghỉ năm {} chưa được công bố chính thức, nên ngày này được tính theo lịch dự kiến.",
    "en": "The days off of {} are not decreed yet, so this date is counted by those that are expected.",
}


def provisional(years: Iterable[int], language: str = "vi") -> str:
    """Return the sentence that tells of years whose days off are not decreed yet."""
    return _PROVISIONAL[language].format(", ".join(map(str, sorted(years))))


def _named(entry: Explained, language: str) -> dict[str, str]:
    """Return what the sentences mention, in words; the cut-off has a sentence of its own."""
    duration = replace(entry.duration, cut_off=None) if entry.duration else None
    begin, end = entry.minutes or (0, 0)
    return {
        "since": _shown(entry.since),
        "until": _shown(entry.until),
        "late": "" if entry.cut_off is None else _LATE[language].format(clock_time(entry.cut_off)),
        "duration": in_words(duration, language) if duration else "",
        "begin": clock_time(begin),
        "end": clock_time(end),
    }


def _spans(days: tuple[NamedDay, ...], language: str) -> list[str]:
    """Join neighbouring days of one name: ``Tết Nguyên đán (16/02/2026 - 20/02/2026)``."""
    runs: list[list[NamedDay]] = [[days[0]]]
    for before, here in pairwise(days):
        together = here.name == before.name and here.day - before.day == timedelta(days=1)
        if together:
            runs[-1].append(here)
        else:
            runs.append([here])
    return [_span(run, language) for run in runs]


def _span(run: list[NamedDay], language: str) -> str:
    name = run[0].name.get(language) or run[0].name["vi"]
    first, last = _shown(run[0].day), _shown(run[-1].day)
    return f"{name} ({first})" if len(run) == 1 else f"{name} ({first} - {last})"


def _shown(day: date) -> str:
    return day.strftime("%d/%m/%Y")
