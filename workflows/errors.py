"""What can be wrong in a workflow definition, and how a move is refused: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Path = tuple[str | int, ...]
"""Where in the plain mapping: ``("workflow", "steps", "tiep_nhan", "actions", "nhan", "to")``."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake of an author: where it stands, what is wrong, and how to cure it."""

    path: Path
    message: str
    cure: str = ""
    on_key: bool = False
    """Whether the place meant is the key itself (an unknown key) and not its value."""
    warns: bool = False
    """Whether it may be so and is only to be looked at."""


class RefusalReason(StrEnum):
    """Why the machine does not let an action be taken."""

    NOT_OPEN = "not_open"
    UNKNOWN_ACTION = "unknown_action"
    WRONG_ROLE = "wrong_role"
    MISSING_FACTS = "missing_facts"
    NOT_OFFERED = "not_offered"
    REASONS_NEEDED = "reasons_needed"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The machine's no: why, and which facts are missing when that is why."""

    reason: RefusalReason
    step: str
    action: str
    missing: frozenset[str] = frozenset()
