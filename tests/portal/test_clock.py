"""The law counts by Vietnam's dates."""

from datetime import UTC, date, datetime

import pytest

from portal import clock


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (datetime(2026, 11, 22, 16, 59, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 17, 0, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_day_changes_at_midnight_in_vietnam(instant: datetime, expected: date) -> None:
    assert clock.local_date(instant) == expected


def test_a_naive_time_is_no_instant() -> None:
    with pytest.raises(ValueError, match="time zone"):
        clock.local(datetime(2026, 11, 22, 8, 0))  # noqa: DTZ001 - the mistake itself


def test_now_is_in_utc() -> None:
    assert clock.now().tzinfo is UTC
