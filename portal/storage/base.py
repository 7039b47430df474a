"""The contract of a storage: bytes go in as a stream and are known ever after by their SHA-256.

    StorageError
    ├── TooLarge          the stream is longer than the caller allows; nothing was kept
    ├── NotStored         no file of that digest lies here
    └── StorageBroken     the disk or the service fails (full, read-only, unreachable)

A file is never changed: other bytes have another digest. Two people who upload the same file share one copy, so who
may remove it is decided by the service that knows every attachment.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from portal.errors import PortalError

DIGEST = re.compile(r"[0-9a-f]{64}")
"""A SHA-256 as this package writes it: 64 lower-case hexadecimal digits."""


class StorageError(PortalError):
    """A storage cannot do what it was asked."""


class TooLarge(StorageError):
    """The stream is longer than `limit` bytes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"the file is larger than {limit} bytes")


class NotStored(StorageError):
    """No file of this digest lies here, or the digest is not one."""

    def __init__(self, sha256: str) -> None:
        self.sha256 = sha256
        super().__init__("no such file is stored")


class StorageBroken(StorageError):
    """The disk or the service behind the storage fails; `reason` is for the operator."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the storage fails: {reason}")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What is known about stored bytes: their digest in lower-case hexadecimal and their number."""

    sha256: str
    size: int


class Storage(Protocol):
    """Keeps bytes under their SHA-256."""

    def put(self, stream: BinaryIO, limit: int) -> StoredFile:
        """Keep the rest of `stream`, at most `limit` bytes; durable when this returns. Raises `TooLarge`."""
        ...

    def open(self, sha256: str) -> BinaryIO:
        """The bytes, from the start; the caller closes the stream. Raises `NotStored`."""
        ...

    def exists(self, sha256: str) -> bool:
        """Whether the bytes of that digest lie here."""
        ...

    def append(self, name: str, at: int, stream: BinaryIO, limit: int) -> int:
        """Write `stream` into the upload called `name` from its byte `at` on; how long the upload is then.

        What lay behind `at` is gone: it came in a request that was never confirmed. At most `limit` bytes are taken
        of `stream`. The caller sees to it that nobody else writes into the same upload meanwhile.
        """
        ...

    def settle(self, name: str, limit: int) -> StoredFile:
        """Keep the upload called `name` like any other file. Raises `TooLarge`, and `NotStored` when there is none."""
        ...

    def discard(self, name: str) -> None:
        """Erase the upload called `name`, when there is one."""
        ...

    def sweep(self, before: datetime) -> int:
        """Erase what interrupted uploads left before that instant; how many files there were."""
        ...

    def kept_since(self, before: datetime) -> Iterator[str]:
        """The digests of all files that were last put before that instant."""
        ...

    def collect(self, sha256: str, before: datetime, needed: Callable[[str], bool]) -> bool:
        """Erase a file that nobody needs; whether it was erased.

        It stays when it was put again since `before`. `needed` is asked once nobody can find the file any more, so
        that one who came just before is not robbed.
        """
        ...

    def remove(self, sha256: str) -> bool:
        """Erase the bytes for good (lawful erasure); whether there was anything to erase."""
        ...
