"""The arrows of a drawing: down along curves, back up along lanes beside the cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflows.layout import Edge, Layout

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Side = dict[str, list[tuple[float, Edge]]]
"""The arrows at one side of each card, each with the horizontal place of its far end."""

_ALONG = (0.5, 0.4, 0.6, 0.32, 0.68, 0.25, 0.75, 0.82, 0.18)
_HEAD = 9
_LANE = 24
_FIRST_LANE = 150
_CORNER = 10
_PORT = 46.0
_ENTRY = 13
_MOST_POINTS = 14
_FROM_CORNER = 26


@dataclass(frozen=True, slots=True)
class Arrow:
    """The way of one edge, and the points beside which its label may stand, the best first."""

    path: str
    labels: Sequence[Point]
    reach: float
    """The outermost horizontal place that it touches."""


class Router:
    """Finds the way of each arrow; every return gets a lane of its own."""

    def __init__(self, layout: Layout, boxes: Mapping[str, Box], rows: Mapping[str, tuple[float, float]]) -> None:
        """Keep where the cards lie; ``rows`` are the top and bottom of every card and empty place."""
        self._layout = layout
        self._boxes = boxes
        self._rows = rows
        self._left = min(box[0] for box in boxes.values())
        self._right = max(box[2] for box in boxes.values())
        self._lanes = {True: 0, False: 0}
        self._entries: dict[str, int] = {}
        self._leaving, self._meeting = _sides(layout)

    def route(self, edge: Edge) -> Arrow:
        """Return the way of one edge."""
        if not edge.back:
            return self._down(edge)
        on_spine = self._layout.centres[edge.source] == 0
        return self._back_left(edge) if on_spine else self._back_right(edge)

    def _down(self, edge: Edge) -> Arrow:
        x, y = self._port(edge, leaving=True), self._rows[edge.source][1]
        path: list[str] = [f"M{x:.1f} {y:.1f}"]
        points: list[Point] = []
        for name in edge.stations()[1:]:
            last = name == edge.target
            nx = self._port(edge, leaving=False) if last else self._layout.centres[name]
            top, bottom = self._rows[name]
            ny = top - _HEAD if last else top
            bend = (ny - y) / 2
            path.append(f"C{x:.1f} {y + bend:.1f} {nx:.1f} {ny - bend:.1f} {nx:.1f} {ny:.1f}")
            points += [_on_curve((x, y), (nx, ny), share) for share in _ALONG]
            if not last:
                path.append(f"V{bottom:.1f}")
                points.insert(0, (nx, (top + bottom) / 2))
            x, y = nx, bottom
        return Arrow(" ".join(path), points[:_MOST_POINTS], x)

    def _port(self, edge: Edge, *, leaving: bool) -> float:
        """Return where arrows leave or meet a card: side by side, in the order of their far ends.

        One that leads straight down keeps the middle.
        """
        name = edge.source if leaving else edge.target
        same = (self._leaving if leaving else self._meeting)[name]
        left, _, right, _ = self._boxes[name]
        middle = self._layout.centres[name]
        straight = [index for index, (far, _) in enumerate(same) if far == middle]
        first = straight[0] if straight else (len(same) - 1) / 2
        spread = min(_PORT, (right - left) / 2 / (max(first, len(same) - 1 - first) + 1))
        place = next(index for index, (_, one) in enumerate(same) if one is edge)
        return middle + (place - first) * spread

    def _entry(self, edge: Edge) -> int:
        """Return how many returns have come to the target before."""
        count = self._entries.get(edge.target, 0)
        self._entries[edge.target] = count + 1
        return count

    def _lane(self, *, left: bool) -> int:
        self._lanes[left] += 1
        return self._lanes[left] - 1

    def _back_left(self, edge: Edge) -> Arrow:
        """Go out low at the left, up a lane, and in high at the left."""
        source, target = self._boxes[edge.source], self._boxes[edge.target]
        lane = self._left - _FIRST_LANE - self._lane(left=True) * _LANE
        low = source[3] - _FROM_CORNER
        high = target[1] + _FROM_CORNER + self._entry(edge) * _ENTRY
        path = (
            f"M{source[0]:.1f} {low:.1f} H{lane + _CORNER:.1f} Q{lane:.1f} {low:.1f} {lane:.1f} {low - _CORNER:.1f} "
            f"V{high + _CORNER:.1f} Q{lane:.1f} {high:.1f} {lane + _CORNER:.1f} {high:.1f} H{target[0] - _HEAD:.1f}"
        )
        middle = self._left - _FIRST_LANE / 2
        return Arrow(path, [(middle, low), (middle, high)], lane)

    def _back_right(self, edge: Edge) -> Arrow:
        """Go out at the right, up a lane, and in from above, so that no card of the target's layer is crossed."""
        source, target = self._boxes[edge.source], self._boxes[edge.target]
        lane = self._right + _FIRST_LANE + self._lane(left=False) * _LANE
        count = self._entry(edge)
        low, high = (source[1] + source[3]) / 2, target[1] - 30 - count * _ENTRY
        into = target[2] - 22 - count * _ENTRY
        path = (
            f"M{source[2]:.1f} {low:.1f} H{lane - _CORNER:.1f} Q{lane:.1f} {low:.1f} {lane:.1f} {low - _CORNER:.1f} "
            f"V{high + _CORNER:.1f} Q{lane:.1f} {high:.1f} {lane - _CORNER:.1f} {high:.1f} H{into + _CORNER:.1f} "
            f"Q{into:.1f} {high:.1f} {into:.1f} {high + _CORNER:.1f} V{target[1] - _HEAD:.1f}"
        )
        middle = self._right + _FIRST_LANE / 2
        return Arrow(path, [(middle, low), (middle, high)], lane)


def _sides(layout: Layout) -> tuple[Side, Side]:
    """Return, for each card, the arrows that leave it and those that meet it, by where their far ends lie."""
    leaving: Side = {}
    meeting: Side = {}
    for edge in layout.edges:
        if not edge.back:
            stations = edge.stations()
            leaving.setdefault(edge.source, []).append((layout.centres[stations[1]], edge))
            meeting.setdefault(edge.target, []).append((layout.centres[stations[-2]], edge))
    for side in (leaving, meeting):
        for arrows in side.values():
            arrows.sort(key=lambda arrow: arrow[0])
    return leaving, meeting


def _on_curve(start: Point, end: Point, share: float) -> Point:
    """Return the point of the falling curve at a share of its way."""
    (x, y), (nx, ny) = start, end
    rest, bend = 1 - share, (ny - y) / 2
    across = (rest**3 + 3 * rest**2 * share) * x + (3 * rest * share**2 + share**3) * nx
    down = rest**3 * y + 3 * rest**2 * share * (y + bend) + 3 * rest * share**2 * (ny - bend) + share**3 * ny
    return across, down
