"""The one grammar of durations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.duration import GRAMMAR, as_text, in_words, parse_duration
from workflows.spec import Duration, Unit


@pytest.mark.parametrize(
    ("text", "duration", "vietnamese", "english"),
    [
        ("8 working hours", Duration(8, Unit.WORKING_HOURS), "8 giờ làm việc", "8 working hours"),
        ("1 working day", Duration(1, Unit.WORKING_DAYS), "1 ngày làm việc", "1 working day"),
        (" 15  Working Days ", Duration(15, Unit.WORKING_DAYS), "15 ngày làm việc", "15 working days"),
        ("30 days", Duration(30, Unit.DAYS), "30 ngày", "30 days"),
        ("12 months", Duration(12, Unit.MONTHS), "12 tháng", "12 months"),
        ("3 years", Duration(36, Unit.MONTHS), "36 tháng", "36 months"),
        ("same day", Duration(0, Unit.SAME_DAY), "Trong ngày làm việc", "Same working day"),
        (
            "same day, cut-off 15:00",
            Duration(0, Unit.SAME_DAY, 900),
            "Trong ngày làm việc (nhận sau 15:00 tính từ ngày làm việc tiếp theo)",
            "Same working day (filed after 15:00: counts as the next working day)",
        ),
    ],
)
def test_durations(text: str, duration: Duration, vietnamese: str, english: str) -> None:
    assert parse_duration(text) == duration
    assert in_words(duration) == vietnamese
    assert in_words(duration, "en") == english


@pytest.mark.parametrize(
    "text",
    ["", "5", 5, True, None, ["5 days"], "five days", "5 weeks", "0 days", "-1 days", "1.5 days", "9999 working days",
     "same day cut-off 15:00", "same day, cut-off 25:00", "same day, cut-off 15:60", "same day, cut-off 15",
     "8 working hours, cut-off 15:00", "3 days, cut-off 15:00, late", "1000001 months"],
)  # fmt: skip
def test_what_is_no_duration_is_told_with_the_grammar(text: object) -> None:
    with pytest.raises(ValueError, match="15 working days") as wrong:
        parse_duration(text)
    assert GRAMMAR in str(wrong.value)


@given(st.integers(1, 1000), st.sampled_from([Unit.WORKING_DAYS, Unit.DAYS, Unit.MONTHS]), st.integers(0, 1439))
def test_a_duration_is_read_again_from_its_text(amount: int, unit: Unit, cut_off: int) -> None:
    for duration in (Duration(amount, unit), Duration(amount, unit, cut_off), Duration(0, Unit.SAME_DAY, cut_off)):
        assert parse_duration(as_text(duration)) == duration
