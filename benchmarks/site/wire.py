"""A light client: many connections in one loop over raw sockets, so that it is never what is measured.

A visit is a generator: it yields the bytes of a request and is sent the answer.
"""

from __future__ import annotations

import selectors
import socket
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

Visit = Generator[bytes, "Answer", None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """Return a header, or nothing."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.decode().lower() == name:
                return value.strip().decode()
        return ""


def get(path: str, cookie: str = "") -> bytes:
    """Return the bytes of a GET."""
    return f"GET {path} HTTP/1.1\r\nHost: portal.example\r\n{_cookie(cookie)}\r\n".encode()


def post(path: str, fields: Iterable[tuple[str, str]] = (), cookie: str = "") -> bytes:
    """Return the bytes of a POST of a form."""
    body = urlencode(list(fields)).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: portal.example\r\n{_cookie(cookie)}"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _cookie(cookie: str) -> str:
    return f"Cookie: {cookie}\r\n" if cookie else ""


class _Line:
    """One connection with the visit that is under way on it."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.visit: Visit | None = None
        self._got = b""

    def begin(self, visit: Visit) -> None:
        """Send the first request of a visit."""
        self.visit = visit
        self.socket.sendall(next(visit))

    def take(self) -> bool:
        """Read what came; send the next request once the answer is whole. False when the visit is over."""
        self._got += self.socket.recv(1 << 16)
        answer = self._answer()
        if answer is None or self.visit is None:
            return True
        try:
            self.socket.sendall(self.visit.send(answer))
        except StopIteration:
            return False
        return True

    def _answer(self) -> Answer | None:
        head, blank, rest = self._got.partition(b"\r\n\r\n")
        if not blank:
            return None
        length = int(Answer(0, head, b"").header("content-length") or 0)
        if len(rest) < length:
            return None
        self._got = rest[length:]
        return Answer(int(head[9:12]), head, rest[:length])


class Crowd:
    """Some visitors of one server at a time, each with a connection of its own, as a browser has."""

    def __init__(self, port: int, size: int) -> None:
        self._port = port
        self._size = size

    def run(self, visits: Iterable[Visit]) -> None:
        """Make all visits, no more than so many at a time."""
        waiting = iter(visits)
        with selectors.DefaultSelector() as selector:
            for _ in range(self._size):
                self._begin_next(waiting, selector)
            while selector.get_map():
                for key, _ in selector.select():
                    if not key.data.take():
                        selector.unregister(key.fileobj)
                        key.data.socket.close()
                        self._begin_next(waiting, selector)

    def _begin_next(self, waiting: Iterator[Visit], selector: selectors.BaseSelector) -> None:
        visit = next(waiting, None)
        if visit is not None:
            line = _Line(self._port)
            selector.register(line.socket, selectors.EVENT_READ, line)
            line.begin(visit)
