"""The drawing of the country: the archipelagos are on it by name, and a mark lies where the point lies."""

from __future__ import annotations

import base64
import json
import re
from decimal import Decimal

import pytest

from forms.fields import REGISTRY
from forms.fields.coordinates import EAST, NORTH, SOUTH, WEST
from forms.fields.country import dot, size
from portal.config import PROJECT
from tests.forms.samples import field_of

KIND = REGISTRY["map"]
ASSETS = PROJECT / "portal" / "web" / "assets"


def point(lat: float, lon: float) -> tuple[Decimal, Decimal]:
    return Decimal(str(lat)), Decimal(str(lon))


def test_whatever_can_be_answered_lies_on_the_drawing() -> None:
    wide, high = size()
    for lat, lon in ((SOUTH, WEST), (SOUTH, EAST), (NORTH, WEST), (NORTH, EAST)):
        x, y = dot((lat, lon))
        assert 0 < x < wide
        assert 0 < y < high
    (left, low), (right, up) = dot((SOUTH, WEST)), dot((NORTH, EAST))
    assert right > left
    assert low > up


def test_the_drawing_has_the_scale_of_mercator() -> None:
    """At 16° north a degree of latitude is 1 / cos 16° as long as one of longitude, on the drawing."""
    (x, y), (east, _), (_, north) = (dot(point(*at)) for at in ((15.5, 108), (15.5, 109), (16.5, 108)))
    assert (y - north) / (east - x) == pytest.approx(1.0403, abs=0.0005)


def test_hoang_sa_and_truong_sa_are_on_every_map() -> None:
    small = base64.b64decode(KIND.picture(field_of("map"), {"lat": Decimal(21), "lon": Decimal(105)}).partition(",")[2])
    fine = (ASSETS / "country.json").read_text(encoding="utf-8")
    for name in ("Quần đảo Hoàng Sa (Việt Nam)", "Quần đảo Trường Sa (Việt Nam)", "Biển Đông"):
        assert name in small.decode()
        assert name in fine
    isles = {name: (x, y) for name, x, y in json.loads(fine)["isles"]}
    for name, lat, lon in (("Đảo Hoàng Sa", 16.53, 111.61), ("Đảo Trường Sa", 8.645, 111.92)):
        x, y = dot(point(lat, lon))
        assert isles[name] == pytest.approx((50 * x, 50 * y), abs=15)


def test_both_shapes_say_where_they_lie() -> None:
    """The mark of a point lies on it, that of an area in its middle with the outline beside it."""
    lone = {"lat": Decimal("10.776"), "lon": Decimal("106.7")}
    area = KIND.read(field_of("map", shape="area"), "10.7, 106.6\n10.7, 106.8\n10.852, 106.8\n10.852, 106.6")
    for spec, value in ((field_of("map"), lone), (field_of("map", shape="area"), area)):
        svg = base64.b64decode(KIND.picture(spec, value).partition(",")[2]).decode()
        found = re.search(r'<circle cx="([0-9.]+)" cy="([0-9.]+)"', svg)
        assert found is not None
        assert [float(one) for one in found.groups()] == pytest.approx(dot(point(10.776, 106.7)), abs=0.1)
        assert ("<polygon" in svg) == (value is area)


def test_the_map_names_every_unit_of_the_list() -> None:
    units = json.loads((PROJECT / "forms" / "data" / "units.json").read_text(encoding="utf-8"))
    provinces = json.loads((ASSETS / "country.json").read_text(encoding="utf-8"))["names"]
    communes = json.loads((ASSETS / "communes.json").read_text(encoding="utf-8"))
    said = [name.removeprefix("TP. ") for name, _, _ in provinces]
    assert sorted(said) == sorted(name.removeprefix("Tỉnh ").removeprefix("Thành phố ") for name, _ in units.values())
    assert len(communes["names"].split("\n")) == sum(len(one) for _, one in units.values())
    assert len(communes["places"]) == 2 * len(communes["names"].split("\n"))
