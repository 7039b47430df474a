"""A workflow as an SVG: steps as cards from top to bottom, actions as arrows, returns along the side.

The picture carries its colours in presentation attributes, so it needs no style sheet and passes a
content security policy without inline styles; classes are there for whoever wants to restyle it.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence
from html import escape

from workflows.arrows import Arrow, Box, Point, Router
from workflows.cards import Card, card_of, draw_card
from workflows.layout import Edge, Layout, lay_out
from workflows.lettering import width, wrap
from workflows.listing import as_list, say, situation
from workflows.nodes import fork_of, nodes
from workflows.spec import Action, Outcome, WorkflowSpec
from workflows.vocabulary import OUTCOMES
from workflows.walked import Walked

__all__ = ["as_list", "draw"]

_GAP_ACROSS = 60
_GAP_DOWN = 92
_TOP = 36
_MARGIN = 24
_LABEL_SIZE, _LABEL_LINE, _LABEL_ROOM = 13, 17, 138
_INK, _DOWN, _BACK, _PAPER = "#1F1A17", "#5C534C", "#9A5B00", "#FFFFFF"
_FAILED = {"vi": "không đạt", "en": "failed"}
_SAID = {
    "vi": ("Sơ đồ quy trình: {count} bước", "Kết thúc: {ends}."),
    "en": ("Workflow: {count} steps", "Ends: {ends}."),
}


def draw(spec: WorkflowSpec, *, language: str = "vi", way: Walked | None = None, failing: Collection[str] = ()) -> str:
    """Return the drawing as SVG text.

    ``way`` is that of one dossier, ``failing`` names the steps in which something is wrong; both are
    marked by line and word, not by colour alone.
    """
    marks = {name: str(way.stand(name)) for name in [*spec.steps, *spec.ends]} if way is not None else {}
    marks |= dict.fromkeys(failing, "failing")
    cards = {name: card_of(spec, name, language, marks) for name in nodes(spec)}
    layout = lay_out(spec, {name: card.width for name, card in cards.items()}, _GAP_ACROSS)
    rows = _rows(layout, cards)
    boxes = {name: _box(layout.centres[name], cards[name].width, rows[name]) for name in cards}
    router = Router(layout, boxes, rows)
    arrows = [(edge, router.route(edge)) for edge in layout.edges]
    labels = _labels(spec, arrows, list(boxes.values()), language)
    key = f"{zlib.crc32(repr((list(spec.steps), list(spec.ends), language)).encode()):08x}"
    drawn = [
        *_head(spec, language, key),
        _beginning(layout.centres[spec.start], rows[spec.start][0], key),
        *(_line(edge, arrow, key, way) for edge, arrow in arrows),
        *(draw_card(card, layout.centres[name], rows[name][0]) for name, card in cards.items()),
        *(_label(edge, box, lines) for edge, box, lines in labels),
    ]
    reach = [arrow.reach for _, arrow in arrows]
    edges = [*boxes.values(), *(box for _, box, _ in labels)]
    left = min([*reach, *(box[0] for box in edges)]) - _MARGIN
    right = max([*reach, *(box[2] for box in edges)]) + _MARGIN
    return _sheet(drawn, left, right, max(box[3] for box in edges) + _MARGIN, key)


def _sheet(drawn: Sequence[str], left: float, right: float, bottom: float, key: str) -> str:
    across = right - left
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="wf" role="img" width="{across:.0f}" height="{bottom:.0f}" '
        f'viewBox="{left:.0f} 0 {across:.0f} {bottom:.0f}" aria-labelledby="wf-title-{key} wf-desc-{key}" '
        'font-family="Be Vietnam Pro, Noto Sans, Liberation Sans, sans-serif">'
    )
    return "\n".join([opening, *drawn, "</svg>"])


def _rows(layout: Layout, cards: Mapping[str, Card]) -> dict[str, tuple[float, float]]:
    """Return the top and bottom of every card, and of every empty place the whole height of its layer."""
    rows: dict[str, tuple[float, float]] = {}
    top = float(_TOP)
    for layer in layout.layers:
        height = max((cards[name].height for name in layer if name in cards), default=0)
        for name in layer:
            rows[name] = (top, top + (cards[name].height if name in cards else height))
        top += height + _GAP_DOWN
    return rows


def _box(centre: float, across: float, row: tuple[float, float]) -> Box:
    return (centre - across / 2, row[0], centre + across / 2, row[1])


def _head(spec: WorkflowSpec, language: str, key: str) -> list[str]:
    title, ends = _SAID[language]
    names = ", ".join(say(end.title, language) for end in spec.ends.values())
    told = [f"{one.title}: {'; '.join(one.actions)}." for one in as_list(spec, language) if one.actions]
    return [
        f'<title id="wf-title-{key}">{escape(title.format(count=len(spec.steps)))}</title>',
        f'<desc id="wf-desc-{key}">{escape(" ".join([*told, ends.format(ends=names)]))}</desc>',
        f"<defs>{_arrow_head(f'wf-down-{key}', _DOWN)}{_arrow_head(f'wf-back-{key}', _BACK)}</defs>",
    ]


def _arrow_head(name: str, colour: str) -> str:
    return (
        f'<marker id="{name}" viewBox="0 0 9 9" refX="1" refY="4.5" markerWidth="9" markerHeight="9" '
        f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 L9 4.5 L0 9 z" fill="{colour}"/></marker>'
    )


def _beginning(centre: float, top: float, key: str) -> str:
    return (
        f'<g class="wf-start"><circle cx="{centre:.1f}" cy="10" r="6" fill="{_INK}"/>'
        f'<path d="M{centre:.1f} 16 V{top - 9:.1f}" fill="none" stroke="{_DOWN}" stroke-width="1.8" '
        f'marker-end="url(#wf-down-{key})"/></g>'
    )


def _line(edge: Edge, arrow: Arrow, key: str, way: Walked | None) -> str:
    kind, colour, dash = ("back", _BACK, ' stroke-dasharray="6 4"') if edge.back else ("down", _DOWN, "")
    source = fork_of(edge.source) or edge.source
    walked = way is not None and any((source, action.name) in way.taken for action in edge.actions)
    return (
        f'<path class="wf-{kind}{" wf-walked" if walked else ""}" d="{arrow.path}" fill="none" stroke="{colour}" '
        f'stroke-width="{3.6 if walked else 1.8}"{dash} marker-end="url(#wf-{kind}-{key})"/>'
    )


def _labels(
    spec: WorkflowSpec, arrows: Sequence[tuple[Edge, Arrow]], taken: list[Box], language: str
) -> list[tuple[Edge, Box, list[str]]]:
    """Return each label where it covers least of what is there already."""
    found = []
    for edge, arrow in arrows:
        lines = [line for action in edge.actions for line in _words(spec, action, language, among=len(edge.actions))]
        boxes = [_around(point, lines) for point in arrow.labels]
        best = min(boxes, key=lambda box: sum(_overlap(box, other) for other in taken))
        taken.append(best)
        found.append((edge, best, lines))
    return found


def _words(spec: WorkflowSpec, action: Action, language: str, *, among: int) -> list[str]:
    lines = wrap(say(action.title, language), _LABEL_SIZE, _LABEL_ROOM, most=2)
    if among > 1:
        lines[0] = f"• {lines[0]}"
    unsaid = action.to == Outcome.FAILED and action.title != OUTCOMES[Outcome.FAILED]
    failed = [_FAILED[language]] if unsaid else []
    said = [f"({one})" for one in [*failed, *situation(spec, action, language)]]
    return [*lines, *(line for one in said for line in wrap(one, _LABEL_SIZE, _LABEL_ROOM))]


def _around(point: Point, lines: Sequence[str]) -> Box:
    across = max(width(line, _LABEL_SIZE) for line in lines) + 10
    down = len(lines) * _LABEL_LINE + 4
    return (point[0] - across / 2, point[1] - down / 2, point[0] + across / 2, point[1] + down / 2)


def _overlap(one: Box, other: Box) -> float:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, across) * max(0.0, down)


def _label(edge: Edge, box: Box, lines: Sequence[str]) -> str:
    left, top, right, bottom = box
    colour = _BACK if edge.back else _DOWN
    words = "".join(
        f'<text x="{(left + right) / 2:.1f}" y="{top + 2 + (index + 0.76) * _LABEL_LINE:.1f}" text-anchor="middle" '
        f'font-size="{_LABEL_SIZE}" fill="{colour}">{escape(line)}</text>'
        for index, line in enumerate(lines)
    )
    back = (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{bottom - top:.1f}" rx="5" '
        f'fill="{_PAPER}"/>'
    )
    return f'<g class="wf-label">{back}{words}</g>'
