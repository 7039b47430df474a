"""How wide letters are and where lines break, well enough for a drawing without a font at hand."""

from __future__ import annotations

import unicodedata
from typing import Final

_NARROW: Final = frozenset("iIjlftr.,:;!|'()[] -·")
_WIDE: Final = frozenset("mwMWOQGĐ@%→↻")


def width(text: str, size: float) -> float:
    """Return about how wide a text is, in the unit of its size; marks above and below take no room."""
    letters = [letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)]
    return sum(_share(letter) for letter in letters) * size


def _share(letter: str) -> float:
    if letter in _NARROW:
        return 0.33
    if letter in _WIDE:
        return 0.86
    return 0.68 if letter.isupper() else 0.57


def wrap(text: str, size: float, room: float, most: int = 3) -> list[str]:
    """Break a text into as few lines as the room allows, of much the same length.

    There are at most ``most`` of them; what does not fit ends in an ellipsis.
    """
    lines = _fill(text, size, room)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
        return [_cut(line, size, room) for line in lines]
    narrower = room - size
    while narrower > 0 and len(closer := _fill(text, size, narrower)) == len(lines):
        if max(width(line, size) for line in closer) > narrower:
            break
        lines, narrower = closer, narrower - size
    return [_cut(line, size, room) for line in lines]


def _fill(text: str, size: float, room: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _cut(line: str, size: float, room: float) -> str:
    if width(line, size) <= room:
        return line
    while line and width(f"{line}…", size) > room:
        line = line[:-1]
    return f"{line.rstrip()}…"
