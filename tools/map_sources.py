"""Reads what the map is made from: countries (TopoJSON), lines between provinces (shapefile), and centres (SQLite)."""

from __future__ import annotations

import json
import sqlite3
import struct
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

Place = tuple[float, float]
"""Longitude and latitude."""
Line = list[Place]
_POLYLINE = 3


@dataclass(frozen=True, slots=True)
class Countries:
    """Borders that are shared between countries, once each, and the rings of each country as numbers of borders."""

    arcs: list[Line]
    rings: list[tuple[str, list[int]]]

    def ring(self, numbers: list[int], arcs: list[Line]) -> Line:
        """Return a closed line; a negative number is a border walked backwards."""
        line: Line = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            line += arc[1:] if line else arc
        return line


def countries(path: Path) -> Countries:
    """Read countries-10m.json of the npm package world-atlas."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    (wide, high), (west, south) = found["transform"]["scale"], found["transform"]["translate"]
    arcs: list[Line] = []
    for steps in found["arcs"]:
        sums = accumulate(steps, lambda at, step: (at[0] + step[0], at[1] + step[1]))
        arcs.append([(x * wide + west, y * high + south) for x, y in sums])
    rings = [
        (shape["properties"]["name"], ring)
        for shape in found["objects"]["countries"]["geometries"]
        for polygon in (shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]])
        for ring in polygon
    ]
    return Countries(arcs, rings)


def province_lines(path: Path) -> list[Line]:
    """Read ne_10m_admin_1_states_provinces_lines.shp of Natural Earth."""
    data = path.read_bytes()
    at, lines = 100, []
    while at < len(data):
        (length,) = struct.unpack_from(">i", data, at + 4)
        lines += _polylines(data, at + 8)
        at += 8 + 2 * length
    return lines


def _polylines(data: bytes, at: int) -> list[Line]:
    (kind,) = struct.unpack_from("<i", data, at)
    if kind != _POLYLINE:
        return []
    parts, points = struct.unpack_from("<2i", data, at + 36)
    starts = [*struct.unpack_from(f"<{parts}i", data, at + 44), points]
    numbers = struct.unpack_from(f"<{2 * points}d", data, at + 44 + 4 * parts)
    places = list(zip(numbers[::2], numbers[1::2], strict=True))
    return [places[start:end] for start, end in pairwise(starts)]


@dataclass(frozen=True, slots=True)
class Centre:
    """The middle of a commune."""

    province: str
    code: str
    place: Place


def centres(path: Path) -> tuple[dict[str, Place], list[Centre]]:
    """Read the middles of the provinces by code, and those of the communes, from vietnamadminunits' dataset.db."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute(
            "SELECT provinceCode, provinceLon, provinceLat, wardCode, wardLon, wardLat FROM admin_units ORDER BY 4"
        ).fetchall()
    provinces = {row[0]: (row[1], row[2]) for row in rows}
    return provinces, [Centre(row[0], row[3], (row[4], row[5])) for row in rows]


def former(path: Path) -> list[Centre]:
    """Read the middles of the communes before 1 July 2025 with the provinces of that time."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute(
            "SELECT provinceCode, wardCode, wardLon, wardLat FROM admin_units_legacy WHERE wardLat NOT NULL ORDER BY 2"
        ).fetchall()
    return [Centre(row[0], row[1], (row[2], row[3])) for row in rows]
