"""Lines of the map: fewer points within the bound, nothing outside the frame, short paths."""

import math

import pytest

from tools.map_lines import Sheet, clipped, encloses, path, simplified

SHEET = Sheet(100.0, 5.0, 120.0, 25.0, scale=10)
SQUARE = [(90.0, 10.0), (110.0, 10.0), (110.0, 30.0), (90.0, 30.0), (90.0, 10.0)]


def test_a_simplified_line_keeps_its_ends_and_its_corners() -> None:
    line = [(x / 10, 0.01 * math.sin(x)) for x in range(50)] + [(5.0, 3.0)]
    found = simplified(line, 0.05)
    assert found[0] == line[0]
    assert found[-1] == line[-1]
    assert 3 <= len(found) <= 5
    assert len(simplified(line, 0.0001)) > 40


def test_what_lies_outside_the_frame_is_cut_away() -> None:
    ring = clipped(SQUARE, SHEET)
    assert {x for x, _ in ring} == {100.0, 110.0}
    assert {y for _, y in ring} == {10.0, 25.0}
    assert clipped([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)], SHEET) == []


def test_a_place_is_inside_a_ring_or_not() -> None:
    assert encloses(SQUARE, (100.0, 20.0))
    assert not encloses(SQUARE, (111.0, 20.0))
    assert not encloses(SQUARE, (100.0, 31.0))


def test_a_path_starts_on_the_sheet_and_goes_on_in_steps() -> None:
    assert SHEET.dot((100.0, 25.0)) == (0.0, 0.0)
    assert SHEET.size == pytest.approx((200.0, 208.0), abs=0.5)
    said = path([[(101.0, 25.0), (102.0, 25.0), (102.0, 25.001), (101.0, 25.0)]], SHEET, closed=False)
    assert said == "M10 0l10 0-10 0"
