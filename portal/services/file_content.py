"""What a file is at first sight: its type by its first bytes. A worker looks into it afterwards."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import IO, Final

import magic

from portal.services.refusals import UploadRefusedError

HEAD: Final = 8192
TAIL: Final = 4096
_END_OF_PDF = b"%%EOF"
PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
XML: Final = "text/xml"
SOME_ZIP: Final = "application/zip"
"""Office files of some programs begin like any zip; the worker tells which they are."""


@dataclass(frozen=True, slots=True)
class Content:
    """What the bytes are: media type, and the endings that such a file may have."""

    media_type: str
    endings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Type:
    kinds: frozenset[str]
    endings: tuple[str, ...]


def inspect(stream: IO[bytes], accept: tuple[str, ...]) -> Content:
    """Return what the first bytes say; the stream stands anywhere afterwards.

    Raises ``UploadRefusedError`` when it is empty, of no kind in ``accept``, or a PDF without its end.
    """
    stream.seek(0)
    head = stream.read(HEAD)
    if not head:
        raise UploadRefusedError("empty")
    found = magic.from_buffer(head, mime=True)
    known = _TYPES.get(found)
    if known is None or not known.kinds.intersection(accept):
        raise UploadRefusedError("wrong_kind", found=found)
    if found == PDF:
        _demand_end(stream)
    return Content(found, known.endings)


def is_taken(media_type: str, accept: Collection[str]) -> bool:
    """Say whether files of a type are of one of the kinds that are asked for."""
    known = _TYPES.get(media_type)
    return known is not None and bool(known.kinds.intersection(accept))


def endings_of(media_type: str) -> tuple[str, ...]:
    """Return the endings that files of a type may have."""
    return _TYPES[media_type].endings


def _demand_end(stream: IO[bytes]) -> None:
    size = stream.seek(0, 2)
    stream.seek(max(0, size - TAIL))
    if _END_OF_PDF not in stream.read():
        raise UploadRefusedError("cut_off")


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
DOCX, XLSX = f"{_OPEN_XML}.wordprocessingml.document", f"{_OPEN_XML}.spreadsheetml.sheet"
ODT, ODS = f"{_OPEN_DOCUMENT}.text", f"{_OPEN_DOCUMENT}.spreadsheet"
DOC, XLS = "application/msword", "application/vnd.ms-excel"
OFFICE_ZIPS: Final = frozenset({DOCX, XLSX, ODT, ODS})
"""Office files that are zips of parts."""
OLD_OFFICE: Final = frozenset({DOC, XLS})
_WORD, _EXCEL = frozenset({"word", "office"}), frozenset({"excel", "office"})
_TYPES: Final[Mapping[str, _Type]] = {
    PDF: _Type(frozenset({"pdf"}), (".pdf",)),
    JPEG: _Type(frozenset({"image"}), (".jpg", ".jpeg")),
    PNG: _Type(frozenset({"image"}), (".png",)),
    DOCX: _Type(_WORD, (".docx",)),
    XLSX: _Type(_EXCEL, (".xlsx",)),
    ODT: _Type(_WORD, (".odt",)),
    ODS: _Type(_EXCEL, (".ods",)),
    SOME_ZIP: _Type(_WORD | _EXCEL | {"zip"}, (".zip", ".docx", ".xlsx", ".odt", ".ods")),
    DOC: _Type(_WORD, (".doc",)),
    XLS: _Type(_EXCEL, (".xls",)),
    XML: _Type(frozenset({"xml"}), (".xml",)),
    "audio/mpeg": _Type(frozenset({"audio"}), (".mp3",)),
    "audio/x-wav": _Type(frozenset({"audio"}), (".wav",)),
    "audio/x-m4a": _Type(frozenset({"audio"}), (".m4a",)),
    "video/mp4": _Type(frozenset({"video"}), (".mp4", ".m4v")),
    "video/quicktime": _Type(frozenset({"video"}), (".mov",)),
}
"""The types that are taken, by what libmagic calls them; every other one is refused, whatever its name says."""
