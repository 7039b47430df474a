"""The lists of registries for development: a few entries of each, served as the real ones would be.

Words that begin with `!` make it behave badly, so that one can look at what a citizen sees then: `!cham` is slow,
`!hong` answers nonsense, `!tat` is out of order.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, abort, jsonify, request
from ruamel.yaml import YAML

from forms.fields.entries import Entries, state_list
from portal.errors import StartError

LISTS: Final = Path(__file__).parent / "lists.yaml"
SLOWNESS: Final = 8.0
"""Seconds that a slow answer takes: more than the portal waits."""
MOST: Final = 50
SLOW, NONSENSE, OUTAGE = "!cham", "!hong", "!tat"


def create_app(*, production: bool) -> Flask:
    """Return the application. Refuses to exist in production."""
    if production:
        raise StartError("the sandbox of the registries does not run in production: PORTAL_ENV is production")
    app = Flask(__name__, static_folder=None)

    @app.get("/lists/<name>")
    def search(name: str) -> Any:
        """Answer as a registry does, or as it should not."""
        if name not in _lists():
            abort(HTTPStatus.NOT_FOUND)
        typed = request.args.get("q", "")
        return _misbehaved(typed) or jsonify(_answer(name, typed))

    @app.get("/healthz")
    def health() -> Any:
        return {"status": "ok"}

    return app


def _misbehaved(typed: str) -> Response | None:
    if typed == SLOW:
        time.sleep(SLOWNESS)
    if typed == NONSENSE:
        return Response("<html>", mimetype="text/html")
    return Response("", HTTPStatus.SERVICE_UNAVAILABLE) if typed == OUTAGE else None


def _answer(name: str, typed: str) -> dict[str, Any]:
    entries = _lists()[name]
    found = entries.find(typed)
    shown = found[: min(request.args.get("limit", MOST, type=int), MOST)]
    return {
        "as_of": _told()["as_of"],
        "count": len(found),
        "entries": [{"code": code, **entries.names[code]} for code in shown],
    }


@cache
def _told() -> Mapping[str, Any]:
    told: Mapping[str, Any] = YAML(typ="safe").load(LISTS)
    return told


@cache
def _lists() -> Mapping[str, Entries]:
    written = {name: Entries(entries) for name, entries in _told()["lists"].items()}
    return {**written, "administrative_units": state_list("communes")}
