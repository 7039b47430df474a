"""Areas on the ground: read line by line, closed, measured, and refused where they are none."""

from __future__ import annotations

import base64
from decimal import Decimal
from typing import Any

import pytest

from forms.errors import InvalidAnswer
from forms.fields import REGISTRY
from forms.visibility import visible_fields
from tests.forms.samples import SITUATION, field_of, form_of, raw_field

KIND = REGISTRY["map"]
AREA = field_of("map", shape="area")
SQUARE = "21.000000, 105.000000\n21.000000, 105.001000\n21.001000, 105.001000\n21.001000, 105.000000"


def test_an_area_goes_there_and_back_with_its_size() -> None:
    value = KIND.read(AREA, SQUARE)
    stored = KIND.store(AREA, value)
    assert stored["points"][1] == ["21.000000", "105.001000"]
    assert KIND.load(AREA, stored) == value
    assert KIND.read(AREA, KIND.typed(AREA, value)) == value
    assert KIND.read(AREA, f"{SQUARE}\n21.0, 105.0\n\n") == value
    # 0.001° is 111.2 m to the north and 103.8 m to the east here.
    assert abs(value["square_metres"] - Decimal(11_544)) < 30
    assert KIND.show(AREA, value, "en").startswith("4 corners, about 11,54")
    assert b"<polygon" in base64.b64decode(KIND.picture(AREA, value).partition(",")[2])


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("21, 105\n21.1, 105.1", "too_few_corners"),
        ("21, 105\n21, 105\n21, 105\n21, 105", "too_few_corners"),
        ("21, 105\n21.1, 105.1\n21.1, 105\n21, 105.1", "crossing_sides"),
        ("21, 105\n21, 105.2\n21, 105.1\n21.1, 105.1", "crossing_sides"),
        ("21, 105\nở kia\n21, 105.1", "not_point"),
        ("\n".join(f"21.{at:06d}, 105.{at * at % 1_000_000:06d}" for at in range(201)), "too_many_corners"),
    ],
)
def test_what_is_no_area_is_refused(raw: str, key: str) -> None:
    with pytest.raises(InvalidAnswer) as refused:
        KIND.read(AREA, raw)
    assert refused.value.message == key


@pytest.mark.parametrize("data", [{"points": [["21", 105]]}, {"points": "21, 105"}, {"lat": "21"}, [["21", "105"]]])
def test_only_what_was_stored_is_loaded(data: Any) -> None:
    for spec in (AREA, field_of("map")):
        with pytest.raises(InvalidAnswer):
            KIND.load(spec, data)


def test_conditions_read_the_size() -> None:
    form = form_of(
        raw_field("map", shape="area"),
        {"name": "lon", "type": "text", "label": "Vì sao?", "when": "o_thu.square_metres > 10000.0"},
    )
    assert "lon" in visible_fields(form, {"o_thu": KIND.read(AREA, SQUARE)}, SITUATION).fields
