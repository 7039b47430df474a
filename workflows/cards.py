"""The card of one step or end in a drawing: title, who acts, how long, status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape

from workflows.duration import in_words
from workflows.lettering import width, wrap
from workflows.listing import say, status_in_words, who_in_words
from workflows.nodes import fork_of
from workflows.spec import End, Join, Step, WorkflowSpec
from workflows.status import DossierStatus
from workflows.walked import Stand

_STEP_WIDTH = 260.0
_TITLE_SIZE, _TITLE_LINE = 16, 22
_SMALL_SIZE, _SMALL_LINE = 13, 19
_PAD = 14
_INK, _QUIET, _CARD, _LINE = "#1F1A17", "#5C534C", "#FFFFFF", "#B9AFA5"
_BLUE, _GREEN, _AMBER, _RED, _GOLD = "#1B4E8C", "#1E6B46", "#9A5B00", "#B3261E", "#C8922A"
_COLOURS = {
    DossierStatus.NEW: _QUIET,
    DossierStatus.ACCEPTED: _BLUE,
    DossierStatus.NOT_ACCEPTED: _RED,
    DossierStatus.PROCESSING: _BLUE,
    DossierStatus.SUPPLEMENT: _AMBER,
    DossierStatus.FEE_DUE: _AMBER,
    DossierStatus.WITHDRAWN: _QUIET,
    DossierStatus.STOPPED: _AMBER,
    DossierStatus.DONE: _GREEN,
    DossierStatus.RETURNED: _GREEN,
}
_FLAGS = {
    "vi": {"failing": "Cần sửa", Stand.HERE: "Đang ở bước này", Stand.PASSED: "Đã qua", "ended": "Kết thúc ở đây"},
    "en": {"failing": "To be mended", Stand.HERE: "Now here", Stand.PASSED: "Passed", "ended": "Ended here"},
}
_FLAG_COLOURS = {"failing": _RED, Stand.HERE: _GOLD, Stand.PASSED: _GREEN, "ended": _GREEN}
_FORKS = {"vi": "Mở các nhánh cùng lúc", "en": "Opens its branches at once"}
_JOINS = {
    "vi": {Join.ALL: "Chờ mọi nhánh", Join.ANY: "Chờ một nhánh đạt", Join.FIRST: "Chờ nhánh xong đầu tiên"},
    "en": {Join.ALL: "Waits for every branch", Join.ANY: "Waits for one to pass", Join.FIRST: "Waits for the first"},
}


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says, and how large it is."""

    title: tuple[str, ...]
    small: tuple[str, ...]
    status: str
    colour: str
    width: float
    height: float
    flag: str = ""
    flag_colour: str = ""
    kind: str = "wf-step"
    aside: bool = False
    """The dossier does not come here: the card has a broken line."""

    @property
    def is_round(self) -> bool:
        """Say whether it has round sides: only a step has corners."""
        return self.kind != "wf-step"


def card_of(spec: WorkflowSpec, name: str, language: str, marks: Mapping[str, str]) -> Card:
    """Return the card of a step, a join or an end; ``marks`` say of each how it stands: a ``Stand``, or failing."""
    mark = marks.get(name, "")
    flagged = "ended" if mark == Stand.HERE and name in spec.ends else mark
    flag, colour = _FLAGS[language].get(flagged, ""), _FLAG_COLOURS.get(flagged, "")
    fork = fork_of(name)
    if fork is not None:
        card = _join_card(spec.steps[fork], language)
    elif name in spec.ends:
        card = _end_card(spec.ends[name], language, flag, colour)
    else:
        card = _step_card(spec, spec.steps[name], language, flag, colour)
    return replace(card, aside=mark == Stand.ASIDE)


def _join_card(fork: Step, language: str) -> Card:
    title = _JOINS[language][fork.join]
    across, down = width(title, _SMALL_SIZE) + 44, 2 * _TITLE_LINE - 8
    return Card((), (), title, _QUIET, across, down, kind="wf-join")


def _step_card(spec: WorkflowSpec, step: Step, language: str, flag: str, flag_colour: str) -> Card:
    room = _STEP_WIDTH - 2 * _PAD - 6
    title = wrap(say(step.title, language), _TITLE_SIZE, room)
    small = _who(spec, step, language, room)
    staying = [action for action in step.actions.values() if action.to is None]
    small += [
        line for action in staying for line in wrap(f"↻ {say(action.title, language)}", _SMALL_SIZE, room, most=1)
    ]
    height = 2 * _PAD + len(title) * _TITLE_LINE + (len(small) + 1) * _SMALL_LINE
    status = _FORKS[language] if step.branches else status_in_words(step.status, language)
    colour = _QUIET if step.branches else _COLOURS[step.status]
    return Card(tuple(title), tuple(small), status, colour, _STEP_WIDTH, height, flag=flag, flag_colour=flag_colour)


