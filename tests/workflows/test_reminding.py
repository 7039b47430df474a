"""When notices climb, and to which day a promised date may be moved: by the working days of the agency."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.test_calendar import CALENDAR, at
from workflows.calendar import LOCAL
from workflows.extending import Fault, fault_of_day, fault_of_time, suggested
from workflows.reminding import Level, horizon, reached

PROMISED = date(2026, 3, 6)
DUE = at("2026-03-06 17:00")

SOON, TODAY, OVERDUE, HEAD, LEADER = Level


@pytest.mark.parametrize(
    ("now", "levels"),
    [
        ("2026-03-04 23:59", ()),
        ("2026-03-05 00:00", (SOON,)),
        ("2026-03-06 00:00", (TODAY,)),
        ("2026-03-06 17:00", (TODAY,)),
        ("2026-03-06 17:01", (OVERDUE,)),
        # A weekend is no delay of anybody's.
        ("2026-03-08 12:00", (OVERDUE,)),
        ("2026-03-09 07:00", (OVERDUE, HEAD)),
        ("2026-03-10 23:00", (OVERDUE, HEAD)),
        ("2026-03-11 07:00", (OVERDUE, HEAD, LEADER)),
        ("2027-03-11 07:00", (OVERDUE, HEAD, LEADER)),
    ],
)
def test_levels(now: str, levels: tuple[Level, ...]) -> None:
    assert reached(PROMISED, DUE, at(now), CALENDAR) == levels


def test_nothing_climbs_over_tet() -> None:
    promised, due = date(2026, 2, 13), at("2026-02-13 17:00")
    assert reached(promised, due, at("2026-02-22 12:00"), CALENDAR) == (OVERDUE,)
    assert reached(promised, due, at("2026-02-23 07:00"), CALENDAR) == (OVERDUE, HEAD)


days = st.dates(date(2026, 1, 5), date(2026, 6, 1)).filter(CALENDAR.is_working_day)
instants = st.datetimes(datetime(2026, 1, 5), datetime(2026, 6, 1), timezones=st.just(LOCAL))  # noqa: DTZ001
waits = st.timedeltas(timedelta(0), timedelta(days=20))


@given(days, instants, waits)
def test_time_only_makes_a_promise_more_urgent_and_no_horizon_hides_it(
    promised: date, now: datetime, wait: timedelta
) -> None:
    due = CALENDAR.end_of(promised)
    before, after = (reached(promised, due, one, CALENDAR) for one in (now, now + wait))
    ranks = list(Level)
    assert [ranks.index(level) for level in before[-1:]] <= [ranks.index(level) for level in after[-1:]]
    if before:
        assert due <= horizon(now, CALENDAR)


@given(days, instants)
def test_what_is_suggested_is_always_allowed(promised: date, now: datetime) -> None:
    day = suggested(promised, now, CALENDAR)
    assert fault_of_day(day, promised, now, CALENDAR) is None
    late = now > CALENDAR.end_of(promised)
    # Today and the promised day itself are both worked, or there is a working day between.
    in_time = CALENDAR.working_days_between(now.date() - timedelta(days=1), promised) > 1
    assert (fault_of_time(promised, CALENDAR.end_of(promised), now, CALENDAR) is Fault.TOO_LATE) is not (
        late or in_time
    )
