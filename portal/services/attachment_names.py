"""Names of files as people gave them, made safe to show and to save."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

LONGEST_NAME: Final = 120
_UNSEEN = frozenset({"Cf", "Co", "Cs", "Cn"})
"""Signs that show nothing, or mean what a program says they mean."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')


def safe_name(name: str, endings: Sequence[str]) -> str:
    """Return a name without path and hidden signs, and with the ending of its true type."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in base if unicodedata.category(letter) not in _UNSEEN)
    return fitting_name(" ".join(_UNSAFE.sub(" ", shown).split()).strip(". "), endings)


def fitting_name(name: str, endings: Sequence[str]) -> str:
    """Return the name with one of ``endings``: its own where that is one of them, else the first."""
    stem, dot, ending = name.rpartition(".")
    if not dot or f".{ending.lower()}" not in endings:
        stem, ending = name, endings[0].lstrip(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1].strip() or 'tep'}.{ending}"
