"""The order of the Vietnamese alphabet, so that no list hangs on the locale of a server."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

LETTERS: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES: Final = "\u0300\u0309\u0303\u0301\u0323"
"""Huyền, hỏi, ngã, sắc, nặng: the order of the dictionaries; no tone comes before them all."""

_WORD: Final = re.compile(r"[^\W_]+")
_RANK: Final = {letter: chr(ord("A") + place) for place, letter in enumerate(LETTERS)}


@lru_cache(maxsize=20_000)
def alphabetical(text: str) -> str:
    """Return a key by whose code points texts stand in the order of the alphabet: word by word, letters before tone."""
    return " ".join(map(_ranked, _WORD.findall(unicodedata.normalize("NFC", text).lower())))


def _ranked(word: str) -> str:
    """Return the letters by their places, and behind them the tone, lower than any letter."""
    tone, ranks = 0, []
    for letter in word:
        parts = unicodedata.normalize("NFD", letter)
        tone = next((TONES.index(mark) + 1 for mark in parts if mark in TONES), tone)
        plain = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in TONES))
        ranks.append(_RANK.get(plain, plain))
    return "".join(ranks) + chr(ord("!") + tone)
