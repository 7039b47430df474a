"""The pictures of a pack that a form may show, by name, each with the address under which the portal serves it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

from forms.fields.content import PICTURES

_PNG: Final = b"\x89PNG\r\n\x1a\n"


def picture_addresses(files: Mapping[str, bytes], code: str | None) -> dict[str, str]:
    """Return ``code/digest`` for each picture; nothing for one that is none, whatever its name says.

    The digest is that of the picture: a new version with the same picture keeps its address.
    """
    return {
        name: f"{code or '?'}/{picture_digest(content)}" if content.startswith(_PNG) else ""
        for name, content in files.items()
        if name.endswith(PICTURES)
    }


def pictures_of(files: Mapping[str, bytes]) -> list[str]:
    """Return the digests of the pictures of a pack, in order."""
    return sorted({picture_digest(files[name]) for name, address in picture_addresses(files, None).items() if address})


def picture_digest(content: bytes) -> str:
    """Return what names a picture."""
    return hashlib.sha256(content).hexdigest()
