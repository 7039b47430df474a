"""What can be taken back for a few minutes after it was done: pure, without clock, database or mail."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from workflows.effects import Effect

if TYPE_CHECKING:
    from workflows.reader import Reader

USUAL: Final = 5
"""Minutes in which what stays inside the agency can be taken back where the pack says nothing."""
LONGEST: Final = 60
GRAMMAR: Final = "write `5 minutes` (1 to 60), or `none`"
_MINUTES: Final = re.compile(r"(\d{1,2}) minutes?")
_INSIDE: Final = frozenset({Effect.ASSIGN, Effect.DRAFT_RESULT})
"""What nobody outside the agency learns of."""
_TOLD: Final = frozenset({Effect.ACCEPT, Effect.REQUEST_SUPPLEMENT, Effect.ISSUE_PAPER})
"""What the applicant is told of, and what can be kept back for as long as it may be taken back."""
_KEPT_BACK: Final = frozenset({None, "receipt", "supplement"})


@dataclass(frozen=True, slots=True)
class Undoing:
    """For how many minutes an act can be taken back, and whether what it tells the applicant waits as long."""

    minutes: int
    keeps_back: bool


def undoing(said: int | None, effects: Collection[Effect], paper: str | None) -> Undoing | None:
    """Return how a move can be taken back, ``None`` when it cannot.

    ``said`` is what the pack or the agency says: minutes, 0 for not at all, ``None`` where it says nothing. Signatures,
    numbers, results and ends stay; a superior reopens what ended.
    """
    if said == 0 or not set(effects) <= _INSIDE | _TOLD or paper not in _KEPT_BACK:
        return None
    if set(effects) <= _INSIDE:
        return Undoing(USUAL if said is None else said, keeps_back=False)
    return None if said is None else Undoing(said, keeps_back=True)


def parse_minutes(text: object) -> int:
    """Return the minutes that ``5 minutes`` says, 0 for ``none``; raise ``ValueError`` with the grammar."""
    if text == "none":
        return 0
    found = _MINUTES.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None or not 1 <= int(found[1]) <= LONGEST:
        message = f"'{text}' is no time in which an act can be taken back"
        raise ValueError(message)
    return int(found[1])


def read_undo(reader: Reader) -> int | None:
    """Read the key ``undo`` of a workflow."""
    if not reader.has("undo"):
        return None
    try:
        return parse_minutes(reader.raw["undo"])
    except ValueError as wrong:
        reader.complain(("undo",), str(wrong), GRAMMAR)
        return None
