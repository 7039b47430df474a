"""ClamAV's daemon, spoken to by its own protocol (INSTREAM): the bytes go there, no file has to be shared.

The clients on PyPI are either under the GPL or were last changed in 2014; the protocol is five lines long.
"""

import socket
import struct
from contextlib import suppress
from typing import BinaryIO, Final
from urllib.parse import urlsplit

from portal.scanning.base import ScannerUnreachable, Verdict

CHUNK: Final = 256 * 1024
LONGEST_REPLY: Final = 4096
CONNECT_SECONDS: Final = 5
SECONDS: Final = 180
"""As long as clamd itself may take for one file (its MaxScanTime is two minutes)."""
USUAL_PORT: Final = 3310


class ClamdScanner:
    """A clamd at `unix:/path/of/socket` or `tcp://host:port`."""

    def __init__(self, address: str, *, seconds: float = SECONDS) -> None:
        self._address = address
        self._seconds = seconds

    def scan(self, stream: BinaryIO) -> Verdict:
        """Scan the rest of `stream`. Raises `ScannerUnreachable`."""
        try:
            with self._connected() as connection:
                # One that hangs up in the middle says why before it does.
                with suppress(BrokenPipeError, ConnectionResetError):
                    _send(connection, stream)
                reply = _receive(connection)
        except OSError as failure:
            raise ScannerUnreachable(failure.strerror or type(failure).__name__) from failure
        return _verdict(reply)

    def _connected(self) -> socket.socket:
        parts = urlsplit(self._address)
        if parts.scheme == "unix":
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(CONNECT_SECONDS)
            try:
                connection.connect(parts.path)
            except OSError:
                connection.close()
                raise
        else:
            place = (parts.hostname or "", parts.port or USUAL_PORT)
            connection = socket.create_connection(place, timeout=CONNECT_SECONDS)
        connection.settimeout(self._seconds)
        return connection


def _send(connection: socket.socket, stream: BinaryIO) -> None:
    """Send the bytes in pieces, each behind its length; a length of zero ends them."""
    connection.sendall(b"zINSTREAM\0")
    while chunk := stream.read(CHUNK):
        connection.sendall(struct.pack(">I", len(chunk)) + chunk)
    connection.sendall(struct.pack(">I", 0))


def _receive(connection: socket.socket) -> str:
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < LONGEST_REPLY:
        piece = connection.recv(LONGEST_REPLY)
        if not piece:
            break
        reply += piece
    return reply.rstrip(b"\0").decode(errors="replace")


def _verdict(reply: str) -> Verdict:
    """`stream: OK`, or `stream: NAME FOUND`; everything else is a complaint."""
    _, _, said = reply.partition(": ")
    if said == "OK":
        return Verdict()
    name, _, last = said.rpartition(" ")
    if last == "FOUND":
        return Verdict(name)
    raise ScannerUnreachable(reply or "it hung up without a word")
