"""A scanner for development and tests: it knows one harmless file, the one by which every scanner is tried."""

from typing import BinaryIO

from portal.errors import StartError
from portal.scanning.base import Verdict

EICAR = b"".join((b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$", b"EICAR-STANDARD-", b"ANTIVIRUS-TEST-FILE!$H+H*"))
"""The test file of the EICAR; in pieces, or scanners would find it here."""
CHUNK = 256 * 1024


class SandboxScanner:
    """Finds the test file of the EICAR, and nothing else."""

    def __init__(self, *, production: bool) -> None:
        if production:
            raise StartError("the sandbox scanner finds nothing real: it refuses to start in production")

    def scan(self, stream: BinaryIO) -> Verdict:
        """Look for the one file it knows, also across the borders of what is read at a time."""
        before = b""
        while chunk := stream.read(CHUNK):
            if EICAR in before + chunk:
                return Verdict("Eicar-Test-Signature")
            before = chunk[-len(EICAR) :]
        return Verdict()
