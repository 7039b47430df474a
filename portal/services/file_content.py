"""What a file really is: its type by its bytes, and whether it is whole."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, Final

import magic

from portal.papers.base import PaperError
from portal.papers.limited import Call, LimitReached, run_limited
from portal.services.refusals import UploadRefusedError

HEAD: Final = 8192
TAIL: Final = 4096
_END_OF_PDF = b"%%EOF"


@dataclass(frozen=True, slots=True)
class Content:
    """What the bytes are: media type, the endings that such a file may have, and its pages where it has any."""

    media_type: str
    endings: tuple[str, ...]
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class _Type:
    kind: str
    endings: tuple[str, ...]
    check: Callable[[IO[bytes]], int | None]


def inspect(stream: IO[bytes], accept: tuple[str, ...]) -> Content:
    """Return what the bytes are; the stream stands anywhere afterwards.

    Raises ``UploadRefusedError`` when they are empty, of no kind in ``accept``, cut off, or locked by a password.
    """
    stream.seek(0)
    head = stream.read(HEAD)
    if not head:
        raise UploadRefusedError("empty")
    found = magic.from_buffer(head, mime=True)
    known = _TYPES.get(found)
    if known is None or known.kind not in accept:
        raise UploadRefusedError("wrong_kind", found=found)
    stream.seek(0)
    return Content(found, known.endings, known.check(stream))


def _pdf(stream: IO[bytes]) -> int:
    size = stream.seek(0, 2)
    stream.seek(max(0, size - TAIL))
    if _END_OF_PDF not in stream.read():
        raise UploadRefusedError("cut_off")
    return int(_elsewhere("pages_of_pdf", stream))


def _image(stream: IO[bytes]) -> None:
    _elsewhere("look_at_picture", stream)


def _elsewhere(function: str, stream: IO[bytes]) -> bytes:
    """Let a process with limits open the file, and say in our words what it says of it."""
    stream.seek(0)
    try:
        return run_limited(Call(f"portal.papers.untrusted:{function}", (stream.read(),)), seconds=10, megabytes=512)
    except LimitReached:
        raise UploadRefusedError("cut_off") from None
    except PaperError as wrong:
        raise UploadRefusedError(str(wrong)) from None


def _zip(stream: IO[bytes]) -> None:
    """An office file is a zip, whose list of contents stands at its end."""
    try:
        zipfile.ZipFile(stream).infolist()
    except zipfile.BadZipFile:
        raise UploadRefusedError("cut_off") from None


def _anything(stream: IO[bytes]) -> None:
    """Nothing more can be told of this type without playing or opening it."""
    del stream


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
_TYPES: Final[Mapping[str, _Type]] = {
    "application/pdf": _Type("pdf", (".pdf",), _pdf),
    "image/jpeg": _Type("image", (".jpg", ".jpeg"), _image),
    "image/png": _Type("image", (".png",), _image),
    f"{_OPEN_XML}.wordprocessingml.document": _Type("office", (".docx",), _zip),
    f"{_OPEN_XML}.spreadsheetml.sheet": _Type("office", (".xlsx",), _zip),
    f"{_OPEN_DOCUMENT}.text": _Type("office", (".odt",), _zip),
    f"{_OPEN_DOCUMENT}.spreadsheet": _Type("office", (".ods",), _zip),
    "application/msword": _Type("office", (".doc",), _anything),
    "application/vnd.ms-excel": _Type("office", (".xls",), _anything),
    "audio/mpeg": _Type("audio", (".mp3",), _anything),
    "audio/x-wav": _Type("audio", (".wav",), _anything),
    "audio/x-m4a": _Type("audio", (".m4a",), _anything),
    "video/mp4": _Type("video", (".mp4", ".m4v"), _anything),
    "video/quicktime": _Type("video", (".mov",), _anything),
}
"""The types that are taken, by what libmagic calls them; every other one is refused, whatever its name says."""
