"""Folding Vietnamese words, so that "ho ten" finds "Họ tên"."""

from __future__ import annotations

import re

from forms.expressions.words import plain

_GAPS = re.compile(r"[^0-9a-z.@-]+")


def fold(words: str) -> str:
    """Return ``words`` in lower case without diacritics, ``đ`` as ``d``, ``y`` endings as ``i``.

    Both spellings of a tone place (``hoà``, ``hòa``) and of a final vowel (``lý``, ``lí``) meet. What a pack may say
    of its answers (``plain``) keeps signs and vowels; a search goes over both.
    """
    return " ".join(_final_y(word) for word in _GAPS.sub(" ", plain(words)).split())


def _final_y(word: str) -> str:
    """Write a final ``y`` after a consonant as ``i``; vowel pairs such as ``ay`` keep it."""
    if len(word) > 1 and word.endswith("y") and word[-2] in "bcdghklmnpqrstvx":
        return word[:-1] + "i"
    return word
