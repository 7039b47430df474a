"""Dates, money, sizes and what is left of a time limit, as a person reads them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web import formats

NOW = datetime(2026, 11, 22, 7, 3, tzinfo=UTC)  # 14:03 in Vietnam


def test_an_instant_is_shown_in_vietnamese_time() -> None:
    late = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
    assert formats.show_instant(late, "vi") == "01:30 ngày 23/11/2026"
    assert formats.show_instant(late, "en") == "01:30 on 23/11/2026"
    assert formats.show_date(late) == "23/11/2026"
    assert formats.show_date(date(2026, 7, 1)) == "01/07/2026"
    assert [formats.show_time(NOW), formats.show_time(None), formats.show_date(None)] == ["14:03", "—", "—"]


@given(st.integers(min_value=0, max_value=10**15))
def test_money_keeps_every_digit(amount: int) -> None:
    vietnamese, english = formats.show_money(amount, "vi"), formats.show_money(amount, "en")
    assert vietnamese.replace(".", "") == f"{amount} đồng"
    assert english.replace(",", "") == f"{amount} VND"


def test_money_is_written_as_people_write_it() -> None:
    assert formats.show_money(1_234_567, "vi") == "1.234.567 đồng"
    assert formats.show_money(0, "vi") == "0 đồng"
    assert formats.show_money(None, "vi") == "—"


@pytest.mark.parametrize(
    ("size", "vietnamese", "english"),
    [
        (1, "1 byte", "1 byte"),
        (640, "640 byte", "640 bytes"),
        (655_360, "640 KB", "640 KB"),
        (1_468_006, "1,4 MB", "1.4 MB"),
        (20 * 1024 * 1024, "20,0 MB", "20.0 MB"),
    ],
)
def test_sizes(size: int, vietnamese: str, english: str) -> None:
    assert (formats.show_size(size, "vi"), formats.show_size(size, "en")) == (vietnamese, english)


@pytest.mark.parametrize(
    ("left", "words", "english", "tone"),
    [
        (timedelta(days=5), "còn 5 ngày", "5 days left", "ok"),
        (timedelta(days=2), "còn 2 ngày", "2 days left", "soon"),
        (timedelta(days=1), "còn 1 ngày", "1 day left", "soon"),
        (timedelta(hours=3), "còn 3 giờ", "3 hours left", "soon"),
        (timedelta(hours=10), "còn 1 ngày", "1 day left", "soon"),
        (timedelta(minutes=5), "còn 5 phút", "5 minutes left", "soon"),
        (timedelta(0), "còn 0 phút", "0 minutes left", "soon"),
        (timedelta(minutes=-5), "quá hạn 1 giờ", "1 hour overdue", "late"),
        (timedelta(hours=-30), "quá hạn 1 ngày", "1 day overdue", "late"),
    ],
)
def test_what_is_left_is_said_with_a_word_and_a_tone(left: timedelta, words: str, english: str, tone: str) -> None:
    assert formats.due(NOW + left, NOW, "vi") == formats.Due(words, tone)
    assert formats.due(NOW + left, NOW, "en") == formats.Due(english, tone)


def test_no_time_limit_is_nothing() -> None:
    assert formats.due(None, NOW, "vi") is None


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("CÔNG CHỨC TƯ PHÁP - HỘ TỊCH", "Công chức tư pháp - hộ tịch"),
        ("TUQ. CHỦ TỊCH, TRƯỞNG PHÒNG KINH TẾ", "TUQ. Chủ tịch, Trưởng phòng kinh tế"),
        ("TUQ. CHỦ TỊCH, Trưởng phòng Kinh tế", "TUQ. Chủ tịch, Trưởng phòng Kinh tế"),
        ("Q. CHỦ TỊCH", "Q. Chủ tịch"),
        ("Chủ tịch Hội Người cao tuổi", "Chủ tịch Hội Người cao tuổi"),
    ],
)
def test_a_title_keeps_the_capitals_with_which_it_was_typed(kept: str, shown: str) -> None:
    assert formats.show_title(kept) == shown
