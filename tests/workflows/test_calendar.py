"""Promised dates: a table around Tết 2026, and what must hold for every instant."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.calendar import LOCAL, DayOff, MakeUpDay, WorkingCalendar
from workflows.days import FIRST_DAY, LAST_DAY
from workflows.duration import parse_duration
from workflows.explaining import Kind, in_sentences
from workflows.spec import Duration, Unit

MORNING = ((450, 690),)
TET = {"vi": "Tết Nguyên đán", "en": "Lunar New Year"}
CALENDAR = WorkingCalendar(
    version="VN-2026.1",
    days_off={date(2026, 2, day): DayOff(TET) for day in range(16, 21)}
    | {
        date(2026, 2, 12): DayOff({"vi": "Nghỉ chiều", "en": "Afternoon off"}, kept=MORNING),
        date(2026, 4, 27): DayOff({"vi": "Nghỉ bù Giỗ Tổ", "en": "Compensation"}),
    },
    working_days={date(2026, 2, 28): MakeUpDay({"vi": "Làm bù", "en": "Make-up day"})},
    provisional_years=frozenset({2027}),
)


def at(text: str) -> datetime:
    """Return the instant of a local time such as ``2026-02-12 15:01``."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


PROMISED = [
    # A Friday before an ordinary weekend.
    ("same day, cut-off 15:00", "2026-03-06 09:00", "2026-03-06 17:00"),
    ("same day, cut-off 15:00", "2026-03-06 15:00", "2026-03-06 17:00"),
    ("same day, cut-off 15:00", "2026-03-06 15:00:01", "2026-03-09 17:00"),
    ("same day, cut-off 15:00", "2026-03-07 08:00", "2026-03-09 17:00"),
    ("same day", "2026-03-06 17:00", "2026-03-06 17:00"),
    ("same day", "2026-03-06 17:01", "2026-03-09 17:00"),
    # Half a day: what comes in after noon cannot be done before noon.
    ("same day, cut-off 15:00", "2026-02-12 11:30", "2026-02-12 11:30"),
    ("same day, cut-off 15:00", "2026-02-12 11:31", "2026-02-13 17:00"),
    # Across Tết; the day of reception does not count.
    ("1 working day", "2026-02-13 16:00", "2026-02-23 17:00"),
    ("1 working day, cut-off 15:00", "2026-02-13 16:00", "2026-02-24 17:00"),
    ("1 working day", "2026-02-18 10:00", "2026-02-23 17:00"),
    ("1 working day, cut-off 15:00", "2026-02-18 10:00", "2026-02-24 17:00"),
    ("2 working days", "2026-02-11 10:00", "2026-02-13 17:00"),
    ("1 working day", "2026-02-11 10:00", "2026-02-12 11:30"),
    # The make-up Saturday counts.
    ("5 working days", "2026-02-23 10:00", "2026-02-28 17:00"),
    ("6 working days", "2026-02-23 10:00", "2026-03-02 17:00"),
    # Hours: nights, noon and days off stand still.
    ("8 working hours", "2026-03-05 16:00", "2026-03-06 16:30"),
    ("1 working hour", "2026-03-05 11:00", "2026-03-05 14:00"),
    ("1 working hour", "2026-03-05 12:00", "2026-03-05 14:30"),
    ("4 working hours", "2026-03-05 07:30", "2026-03-05 11:30"),
    ("8 working hours", "2026-02-13 10:00", "2026-02-23 10:30"),
    ("8 working hours", "2026-02-15 23:59:59", "2026-02-24 08:00"),
    # Days and months: a last day that is a day off moves on.
    ("30 days", "2026-01-17 09:00", "2026-02-23 17:00"),
    ("30 days", "2026-03-01 09:00", "2026-03-31 17:00"),
    ("1 month", "2026-01-31 09:00", "2026-02-28 17:00"),
    ("2 months", "2026-02-26 09:00", "2026-04-28 17:00"),
    ("1 year", "2024-02-29 09:00", "2025-02-28 17:00"),
]


@pytest.mark.parametrize(("limit", "received", "due"), PROMISED)
def test_promised_dates(limit: str, received: str, due: str) -> None:
    promise = CALENDAR.promise(at(received), parse_duration(limit))
    assert promise.at.astimezone(LOCAL) == at(due)
    assert promise.at.tzinfo is UTC
    assert promise.local_date == at(due).date()


def test_the_day_of_tet_is_a_local_day() -> None:
    late_utc = datetime(2026, 3, 5, 17, 30, tzinfo=UTC)
    assert CALENDAR.start_of_count(late_utc) == date(2026, 3, 6)


