"""The addresses of style sheets, scripts and fonts: hashed names, so a browser may keep them for ever."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

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
