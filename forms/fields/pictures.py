"""Answers that are drawn: lines as short texts, and as a picture for those who read the answer."""

from __future__ import annotations

import base64
import re

from forms.errors import InvalidAnswer

WIDTH, HEIGHT = 600, 200
MOST_LETTERS = 20_000
_POINT = r"[0-9]{1,3},[0-9]{1,3}"
_LINES = re.compile(rf"{_POINT}(?: {_POINT})*(?:;{_POINT}(?: {_POINT})*)*", re.ASCII)


def read_lines(raw: str) -> str:
    """Return drawn lines, ``x,y x,y;x,y …`` within 600 by 200; raise ``InvalidAnswer`` for anything else."""
    text = raw.strip()
    if not text:
        return ""
    if len(text) > MOST_LETTERS:
        raise InvalidAnswer("drawn_too_long", part="drawn")
    if not _LINES.fullmatch(text):
        raise InvalidAnswer("wrong_kind", part="drawn")
    points = [point.split(",") for line in text.split(";") for point in line.split()]
    if any(int(x) > WIDTH or int(y) > HEIGHT for x, y in points):
        raise InvalidAnswer("wrong_kind", part="drawn")
    return text


def polylines(lines: str) -> str:
    """Return read lines as elements of SVG; a single point is a dot."""
    return "".join(
        f'<polyline points="{line if " " in line else f"{line} {line}"}"/>' for line in lines.split(";") if line
    )


def picture(inside: str, box: str) -> str:
    """Return elements of SVG as the address of a picture, for ``<img>``."""
    style = 'fill="none" stroke="#1a1a1a" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" {style}>{inside}</svg>'
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