def _who(spec: WorkflowSpec, step: Step, language: str, room: float) -> list[str]:
    """Return who acts and how long it may take, on one line if there is room; at a fork nobody acts."""
    if step.branches:
        return []
    role = who_in_words(spec, step, language)
    if step.within is None:
        return wrap(role, _SMALL_SIZE, room, most=2)
    within = in_words(step.within, language)
    together = f"{role} · {within}"
    return [together] if width(together, _SMALL_SIZE) <= room else [*wrap(role, _SMALL_SIZE, room, most=1), within]


def _end_card(end: End, language: str, flag: str, flag_colour: str) -> Card:
    title = wrap(say(end.title, language), _TITLE_SIZE, 170, most=2)
    status = status_in_words(end.status, language)
    same = status == say(end.title, language)
    longest = max(width(line, _TITLE_SIZE) for line in title)
    across = max(longest + 52, 0 if same else width(status, _SMALL_SIZE) + 52)
    height = 24 + len(title) * _TITLE_LINE + (0 if same else _SMALL_LINE)
    shown = "" if same else status
    return Card(tuple(title), (), shown, _COLOURS[end.status], across, height, flag, flag_colour, "wf-end")


def draw_card(card: Card, centre: float, top: float) -> str:
    """Return the SVG of a card whose top middle lies at a point."""
    left = centre - card.width / 2
    parts = _end(card, centre, left, top) if card.is_round else _step(card, left, top)
    if card.flag:
        parts.append(_flag(card, left + card.width, top))
    marks = {_RED: " wf-failing", _GOLD: " wf-current", _GREEN: " wf-passed"}
    return f'<g class="{card.kind}{marks.get(card.flag_colour, "")}">{"".join(parts)}</g>'


def _frame(card: Card, left: float, top: float, radius: float) -> str:
    colour = card.flag_colour or (card.colour if card.is_round else _LINE)
    thick = 3 if card.flag else 2 if card.is_round else 1.2
    dash = ' stroke-dasharray="8 4"' if card.flag_colour == _RED or card.aside else ""
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{card.width:.1f}" height="{card.height:.1f}" rx="{radius:.1f}" '
        f'fill="{_CARD}" stroke="{colour}" stroke-width="{thick}"{dash}/>'
    )


def _step(card: Card, left: float, top: float) -> list[str]:
    x = left + _PAD + 6
    bar = (
        f'<path d="M{left + 8:.1f} {top + 1:.1f} H{left + 6:.1f} Q{left + 1:.1f} {top + 1:.1f} {left + 1:.1f} '
        f"{top + 8:.1f} V{top + card.height - 8:.1f} Q{left + 1:.1f} {top + card.height - 1:.1f} {left + 6:.1f} "
        f'{top + card.height - 1:.1f} H{left + 8:.1f} z" fill="{card.colour}"/>'
    )
    y = top + _PAD + _TITLE_SIZE - 1
    parts = [_frame(card, left, top, 8), bar]
    for line in card.title:
        parts.append(_words(x, y, line, _TITLE_SIZE, _INK, bold=True))
        y += _TITLE_LINE
    y -= 2
    for line in card.small:
        parts.append(_words(x, y, line, _SMALL_SIZE, _QUIET))
        y += _SMALL_LINE
    parts.append(f'<circle cx="{x + 4:.1f}" cy="{y - 4.5:.1f}" r="4" fill="{card.colour}"/>')
    parts.append(_words(x + 14, y, card.status, _SMALL_SIZE, card.colour))
    return parts


def _end(card: Card, centre: float, left: float, top: float) -> list[str]:
    y = top + 12 + _TITLE_SIZE
    parts = [_frame(card, left, top, min(card.height / 2, 26))]
    for line in card.title:
        parts.append(_words(centre, y, line, _TITLE_SIZE, card.colour, bold=True, middle=True))
        y += _TITLE_LINE
    if card.status:
        parts.append(_words(centre, y - 2, card.status, _SMALL_SIZE, card.colour, middle=True))
    return parts


def _flag(card: Card, right: float, top: float) -> str:
    across = width(card.flag, 12) + 20
    fill = {_RED: _RED, _GREEN: "#E4F2EA"}.get(card.flag_colour, "#FFF1CC")
    ink = "#FFFFFF" if card.flag_colour == _RED else _INK
    box = (
        f'<rect x="{right - across - 4:.1f}" y="{top - 12:.1f}" width="{across:.1f}" height="24" rx="12" '
        f'fill="{fill}" stroke="{card.flag_colour}" stroke-width="1.5"/>'
    )
    return box + _words(right - 4 - across / 2, top + 4.5, card.flag, 12, ink, bold=True, middle=True)


def _words(x: float, y: float, line: str, size: int, colour: str, *, bold: bool = False, middle: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    anchor = ' text-anchor="middle"' if middle else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}"{weight}{anchor} fill="{colour}">{escape(line)}</text>'
