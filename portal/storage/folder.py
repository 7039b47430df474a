"""Files in a folder of this machine: `ab/cd/abcd…`, two levels, so that no directory grows too large.

A file is first written beside its place, brought to the disk, and then renamed: whoever reads sees it whole or not at
all, also after a power cut. What a crash leaves in `incoming/` is swept by `sweep`.
"""

import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from portal.storage.base import DIGEST, NotStored, StorageBroken, StoredFile, TooLarge

CHUNK = 256 * 1024
"""How many bytes are held in memory at a time."""
ASIDE = "collected-"
"""How the name of a file begins that is about to be collected."""
UPLOAD = re.compile(r"[0-9a-f]{32}")
"""The names of uploads that come in parts: 32 lower-case hexadecimal digits."""


class FolderStorage:
    """A storage below one folder, which is made when it is missing; only its owner may look inside."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / "incoming"
        with _told():
            root.parent.mkdir(parents=True, exist_ok=True)
            for folder in (root, self._incoming):
                folder.mkdir(mode=0o700, exist_ok=True)

    def put(self, stream: BinaryIO, limit: int) -> StoredFile:
        """Keep the rest of `stream`, at most `limit` bytes; durable when this returns. Raises `TooLarge`."""
        with _told():
            handle, name = tempfile.mkstemp(dir=self._incoming)
            incoming = Path(name)
            try:
                with os.fdopen(handle, "wb") as target:
                    stored = _copy(stream, target, limit)
                self._settle(incoming, stored)
            finally:
                incoming.unlink(missing_ok=True)
        return stored

    def open(self, sha256: str) -> BinaryIO:
        """The bytes, from the start; the caller closes the stream. Raises `NotStored`."""
        with _told():
            try:
                return self._place(sha256).open("rb")
            except FileNotFoundError as missing:
                raise NotStored(sha256) from missing

    def exists(self, sha256: str) -> bool:
        """Whether the bytes of that digest lie here."""
        with suppress(NotStored):
            return self._place(sha256).is_file()
        return False

    def remove(self, sha256: str) -> bool:
        """Erase the bytes for good (lawful erasure); whether there was anything to erase."""
        with _told():
            try:
                self._place(sha256).unlink()
            except (FileNotFoundError, NotStored):
                return False
            _sync_folder(self._place(sha256).parent)
        return True

    def sweep(self, before: datetime) -> int:
        """Erase what interrupted uploads left before that instant; how many files there were."""
        swept = 0
        with _told():
            for left in self._incoming.iterdir():
                if not left.name.startswith(ASIDE) and left.stat().st_mtime < before.timestamp():
                    left.unlink(missing_ok=True)
                    swept += 1
        return swept

    def append(self, name: str, at: int, stream: BinaryIO, limit: int) -> int:
        """Write `stream` into the upload called `name` from its byte `at` on; how long the upload is then."""
        with _told():
            handle = os.open(self._upload(name), os.O_WRONLY | os.O_CREAT, 0o600)
            with os.fdopen(handle, "wb") as target:
                target.truncate(at)
                target.seek(at)
                return at + _copy(stream, target, limit).size

    def settle(self, name: str, limit: int) -> StoredFile:
        """Keep the upload called `name` like any other file. Raises `TooLarge`, and `NotStored` when there is none."""
        incoming = self._upload(name)
        with _told():
            try:
                stored = _digest(incoming)
            except FileNotFoundError as missing:
                raise NotStored(name) from missing
            if stored.size > limit:
                raise TooLarge(limit)
            self._settle(incoming, stored)
        return stored

    def discard(self, name: str) -> None:
        """Erase the upload called `name`, when there is one."""
        with _told():
            self._upload(name).unlink(missing_ok=True)

    def kept_since(self, before: datetime) -> Iterator[str]:
        """The digests of all files that were last put before that instant."""
        with _told():
            self._put_back()
            for place in self._root.glob("??/??/*"):
                if DIGEST.fullmatch(place.name) and _is_older(place, before):
                    yield place.name

    def collect(self, sha256: str, before: datetime, needed: Callable[[str], bool]) -> bool:
        """Erase a file that nobody needs; whether it was erased.

        The file is taken out of its place first. Whoever puts the same bytes from then on makes a new one; whoever
        put them until then made the one that was taken, and is known by its time or by what `needed` says.
        """
        place, aside = self._place(sha256), self._incoming / f"{ASIDE}{sha256}"
        with _told():
            try:
                place.rename(aside)
            except FileNotFoundError:
                return False
            if not _is_older(aside, before) or needed(sha256):
                aside.rename(place)
                return False
            aside.unlink()
            _sync_folder(place.parent)
        return True

    def _put_back(self) -> None:
        """Give back what a collection took out of its place before it was killed: it may be needed."""
        for aside in self._incoming.glob(f"{ASIDE}*"):
            place = self._place(aside.name.removeprefix(ASIDE))
            if place.exists():
                aside.unlink()
            else:
                aside.rename(place)

    def _upload(self, name: str) -> Path:
        """Only a name of ours becomes a path."""
        if not UPLOAD.fullmatch(name):
            raise NotStored(name)
        return self._incoming / name

    def _place(self, sha256: str) -> Path:
        """Only a digest becomes a path, so no name from outside can leave the folder."""
        if not DIGEST.fullmatch(sha256):
            raise NotStored(sha256)
        return self._root / sha256[:2] / sha256[2:4] / sha256

    def _settle(self, incoming: Path, stored: StoredFile) -> None:
        place = self._place(stored.sha256)
        for folder in (place.parent.parent, place.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        incoming.chmod(0o400)
        # Its time says since when it lies here: a collection of old files asks for it.
        os.utime(incoming)
        incoming.replace(place)
        for folder in (place.parent, place.parent.parent, self._root):
            _sync_folder(folder)


def _copy(stream: BinaryIO, target: BinaryIO, limit: int) -> StoredFile:
    """Copy and digest in one pass, and bring the copy to the disk."""
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise TooLarge(limit)
        digest.update(chunk)
        target.write(chunk)
    target.flush()
    os.fsync(target.fileno())
    return StoredFile(digest.hexdigest(), size)


def _digest(file: Path) -> StoredFile:
    """Digest a file, a piece at a time."""
    digest, size = hashlib.sha256(), 0
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            digest.update(chunk)
    return StoredFile(digest.hexdigest(), size)


def _is_older(file: Path, before: datetime) -> bool:
    try:
        return file.stat().st_mtime < before.timestamp()
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    """Bring a directory's entries to the disk: without it a rename may be lost in a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the operating system says into the storage's own error."""
    try:
        yield
    except OSError as failure:
        reason = "the disk is full" if failure.errno == errno.ENOSPC else (failure.strerror or "unknown")
        raise StorageBroken(reason) from failure
