"""What a person typed, made safe to keep: one Unicode form, no invisible characters, no excess length."""

from __future__ import annotations

import unicodedata

from forms.errors import InvalidAnswer

LONGEST_RAW = 100_000
"""Characters looked at before anything else; more than this is no answer."""

_REFUSED = frozenset({"Cc", "Cs", "Co", "Cn"})
_DROPPED = "Cf"
"""Format characters (zero-width space, direction marks, soft hyphen) show nothing and can deceive."""


def clean_line(raw: str, longest: int) -> str:
    """Return one line in NFC with single blanks; raise ``InvalidAnswer`` when it may not be kept."""
    line = " ".join((raw if raw.isascii() and raw.isprintable() else _clean(raw)).split())
    return line if len(line) <= longest else _shorten(line, longest)


def clean_lines(raw: str, longest: int) -> str:
    """Return several lines in NFC without blanks at their ends; raise ``InvalidAnswer`` as above."""
    lines = [line.rstrip() for line in _clean(raw.replace("\r\n", "\n").replace("\r", "\n")).split("\n")]
    return _shorten("\n".join(lines).strip(), longest)


def _clean(raw: str) -> str:
    if len(raw) > LONGEST_RAW:
        raise InvalidAnswer("too_long", longest=LONGEST_RAW)
    text = unicodedata.normalize("NFC", raw)
    if text.isprintable():
        return text
    kept = []
    for character in text:
        category = unicodedata.category(character)
        if category in _REFUSED and character not in "\n\t":
            raise InvalidAnswer("bad_character")
        if category != _DROPPED:
            kept.append(character)
    # Dropping a mark that stood between a letter and its accent brings the two together.
    return unicodedata.normalize("NFC", "".join(kept))


def _shorten(text: str, longest: int) -> str:
    if len(text) > longest:
        raise InvalidAnswer("too_long", longest=longest, length=len(text))
    return text
