"""Numbers from patterns with a closed list of placeholders."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.numbering import check_pattern, parse_pattern, render_number

DAY = date(2026, 3, 5)
GOOD = [
    ("{agency}-{date}-{seq:07d}", "H26.01-20260305-0000012"),
    ("{seq:02d}/GPXD-{agency.abbr}", "12/GPXD-UBND"),
    ("{seq}/{year}", "12/2026"),
    ("{seq:4}/TLKS-BS", "0012/TLKS-BS"),
    ("{day}.{month}.{year}-{seq}", "05.03.2026-12"),
    ("{agency.code}/QĐ {seq}", "H26.01/QĐ 12"),
]
BAD = [
    ("", "1 to 100"),
    ("x" * 101, "1 to 100"),
    ("BS", "no running number"),
    ("{sequence}", "did you mean '{seq}'"),
    ("{seq:99d}", "no placeholder"),
    ("{seq:.2f}", "no placeholder"),
    ("{seq!r}", "unknown placeholder"),
    ("{year:04d}-{seq}", "only seq has a width"),
    ("{seq.__class__}", "unknown placeholder"),
    ("{0}", "unknown placeholder"),
    ("{seq}}", "stands alone"),
    ("{{seq}", "stands alone"),
    ("{seq}\n", "may not stand"),
    ("{seq}<b>", "may not stand"),
]


@pytest.mark.parametrize(("pattern", "number"), GOOD)
def test_good_patterns(pattern: str, number: str) -> None:
    assert check_pattern(pattern) is None
    assert render_number(pattern, seq=12, day=DAY, agency_code="H26.01", agency_abbr="UBND") == number


@pytest.mark.parametrize(("pattern", "message"), BAD)
def test_bad_patterns_are_refused_with_a_cure(pattern: str, message: str) -> None:
    said = check_pattern(pattern)
    assert said is not None
    assert message in said
    with pytest.raises(ValueError, match=r".+"):
        render_number(pattern, seq=1, day=DAY, agency_code="H26", agency_abbr="UBND")


def test_numbers_start_at_one() -> None:
    with pytest.raises(ValueError, match="starts at 1"):
        render_number("{seq}", seq=0, day=DAY, agency_code="H26", agency_abbr="UBND")


@given(st.text(alphabet="{}seqyar:0123d.!-/ Đ\n", max_size=30))
def test_a_pattern_is_either_refused_or_gives_different_numbers(pattern: str) -> None:
    if check_pattern(pattern) is not None:
        return
    assert parse_pattern(pattern)
    one, two = (render_number(pattern, seq=n, day=DAY, agency_code="H", agency_abbr="U") for n in (7, 8))
    assert one != two
