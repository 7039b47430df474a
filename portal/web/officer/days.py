"""A day as an address or a form gives it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

WRITTEN: Final = ("%Y-%m-%d", "%d/%m/%Y")
"""As a browser sends a date, and as a person types one where the browser has no calendar."""
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 3000
"""Years that no list has, and that a day more would overflow."""


def day_of(text: str) -> date | None:
    """Return the day, or ``None`` when it is none."""
    for pattern in WRITTEN:
        try:
            found = datetime.strptime(text, pattern)  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return found.date() if FIRST_YEAR < found.year < LAST_YEAR else None
    return None
