"""Pages leave packed, as small as the browser takes them: on a slow line a form page comes in a quarter of the time.

A page holds the secret of its forms beside words that somebody else may have put into the address. How small such a
page becomes could tell of the secret, letter by letter (BREACH); so the head of a packed answer is longer by a random
number of bytes.
"""

from __future__ import annotations

import gzip
import secrets
from collections.abc import Callable, Mapping

import brotli
from flask import Flask, Response

from portal.web.incoming import this_request

LEAST = 1_000
"""Smaller answers fit into one packet of the network as they are."""
TEXTS = ("text/", "application/json")
NOISE = "X-Noise"
MOST_NOISE = 16
WINDOW = 16
"""The longest way back, as a power of two: a page is hardly longer."""


def _brotli(body: bytes) -> bytes:
    """Return ``body`` packed in half a millisecond; one step more would take twenty."""
    packed: bytes = brotli.compress(body, mode=brotli.MODE_TEXT, quality=7, lgwin=WINDOW)
    return packed


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


PACKERS: Mapping[str, Callable[[bytes], bytes]] = {"br": _brotli, "gzip": _gzip}
"""How a text is packed, the smallest first."""


def install(app: Flask) -> None:
    """Let ``app`` send its texts packed."""
    app.after_request(pack)


def pack(response: Response) -> Response:
    """Pack an answer, if it is a text of some length and the browser takes it packed."""
    taken = this_request().environ.get("HTTP_ACCEPT_ENCODING", "")
    if not taken or not _gains(response):
        return response
    for encoding, packer in PACKERS.items():
        if encoding in taken and this_request().accept_encodings[encoding]:
            response.set_data(packer(response.get_data()))
            response.content_encoding = encoding
            response.vary.add("Accept-Encoding")
            response.headers[NOISE] = secrets.token_hex(MOST_NOISE // 2)[: secrets.randbelow(MOST_NOISE + 1)]
            break
    return response


def _gains(response: Response) -> bool:
    """Say whether an answer is one of ours to pack: whole, a text, and not packed before."""
    return (
        not response.direct_passthrough
        and not response.is_streamed
        and (response.content_length or 0) >= LEAST
        and (response.mimetype or "").startswith(TEXTS)
        and "Content-Encoding" not in response.headers
    )
