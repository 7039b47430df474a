"""A phone before the portal: it asks for a page and for all that the page loads, keeps what it may, and counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin

from flask.testing import FlaskClient
from werkzeug.wrappers import Response

KB = 1024
FIRST_VISIT, NEXT_PAGE = 90 * KB, 8 * KB
"""What a form page may bring: the first one ever, and the next one."""
TAKES = "gzip, deflate, br, zstd"
"""What Chromium takes from a server that it trusts."""
SERVER = len("HTTP/1.1 200 OK\r\nserver: granian\r\ndate: Mon, 23 Nov 2026 02:00:00 GMT\r\n\r\n")
"""What the server adds to the head of each answer."""
LINKED = re.compile(r'<link[^>]*\bhref="([^"]+)"|<(?:script|img)[^>]*\bsrc="([^"]+)"|<use[^>]*\bhref="([^"#]+)')
IMPORTED = re.compile(r"""(?:\bfrom\s*|\bimport\s*)["'](\./[^"']+)["']""")
NAMED = re.compile(r"""url\(["']?(?!data:)([^"')#]+)""")


@dataclass
class Phone:
    """What is kept is not asked again; each loading says how much came over the line, heads included."""

    client: FlaskClient
    kept: dict[str, str] = field(default_factory=dict)
    """The text of everything that may be kept for ever, by its address."""

    def load(self, page: str) -> dict[str, int]:
        """Ask for a page and all that it names, and return the bytes by address."""
        brought: dict[str, int] = {}
        seen: set[str] = set()
        waiting = [page]
        while waiting:
            address = waiting.pop()
            if address in seen:
                continue
            seen.add(address)
            text = self.kept.get(address) or self._ask(address, brought)
            waiting += [urljoin(address, name) for name in _names(address, text)]
        return brought

    def _ask(self, address: str, brought: dict[str, int]) -> str:
        with (
            self.client.get(address, headers={"Accept-Encoding": TAKES}) as answer,
            self.client.get(address) as unpacked,
        ):
            assert answer.status_code == unpacked.status_code == 200, (address, answer.status_code)
            brought[address] = on_the_wire(answer)
            text: str = unpacked.data.decode(errors="replace")
            if "immutable" in answer.headers["Cache-Control"]:
                self.kept[address] = text
        return text


def on_the_wire(answer: Response) -> int:
    """Return how long an answer is as it is sent over HTTP/1.1, with its head as it stands."""
    return SERVER + sum(len(name) + len(value) + 4 for name, value in answer.headers) + len(answer.data)


def _names(address: str, text: str) -> list[str]:
    """Return what a text tells a browser to load: all fonts and pictures of a sheet, needed on this page or not."""
    if address.endswith(".js"):
        return IMPORTED.findall(text)
    if address.endswith(".css"):
        return NAMED.findall(text)
    if "/static/" in address:
        return []
    return [name for one in LINKED.findall(text) for name in one if name and not name.startswith("data:")]
