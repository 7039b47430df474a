"""The contract of a scanner for malware.

A scanner that cannot be asked is no answer: whoever asks keeps the file closed and asks again later.
"""

from dataclasses import dataclass
from typing import BinaryIO, Protocol

from portal.errors import PortalError


class ScannerUnreachable(PortalError):
    """The scanner does not answer, or cannot scan this file; `reason` is for the operator."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the scanner fails: {reason}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a scanner found: the name of the malware, or nothing."""

    found: str | None = None

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return self.found is None


class Scanner(Protocol):
    """Looks for malware."""

    def scan(self, stream: BinaryIO) -> Verdict:
        """Scan the rest of `stream`. Raises `ScannerUnreachable`."""
        ...
