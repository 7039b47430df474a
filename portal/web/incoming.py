"""How a request is read before any view sees it: without NUL, which PostgreSQL cannot hold and nobody types."""

from __future__ import annotations

from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items

NUL = "\0"


class Typed(ImmutableMultiDict[str, Any]):
    """Values of an address or of a form, without NUL in names and values."""

    def __init__(self, mapping: Any = None) -> None:
        """Take the values as werkzeug parsed them; files pass as they are."""
        pairs = iter_multi_items(mapping) if mapping is not None else ()
        super().__init__([(_without(name), _without(value)) for name, value in pairs])


class TypedRequest(Request):
    """A request whose form holds no NUL."""

    parameter_storage_class = Typed


def install(app: Flask) -> None:
    """Let ``app`` read requests this way, and take an address as it is written.

    With a double slash it leads nowhere: werkzeug would redirect to a URL that it builds from the visitor's Host.
    """
    app.request_class = TypedRequest
    app.url_map.merge_slashes = False


def _without(value: Any) -> Any:
    return value.replace(NUL, "") if isinstance(value, str) and NUL in value else value
