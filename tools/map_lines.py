"""Lines of a map made fewer and written short: projected, simplified, clipped to a frame, as paths of SVG."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from tools.map_sources import Line, Place

Dot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Mercator's projection of the frame around the country, ``scale`` units a degree of longitude."""

    west: float
    south: float
    east: float
    north: float
    scale: float

    def dot(self, place: Place) -> Dot:
        """Return where a place lies, from the upper left corner."""
        return (place[0] - self.west) * self.scale, (upward(self.north) - upward(place[1])) * self.scale

    @property
    def size(self) -> Dot:
        """Return width and height."""
        return self.dot((self.east, self.south))


def upward(latitude: float) -> float:
    """Return how far north Mercator puts a latitude, in degrees of the equator."""
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)))


def simplified(line: Line, most: float) -> Line:
    """Return the line with no more points than needed to stay within ``most`` degrees of it (Douglas and Peucker)."""
    kept, waiting = {0, len(line) - 1}, [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        between = range(first + 1, last)
        far = max(between, key=lambda at: _away(line[at], line[first], line[last]), default=None)
        if far is not None and _away(line[far], line[first], line[last]) > most:
            kept.add(far)
            waiting += [(first, far), (far, last)]
    return [line[at] for at in sorted(kept)]


def _away(place: Place, start: Place, end: Place) -> float:
    wide, high = end[0] - start[0], end[1] - start[1]
    long = wide * wide + high * high
    along = ((place[0] - start[0]) * wide + (place[1] - start[1]) * high) / long if long else 0.0
    along = min(max(along, 0.0), 1.0)
    return math.hypot(place[0] - start[0] - along * wide, place[1] - start[1] - along * high)


def clipped(ring: Line, sheet: Sheet) -> Line:
    """Return what of a ring lies in the frame (Sutherland and Hodgman)."""
    for axis, bound, sign in ((0, sheet.west, 1), (0, sheet.east, -1), (1, sheet.south, 1), (1, sheet.north, -1)):
        ring = _cut(ring, lambda place, axis=axis, bound=bound, sign=sign: sign * (place[axis] - bound))  # type: ignore[misc]
    return ring


def _cut(ring: Line, inside: Callable[[Place], float]) -> Line:
    kept: Line = []
    for before, here in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
        was, now = inside(before), inside(here)
        if (was < 0) != (now < 0):
            part = was / (was - now)
            kept.append((before[0] + part * (here[0] - before[0]), before[1] + part * (here[1] - before[1])))
        if now >= 0:
            kept.append(here)
    return kept


def encloses(ring: Line, place: Place) -> bool:
    """Say whether a place lies inside a closed line: a ray from it crosses the line an odd number of times."""
    x, y = place
    return sum((b > y) != (d > y) and x < a + (y - b) / (d - b) * (c - a) for (a, b), (c, d) in pairwise(ring)) % 2 == 1


def breadth(line: Iterable[Place]) -> float:
    """Return the longer side of the box around a line."""
    xs, ys = zip(*line, strict=True)
    return float(max(max(xs) - min(xs), max(ys) - min(ys)))


def path(lines: Iterable[Line], sheet: Sheet, *, closed: bool) -> str:
    """Return the lines as one path with whole numbers, each relative to the one before."""
    said = []
    for line in lines:
        dots = [(round(x), round(y)) for x, y in map(sheet.dot, line)]
        dots = [dot for at, dot in enumerate(dots) if not at or dot != dots[at - 1]]
        if len(dots) < (3 if closed else 2):
            continue
        steps = [(x - u, y - v) for (u, v), (x, y) in pairwise(dots)]
        said.append(f"M{_pair(dots[0])}l{' '.join(map(_pair, steps))}{'z' if closed else ''}".replace(" -", "-"))
    return "".join(said)


def _pair(dot: tuple[int, int]) -> str:
    return f"{dot[0]} {dot[1]}".replace(" -", "-")
