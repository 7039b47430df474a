"""The country drawn small, and where in it a place lies: for those who read an answer, made by tools/make_map.py."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from forms.fields.coordinates import Point

HALO = 8
_NAMES = 'fill="#1a1a1a" stroke="none" font-size="13" font-family="sans-serif" text-anchor="middle"'


def located(points: list[Point]) -> str:
    """Return the country as elements of SVG, with a mark where the points lie, in the middle of them."""
    dots = [dot(point) for point in points]
    x, y = (round((min(side) + max(side)) / 2, 1) for side in zip(*dots, strict=True))
    ring = f'<circle cx="{x}" cy="{y}" r="{HALO}" fill="none" stroke="#b3261e" stroke-width="3"/>'
    return f'{_ground()}{ring}<circle cx="{x}" cy="{y}" r="2" fill="#b3261e" stroke="none"/>'


def dot(point: Point) -> tuple[float, float]:
    """Return where a point lies on the drawing, by Mercator's projection."""
    drawn = _country()
    scale = drawn["scale"]
    down = _upward(drawn["north"]) - _upward(float(point[0]))
    return (float(point[1]) - drawn["west"]) * scale, down * scale


def size() -> tuple[int, int]:
    """Return width and height of the drawing."""
    wide, high = _country()["size"]
    return wide, high


def _upward(latitude: float) -> float:
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)))


@cache
def _country() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(files("forms").joinpath("data", "country.json").read_text(encoding="utf-8"))
    return found


@cache
def _ground() -> str:
    drawn = _country()
    wide, high = size()
    isles = "".join(f"M{x} {y}h0" for _, x, y in drawn["isles"])
    names = "".join(f'<text x="{x}" y="{y}">{name}</text>' for name, _, x, y in (*drawn["groups"], *drawn["sea"]))
    return (
        f'<rect width="{wide}" height="{high}" fill="#dfeaf2" stroke="none"/>'
        f'<path d="{drawn["around"]}" fill="#ece9e4" stroke="#c9c2b8" stroke-width="1"/>'
        f'<path d="{drawn["country"]}" fill="#fdf6e4" stroke="#6b5d4a" stroke-width="1.5"/>'
        f'<path d="{isles}" stroke="#6b5d4a" stroke-width="3"/><g {_NAMES}>{names}</g>'
    )
