"""The canonical bytes of what is hashed (RFC 8785): one way of writing for one content."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import orjson
import rfc8785

_SAFE = 2**53 - 1
_TEXT = frozenset({str})
_SIMPLE = frozenset({str, bool, type(None)})
_FIRST_OF_FOUR_BYTES = 0xF0
"""A letter that is written with fewer is one unit of UTF-16, so the order of the bytes is the order of RFC 8785."""


def canonical_json(value: Any) -> bytes:
    """Return the RFC 8785 bytes of a value that JSON can hold.

    Nearly everything that is hashed holds plain texts and whole numbers: of these ``orjson`` makes the same bytes many
    times faster. Whatever else there is goes to the library of the standard, which refuses what it must.
    """
    if _is_plain(value):
        try:
            written = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
        except TypeError:
            # Half of a letter of two units is none that can be written.
            return rfc8785.dumps(value)
        if written.isascii() or max(written) < _FIRST_OF_FOUR_BYTES:
            return written
    return rfc8785.dumps(value)


def _is_plain(value: Any) -> bool:
    """Say whether there are only texts, whole numbers that every reader can hold, yes, no and nothing."""
    kind = type(value)
    if kind is dict:
        return _TEXT.issuperset(map(type, value)) and _are_plain(value.values())
    if kind is list:
        return _are_plain(value)
    return kind in _SIMPLE or (kind is int and abs(value) <= _SAFE)


def _are_plain(values: Collection[Any]) -> bool:
    """Say the same of all of them: mostly there are only texts, which is seen at one look."""
    return _SIMPLE.issuperset(map(type, values)) or all(map(_is_plain, values))