def test_the_reasons_name_the_cut_off_and_the_days_off() -> None:
    promise = CALENDAR.promise(at("2026-02-13 16:00"), parse_duration("1 working day, cut-off 15:00"))
    assert [entry.kind for entry in promise.entries] == [Kind.NEXT_DAY, Kind.COUNTED]
    assert [off.day.day for off in promise.entries[0].days_off] == [16, 17, 18, 19, 20]
    assert in_sentences(promise.entries[0]) == (
        "Hồ sơ nhận sau 15:00 ngày 13/02/2026 được tính là nhận ngày làm việc tiếp theo, 23/02/2026. "
        "Không tính ngày nghỉ hằng tuần và các ngày nghỉ: Tết Nguyên đán (16/02/2026 - 20/02/2026)."
    )
    assert "on 13/02/2026" in in_sentences(promise.entries[0], "en")
    assert promise.entries[0].as_data()["days_off"][0] == {"day": "2026-02-16", "name": TET}


def test_a_promise_into_a_year_without_a_decree_is_provisional() -> None:
    limit = parse_duration("10 working days")
    assert CALENDAR.promise(at("2026-12-25 09:00"), limit).provisional
    assert not CALENDAR.promise(at("2026-12-01 09:00"), limit).provisional


@pytest.mark.parametrize("received", [datetime(2026, 1, 1), at("2000-06-01 00:00"), at("2100-01-01 00:00")])  # noqa: DTZ001
def test_instants_that_the_calendar_cannot_place_are_refused(received: datetime) -> None:
    with pytest.raises(ValueError, match=r"time zone|received after"):
        CALENDAR.promise(received, parse_duration("1 working day"))


def test_a_limit_that_runs_off_the_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="no such working day"):
        CALENDAR.promise(at("2099-12-30 09:00"), parse_duration("999 working days"))


instants = st.datetimes(datetime(2025, 12, 1), datetime(2026, 12, 1), timezones=st.just(LOCAL))  # noqa: DTZ001
days = st.dates(date(2025, 12, 1), date(2026, 12, 31))
cut_offs = st.none() | st.integers(0, 24 * 60 - 1)
durations = st.one_of(
    st.builds(Duration, st.just(0), st.just(Unit.SAME_DAY), cut_offs),
    st.builds(Duration, st.integers(1, 60), st.just(Unit.WORKING_DAYS), cut_offs),
    st.builds(Duration, st.integers(1, 90), st.just(Unit.DAYS), cut_offs),
    st.builds(Duration, st.integers(1, 6), st.just(Unit.MONTHS), cut_offs),
    st.builds(Duration, st.integers(1, 200), st.just(Unit.WORKING_HOURS)),
)


@given(instants, instants, durations)
@settings(max_examples=400)
def test_a_later_filing_is_never_promised_an_earlier_date(one: datetime, other: datetime, limit: Duration) -> None:
    first, second = sorted((one, other))
    assert CALENDAR.promise(first, limit).at <= CALENDAR.promise(second, limit).at


@given(instants, durations)
@settings(max_examples=400)
def test_a_promise_lies_in_working_time_after_reception(received: datetime, limit: Duration) -> None:
    promise = CALENDAR.promise(received, limit)
    assert promise.at >= received
    hours = CALENDAR.hours_on(promise.local_date)
    local = promise.at.astimezone(LOCAL)
    minute = local.hour * 60 + local.minute
    assert any(start < minute <= end for start, end in hours)
    assert promise.entries
    assert promise.entries[-1].until == promise.local_date


@given(instants, st.integers(1, 5_000), st.integers(1, 5_000))
def test_working_minutes_add_up(instant: datetime, some: int, more: int) -> None:
    once = CALENDAR.add_working_minutes(instant, some + more)
    assert CALENDAR.add_working_minutes(CALENDAR.add_working_minutes(instant, some), more) == once
    assert CALENDAR.working_minutes_between(instant, once) == some + more


@given(days, st.integers(1, 250))
def test_counting_working_days_by_walking_gives_the_same(day: date, n: int) -> None:
    walked, left = day, n
    while left:
        walked += timedelta(days=1)
        left -= CALENDAR.is_working_day(walked)
    assert CALENDAR.add_working_days(day, n) == walked
    assert CALENDAR.working_days_between(day, walked) == n
    assert CALENDAR.add_working_days(walked, -n) <= CALENDAR.next_working_day(day)


def test_the_last_working_day_before_a_date() -> None:
    assert CALENDAR.add_working_days(date(2026, 2, 23), -1) == date(2026, 2, 13)
    assert CALENDAR.add_working_days(date(2026, 2, 21), -1) == date(2026, 2, 13)
    assert CALENDAR.add_working_days(date(2026, 2, 21), 0) == date(2026, 2, 23)


def test_the_calendar_reaches_a_century() -> None:
    assert LAST_DAY.year - FIRST_DAY.year == 100


@pytest.mark.parametrize("limit", ["3 working days", "same day, cut-off 15:00", "8 working hours", "30 days"])
def test_a_hundred_thousand_promises_across_tet_take_less_than_a_second(limit: str) -> None:
    duration = parse_duration(limit)
    CALENDAR.promise(at("2026-01-01 00:00"), duration)
    first = at("2026-01-20 00:00")
    received = [first + timedelta(seconds=37 * number) for number in range(100_000)]
    began = time.process_time()
    for instant in received:
        CALENDAR.promise(instant, duration)
    assert time.process_time() - began < 2, "twice the promise leaves room for a slow machine"
