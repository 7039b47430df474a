"""Looking into one file, in a folder and a process of its own, with limits on time, memory and what is written."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from portal.errors import PortalError
from portal.papers.base import PaperError
from portal.papers.limited import Call, LimitReached, run_limited
from portal.papers.untrusted import CLEANED, SENT
from portal.services.file_checks import Arrived, Checked
from portal.services.file_content import JPEG, OFFICE_ZIPS, OLD_OFFICE, PDF, PNG, SOME_ZIP, XML, is_taken
from portal.storage.base import Storage, StoredFile

SECONDS: Final = 120
MEGABYTES: Final = 2048
WRITTEN: Final = 512
"""Megabytes of a cleaned copy; a file has two hundred at most."""
CHUNK: Final = 1 << 20


class RefusedFile(PortalError):
    """A file cannot be kept; ``problem`` is the word for it."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(f"the file is refused: {problem}")


class SwappedFile(PortalError):
    """The storage holds other bytes than it was given: somebody changed them, or the disk did."""


def look_into(storage: Storage, arrived: Arrived, accept: Collection[str]) -> Checked:
    """Say what a file is and what was made of it; raise ``RefusedFile`` when it cannot be kept."""
    look = _LOOKS.get(arrived.media_type, _nothing_more)
    with taken_out(storage, arrived.sha256) as folder:
        checked = look(arrived.media_type, folder, storage)
    # What began like any zip may be another kind of file than the one that is asked for, or nothing but a zip.
    wanted = "zip" in accept if checked.media_type == SOME_ZIP else is_taken(checked.media_type, accept)
    if not wanted:
        raise RefusedFile("wrong_kind")
    return checked


@contextmanager
def taken_out(storage: Storage, sha256: str) -> Iterator[Path]:
    """Copy a stored file into a folder of its own; raise ``SwappedFile`` when it is not what its digest says."""
    with tempfile.TemporaryDirectory(prefix="file-") as name:
        folder = Path(name)
        digest = hashlib.sha256()
        with storage.open(sha256) as stored, (folder / SENT).open("wb") as copy:
            while chunk := stored.read(CHUNK):
                digest.update(chunk)
                copy.write(chunk)
        if digest.hexdigest() != sha256:
            raise SwappedFile("the stored bytes do not have their digest")
        yield folder


def run_beside(function: str, folder: Path, *arguments: Any, seconds: float = SECONDS) -> Any:
    """Call a function of ``portal.papers.untrusted`` in the folder of a file; its answer."""
    call = Call(f"portal.papers.untrusted.{function}", arguments)
    return json.loads(run_limited(call, seconds=seconds, megabytes=MEGABYTES, folder=folder, written=WRITTEN))


def put_file(storage: Storage, file: Path) -> StoredFile:
    """Keep a file that the other process left."""
    with file.open("rb") as stream:
        return storage.put(stream, file.stat().st_size)


def _ask(function: str, folder: Path) -> Any:
    try:
        return run_beside(function, folder)
    except LimitReached:
        raise RefusedFile("unfolds") from None
    except PaperError as wrong:
        raise RefusedFile(str(wrong)) from None


def _pdf(media_type: str, folder: Path, storage: Storage) -> Checked:
    told = _ask("pdf:clean", folder)
    safe = put_file(storage, folder / CLEANED) if told["found"] else None
    return Checked(media_type, pages=told["pages"], safe=safe)


def _picture(media_type: str, folder: Path, storage: Storage) -> Checked:
    told = _ask("picture:clean", folder)
    return Checked(media_type, kept=put_file(storage, folder / CLEANED) if told["cleaned"] else None)


def _zip(media_type: str, folder: Path, storage: Storage) -> Checked:
    del media_type, storage
    return Checked(_ask("office:look_into_zip", folder)["media_type"])


def _xml(media_type: str, folder: Path, storage: Storage) -> Checked:
    del storage
    _ask("xml:look_into", folder)
    return Checked(media_type)


def _old_office(media_type: str, folder: Path, storage: Storage) -> Checked:
    del storage
    _ask("office:look_into_old", folder)
    return Checked(media_type)


def _nothing_more(media_type: str, folder: Path, storage: Storage) -> Checked:
    """Nothing more can be told of a recording without playing it."""
    del folder, storage
    return Checked(media_type)


_LOOKS: Final[dict[str, Callable[[str, Path, Storage], Checked]]] = {
    PDF: _pdf,
    JPEG: _picture,
    PNG: _picture,
    SOME_ZIP: _zip,
    XML: _xml,
    **dict.fromkeys(OFFICE_ZIPS, _zip),
    **dict.fromkeys(OLD_OFFICE, _old_office),
}
