"""Style sheets, scripts and fonts: hashed names that a browser may keep for ever, sent as small as it takes them."""

import json
from collections.abc import Mapping
from functools import cache
from mimetypes import guess_type
from pathlib import Path

from flask import Flask, Response, request, send_from_directory

from portal.errors import StartError

BUILD = Path(__file__).parent / "static" / "build"
"""Where set-up puts what it builds out of ``portal/web/assets``."""

PREFIX = "/static/"


@cache
def manifest() -> Mapping[str, str]:
    """Return the built name of each asset (``main.css`` → ``main.3f9a….css``); raise ``StartError`` when not built."""
    path = BUILD / "manifest.json"
    try:
        names: Mapping[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StartError("the style sheets and scripts are not built yet: run `make assets`") from None
    return names


def asset(name: str) -> str:
    """Return the address of an asset; raise ``KeyError`` when there is none of that name."""
    return PREFIX + manifest()[name]


PACKED = (("br", ".br"), ("gzip", ".gz"))
"""What set-up puts beside a built text, the smallest first."""


def install(app: Flask) -> None:
    """Let ``app`` send built files packed; its static folder is ``BUILD`` under ``PREFIX``."""
    app.view_functions["static"] = send


def send(filename: str) -> Response:
    """Send a built file, packed where the browser takes that and set-up made it."""
    if filename in manifest().values():
        for encoding, ending in PACKED:
            if request.accept_encodings[encoding] and (BUILD / (filename + ending)).is_file():
                response = _built(filename + ending, mimetype=guess_type(filename)[0])
                response.content_encoding = encoding
                response.vary.add("Accept-Encoding")
                return response
    return _built(filename)


def _built(file: str, mimetype: str | None = None) -> Response:
    """Return a file without what only somebody who saves it, or asks for it anew, wants to know."""
    response = send_from_directory(BUILD, file, mimetype=mimetype, etag=False)
    del response.headers["Content-Disposition"]
    return response
