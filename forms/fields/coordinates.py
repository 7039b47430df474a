"""Places on the ground (WGS-84): read as people write them, measured, and drawn small."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from itertools import combinations, pairwise

from forms.errors import InvalidAnswer

Point = tuple[Decimal, Decimal]
"""Latitude and longitude."""

PLACES = Decimal(1).scaleb(-6)
"""A tenth of a metre: nobody measures nearer with a phone."""
SOUTH, NORTH, WEST, EAST = Decimal(6), Decimal(24), Decimal(101), Decimal(118)
"""Around the whole country, with its islands."""
_RADIUS = 6_371_008.8
_PICTURE = 300
_SHOWN = 40
_DOTTED = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,12})?)\s*[,;\s]\s*([0-9]{1,3}(?:\.[0-9]{1,12})?)", re.ASCII)
_COMMAS = re.compile(r"([0-9]{1,3}(?:,[0-9]{1,12})?)\s*[;\s]\s*([0-9]{1,3}(?:,[0-9]{1,12})?)", re.ASCII)
_ANGLE = "([0-9]{1,3})\N{DEGREE SIGN}\\s*([0-9]{1,2})['\N{PRIME}\N{RIGHT SINGLE QUOTATION MARK}]\\s*"
_SECONDS = "([0-9]{1,2}(?:[.,][0-9]{1,6})?)(?:''|[\"\N{DOUBLE PRIME}\N{RIGHT DOUBLE QUOTATION MARK}])\\s*[NEBĐ]?"
_ANGLES = re.compile(rf"{_ANGLE}{_SECONDS}\s*[,;\s]?\s*{_ANGLE}{_SECONDS}", re.ASCII)


def read_point(text: str) -> Point:
    """Return the point that a line means; raise ``InvalidAnswer`` when it means none in the country."""
    first, second = _numbers(text)
    lat, lon = (second, first) if first > second else (first, second)
    if not (SOUTH <= lat <= NORTH and WEST <= lon <= EAST):
        raise InvalidAnswer("outside_country", text=text[:_SHOWN])
    return lat.quantize(PLACES), lon.quantize(PLACES)


def _numbers(text: str) -> tuple[Decimal, Decimal]:
    match = _DOTTED.fullmatch(text) or _COMMAS.fullmatch(text)
    if match is not None:
        return Decimal(match[1].replace(",", ".")), Decimal(match[2].replace(",", "."))
    angles = _ANGLES.fullmatch(text)
    if angles is None:
        raise InvalidAnswer("not_point", text=text[:_SHOWN])
    parts = [Decimal(part.replace(",", ".")) for part in angles.groups()]
    return _degrees(*parts[:3]), _degrees(*parts[3:])


def _degrees(degrees: Decimal, minutes: Decimal, seconds: Decimal) -> Decimal:
    return degrees + minutes / 60 + seconds / 3600


def written(point: Point) -> str:
    """Return a point as it is typed: 21.028511, 105.804817."""
    return f"{point[0]:f}, {point[1]:f}"


def crosses_itself(points: list[Point]) -> bool:
    """Say whether two sides of the closed line cross."""
    sides = list(pairwise([*points, points[0]]))
    return any(
        _cross(*one, *other)
        for (at, one), (there, other) in combinations(enumerate(sides), 2)
        if there - at not in (1, len(sides) - 1)
    )


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    return _side(a, b, c) * _side(a, b, d) <= 0 and _side(c, d, a) * _side(c, d, b) <= 0


def _side(a: Point, b: Point, c: Point) -> int:
    turn = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (turn > 0) - (turn < 0)


def square_metres(points: list[Point]) -> Decimal:
    """Return the area inside the closed line, to the square metre: good enough for a parcel, no survey."""
    flat = _flat(points)
    twice = sum(x * v - u * y for (x, y), (u, v) in pairwise([*flat, flat[0]]))
    return Decimal(round(abs(twice) / 2))


def _flat(points: list[Point]) -> list[tuple[float, float]]:
    """Return the points in metres from the first one."""
    south, west = points[0]
    wide = math.cos(math.radians(float(south)))
    return [
        (math.radians(float(lon - west)) * _RADIUS * wide, math.radians(float(lat - south)) * _RADIUS)
        for lat, lon in points
    ]


def outline(points: list[Point]) -> str:
    """Return the closed line as the points of an SVG polygon within 300 by 300, north above."""
    flat = _flat(points)
    left, low = min(x for x, _ in flat), min(y for _, y in flat)
    most = max(max(x for x, _ in flat) - left, max(y for _, y in flat) - low) or 1
    scale = (_PICTURE - 20) / most
    return " ".join(f"{10 + (x - left) * scale:.0f},{_PICTURE - 10 - (y - low) * scale:.0f}" for x, y in flat)
