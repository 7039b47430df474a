"""Text between a page and a file: line ends, marks at the beginning, letters that are not UTF-8."""

from __future__ import annotations

import unicodedata


def as_file(typed: str) -> bytes:
    """Return typed text as the bytes of a file: one kind of line end, composed letters, a line end at the end."""
    text = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n"))
    whole = text if text.endswith("\n") else f"{text}\n"
    return whole.encode("utf-8", "replace")


def as_text(content: bytes) -> str | None:
    """Return the bytes of a file as text to be changed in a page; ``None`` when that would lose something."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def to_read(content: bytes) -> str:
    """Return the bytes of a file as text to be read, with a mark for each letter that cannot be."""
    return content.decode("utf-8-sig", "replace")
