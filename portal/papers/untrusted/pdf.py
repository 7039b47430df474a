"""A PDF: whether it is whole, how many pages it has, and a copy of it that does nothing when it is opened."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import pikepdf

from portal.papers.base import PaperError
from portal.papers.untrusted import CLEANED, SENT

ACTING: Final = frozenset(
    {
        "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound",
        "/RichMediaExecute",
    }
)  # fmt: skip
"""Actions (ISO 32000-2, table 201) that run something, send something, or open another file."""
LEADING: Final = frozenset({"/GoTo", "/Named"})
"""Actions that only show another place of the same file."""
CARRYING: Final = (
    "/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/RichMediaContent", "/RichMediaSettings",
    "/3DD", "/3DV",
)  # fmt: skip
"""Keys that hold a script, a file, or a scene; they are taken out wherever they stand."""
OPENING: Final = ("/OpenAction", "/AA")
"""Keys whose actions happen by themselves."""


def clean() -> bytes:
    """Tell the number of pages and what was taken out, and write the copy when anything was.

    Raises `PaperError` with ``protected``, ``cut_off`` or ``empty``.
    """
    try:
        with pikepdf.open(SENT) as document:
            pages = len(document.pages)
            found = disarm(document)
            if found:
                keep = pikepdf.StreamDecodeLevel.none
                document.save(CLEANED, compress_streams=False, stream_decode_level=keep)
    except pikepdf.PasswordError:
        raise PaperError("protected") from None
    except (pikepdf.PdfError, ValueError, RuntimeError):
        raise PaperError("cut_off") from None
    if not pages:
        raise PaperError("empty")
    return json.dumps({"pages": pages, "found": sorted(found)}).encode()


def disarm(document: pikepdf.Pdf) -> set[str]:
    """Take out everything that acts or carries; return the names of what was found."""
    found: set[str] = set()
    for one in _dictionaries(document):
        found |= _disarm(one)
    return found


def _dictionaries(document: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary of the file, also those within others, whether anything refers to it or not."""
    trailer: Any = document.trailer
    waiting: list[Any] = [trailer]
    for one in document.objects:
        waiting.append(one)
        while waiting:
            node = waiting.pop()
            if isinstance(node, pikepdf.Array):
                waiting += [child for child in node if _inside(child)]
            elif isinstance(node, (pikepdf.Dictionary, pikepdf.Stream)):
                yield node
                waiting += [child for _, child in node.items() if _inside(child)]


def _inside(child: object) -> bool:
    """Say whether something stands right here; what is only referred to comes by itself."""
    return isinstance(child, (pikepdf.Array, pikepdf.Dictionary)) and not child.is_indirect


def _disarm(node: Any) -> set[str]:
    found = set()
    kind = str(node.get("/S", ""))
    if kind in ACTING:
        found.add(kind)
        for key in list(node.keys()):
            del node[key]
        return found
    for key in CARRYING:
        if key in node:
            found.add(key)
            del node[key]
    for key in OPENING:
        if key in node and _acts_alone(node[key]):
            found.add(key)
            del node[key]
    return found


def _acts_alone(opening: Any) -> bool:
    """Say whether more than a page is shown when the file is opened: most files only name the page to begin with."""
    if isinstance(opening, pikepdf.Dictionary):
        return str(opening.get("/S", "")) not in LEADING
    return False
