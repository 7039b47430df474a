from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.papers import words

READ_ALOUD = [
    (0, "không"),
    (4, "bốn"),
    (10, "mười"),
    (14, "mười bốn"),
    (15, "mười lăm"),
    (21, "hai mươi mốt"),
    (24, "hai mươi tư"),
    (55, "năm mươi lăm"),
    (105, "một trăm linh năm"),
    (110, "một trăm mười"),
    (1001, "một nghìn không trăm linh một"),
    (8000, "tám nghìn"),
    (1_050_000, "một triệu không trăm năm mươi nghìn"),
    (1_000_005, "một triệu không trăm linh năm"),
    (10**9, "một tỷ"),
    (1_234_567_891, "một tỷ hai trăm ba mươi tư triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi mốt"),
]


@pytest.mark.parametrize(("number", "said"), READ_ALOUD)
def test_a_number_is_read_aloud(number: int, said: str) -> None:
    assert words.number_in_words(number) == said
    assert words.amount_in_words(number) == f"{said} đồng"


@given(st.integers(min_value=0, max_value=10**15), st.integers(min_value=0, max_value=10**15))
def test_two_numbers_never_sound_alike(one: int, other: int) -> None:
    assert (words.number_in_words(one) == words.number_in_words(other)) == (one == other)


def test_a_negative_number_is_refused() -> None:
    with pytest.raises(ValueError, match="from zero on"):
        words.number_in_words(-1)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 11, 22), "ngày 22 tháng 11 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (datetime(2026, 11, 21, 17, 30, tzinfo=UTC), "ngày 22 tháng 11 năm 2026"),
    ],
)
def test_dates_follow_the_decree_and_the_clock_of_vietnam(value: date, shown: str) -> None:
    assert words.date_vi(value) == shown


def test_times_and_money() -> None:
    assert words.time_vi(datetime(2026, 11, 22, 7, 5, tzinfo=UTC)) == "14 giờ 05 phút, ngày 22 tháng 11 năm 2026"
    assert words.money(1_234_567) == "1.234.567 đồng"
    assert words.capital("tám nghìn đồng") == "Tám nghìn đồng"


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Sở Xây dựng", ["Sở Xây dựng"]),
        ("Ủy ban nhân dân thành phố Hà Nội", ["Ủy ban nhân dân", "thành phố Hà Nội"]),
        ("Trung tâm Phục vụ hành chính công", ["Trung tâm Phục vụ", "hành chính công"]),
        ("Công chức tiếp nhận và trả kết quả", ["Công chức tiếp nhận", "và trả kết quả"]),
        ("phường Phan Rang - Tháp Chàm", ["phường Phan Rang -", "Tháp Chàm"]),
        ("Hệ thống giải\N{NO-BREAK SPACE}quyết thủ tục", ["Hệ thống", "giải\N{NO-BREAK SPACE}quyết thủ tục"]),
    ],
)
def test_long_names_break_evenly(name: str, lines: list[str]) -> None:
    assert words.even_lines(name, 26) == lines


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("Thiếu chữ ký", "Thiếu chữ ký."), ("Đã đủ. ", "Đã đủ."), ("Vì sao?", "Vì sao?"), ("gồm:", "gồm:"), (" ", "")],
)
def test_a_reason_ends_as_a_sentence(typed: str, sentence: str) -> None:
    assert words.full_stop(typed) == sentence


@pytest.mark.parametrize(
    ("agency", "place"),
    [
        ("Ủy ban nhân dân thành phố Hà Nội", "thành phố Hà Nội"),
        ("UỶ BAN NHÂN DÂN tỉnh Khánh Hòa", "tỉnh Khánh Hòa"),
        ("Sở Tư pháp", "Sở Tư pháp"),
        ("Ủy ban nhân dân", "Ủy ban nhân dân"),
    ],
)
def test_a_peoples_committee_rules_a_territory(agency: str, place: str) -> None:
    assert words.territory(agency) == place


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("PHÓ CHỦ TỊCH", "KT. CHỦ TỊCH"),
        ("Phó Chủ tịch, Chủ tịch Hội đồng", "KT. CHỦ TỊCH"),
        ("Phó Giám đốc", "KT. GIÁM ĐỐC"),
        ("Chủ tịch", None),
        ("Phóng viên", None),
    ],
)
def test_a_deputy_signs_in_place_of_the_head(title: str, line: str | None) -> None:
    assert words.in_place_of(title) == line
