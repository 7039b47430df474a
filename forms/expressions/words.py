"""Texts in expressions: forms in which two spellings of one name are equal."""

from __future__ import annotations

import unicodedata

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""The five tone marks; which vowel bears the mark is a matter of taste (hoà, hòa)."""


def norm(name: str) -> str:
    """Return a form in which two spellings of one name are equal: blanks, capitals, where the tone stands.

    It is for comparing and not for showing: the tones stand at the ends of the words.
    """
    return " ".join(_toneless(word) for word in unicodedata.normalize("NFD", name.casefold()).split())


def _toneless(word: str) -> str:
    tones = "".join(mark for mark in word if mark in _TONES)
    return "".join(mark for mark in word if mark not in _TONES) + tones


def plain(text: str) -> str:
    """Return the text in small letters without any diacritics: nguyen van dung."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    # A text has few letters that differ, so each is looked at once.
    marks = {ord(mark): None for mark in set(decomposed) if unicodedata.combining(mark)}
    return " ".join(decomposed.translate(marks).split())
