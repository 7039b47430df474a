"""Numbers of results and codes of dossiers, from patterns with a closed list of placeholders.

``{seq:02d}/GPXD-{agency.abbr}`` gives ``07/GPXD-UBND``, and ``{agency}-{date}-{seq:07d}`` gives
``H26.01-20261122-0000001``.
Nothing but the placeholders below is ever looked up, and no width is above twelve digits.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

LONGEST: Final = 100
PLACEHOLDERS: Final = {
    "seq": "the running number of the series; {seq:04d} gives it at least four digits",
    "year": "the year, four digits",
    "month": "the month, two digits",
    "day": "the day, two digits",
    "date": "year, month and day: 20261122",
    "agency": "the code of the agency, as agency.code",
    "agency.code": "the identifier of the agency: H26.01",
    "agency.abbr": "the abbreviation of the agency as its documents bear it: UBND",
}
"""The closed list, with what each stands for."""

_PIECE = re.compile(r"\{(?P<name>[^{}:]*)(?::(?P<width>[^{}]*))?\}")
_WIDTH = re.compile(r"0?(?P<digits>[1-9]|1[0-2])d?")
_LITERAL = re.compile(r"[A-Za-zÀ-ỹĐđ0-9 ./_-]*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of fixed text, or a placeholder with its least number of digits."""

    text: str
    name: str = ""
    width: int = 0


@lru_cache(maxsize=1_000)
def parse_pattern(pattern: str) -> tuple[Piece, ...]:
    """Cut a pattern into its pieces; raise ``ValueError`` that says what is wrong and how to cure it."""
    if not pattern or len(pattern) > LONGEST:
        raise ValueError(f"a number pattern has 1 to {LONGEST} letters; write '{{seq:02d}}/GCN-{{agency.abbr}}'")
    pieces, position = [], 0
    for match in _PIECE.finditer(pattern):
        pieces.append(_literal(pattern[position : match.start()]))
        pieces.append(_placeholder(match["name"], match["width"]))
        position = match.end()
    pieces.append(_literal(pattern[position:]))
    if not any(piece.name == "seq" for piece in pieces):
        raise ValueError("the pattern has no running number; add '{seq}'")
    return tuple(piece for piece in pieces if piece.text or piece.name)


def _literal(text: str) -> Piece:
    wrong = next((letter for letter in text if not _LITERAL.fullmatch(letter)), None)
    if wrong in ("{", "}"):
        raise ValueError(f"a bracket '{wrong}' stands alone; a placeholder is written '{{seq}}'")
    if wrong is not None:
        raise ValueError(f"'{wrong}' may not stand in a number; use letters, digits, '.', '/', '-' and '_'")
    return Piece(text)


def _placeholder(name: str, width: str | None) -> Piece:
    if name not in PLACEHOLDERS:
        near = difflib.get_close_matches(name, PLACEHOLDERS, n=1, cutoff=0.5)
        cure = f"did you mean '{{{near[0]}}}'?" if near else "known: " + ", ".join(PLACEHOLDERS)
        raise ValueError(f"unknown placeholder '{{{name}}}'; {cure}")
    if width is None:
        return Piece("", name)
    digits = _WIDTH.fullmatch(width)
    if name != "seq" or digits is None:
        raise ValueError(f"'{{{name}:{width}}}' is no placeholder; only seq has a width, 1 to 12: '{{seq:04d}}'")
    return Piece("", name, int(digits["digits"]))


def check_pattern(pattern: str) -> str | None:
    """Return what is wrong with a pattern and its cure, or ``None`` when it is good."""
    try:
        parse_pattern(pattern)
    except ValueError as wrong:
        return str(wrong)
    return None


def render_number(pattern: str, *, seq: int, day: date, agency_code: str, agency_abbr: str) -> str:
    """Return the number ``seq`` of its series, dated ``day`` (a local date), by ``pattern``.

    Raises ``ValueError`` for a pattern that ``check_pattern`` refuses and for a number below 1.
    """
    if seq < 1:
        raise ValueError("a running number starts at 1")
    said = {
        "": "",
        "year": f"{day.year:04d}",
        "month": f"{day.month:02d}",
        "day": f"{day.day:02d}",
        "date": f"{day:%Y%m%d}",
        "agency": agency_code,
        "agency.code": agency_code,
        "agency.abbr": agency_abbr,
    }
    return "".join(
        f"{seq:0{piece.width}d}" if piece.name == "seq" else piece.text + said[piece.name]
        for piece in parse_pattern(pattern)
    )
