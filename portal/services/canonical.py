"""The canonical bytes of what is hashed (RFC 8785): one way of writing for one content."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

import rfc8785

_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_SAFE = 2**53 - 1
_TEXT = frozenset({str})
_SIMPLE = frozenset({str, bool, type(None)})
_LAST_OF_ONE_UNIT = "\uffff"
"""Up to here a letter is one unit of UTF-16, so the order of Python is the order of RFC 8785."""


def canonical_json(value: Any) -> bytes:
    """Return the RFC 8785 bytes of a value that JSON can hold.

    Nearly everything that is hashed holds plain texts and whole numbers: of these the writer of the standard library
    makes the same bytes many times faster. Whatever else there is goes to the library, which refuses what it must.
    """
    if _is_plain(value):
        text = _WRITER.encode(value)
        if text.isascii() or max(text) <= _LAST_OF_ONE_UNIT:
            try:
                return text.encode()
            except UnicodeEncodeError:
                pass
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
