"""The canonical bytes of what is hashed (RFC 8785): one way of writing for one content."""

from __future__ import annotations

import json
from typing import Any

import rfc8785

_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_SAFE = 2**53 - 1
_LAST_OF_ONE_UNIT = "\uffff"
"""Up to here a letter is one unit of UTF-16, so the order of Python is the order of RFC 8785."""


def canonical_json(value: Any) -> bytes:
    """Return the RFC 8785 bytes of a value that JSON can hold.

    Nearly everything that is hashed holds plain texts and whole numbers: of these the writer of the standard library
    makes the same bytes many times faster. Whatever else there is goes to the library, which refuses what it must.
    """
    if _is_plain(value):
        text = _WRITER.encode(value)
        if max(text) <= _LAST_OF_ONE_UNIT:
            try:
                return text.encode()
            except UnicodeEncodeError:
                pass
    return rfc8785.dumps(value)


def _is_plain(value: Any) -> bool:
    """Say whether there are only texts, whole numbers that every reader can hold, yes, no and nothing."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return bool(abs(value) <= _SAFE)
    if kind is list:
        return all(map(_is_plain, value))
    return kind is dict and all(type(name) is str for name in value) and all(map(_is_plain, value.values()))
