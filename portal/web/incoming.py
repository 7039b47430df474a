"""How a request is read before any view sees it: without NUL, which PostgreSQL cannot hold and nobody types."""

from __future__ import annotations

from typing import Any

from flask import Flask, Request, request
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items

NUL = "\0"
LARGEST_REQUEST = 64 * 1024 * 1024
LARGEST_FORM = 2 * 1024 * 1024
MOST_PARTS = 20_000


class Typed(ImmutableMultiDict[str, Any]):
    """Values of an address or of a form, without NUL in names and values."""

    def __init__(self, mapping: Any = None) -> None:
        """Take the values as werkzeug parsed them; files pass as they are."""
        pairs = [] if mapping is None else list(iter_multi_items(mapping))
        super().__init__(pairs if _is_clean(pairs) else [(_without(name), _without(value)) for name, value in pairs])


class TypedRequest(Request):
    """A request whose form holds no NUL and is no larger than any page of ours sends."""

    parameter_storage_class = Typed
    # Flask would look each of them up in its configuration, several times a request.
    max_content_length = LARGEST_REQUEST
    max_form_memory_size = LARGEST_FORM
    max_form_parts = MOST_PARTS


def install(app: Flask) -> None:
    """Let ``app`` read requests this way, and take an address as it is written.

    With a double slash it leads nowhere: werkzeug would redirect to a URL that it builds from the visitor's Host.
    """
    app.request_class = TypedRequest
    app.url_map.merge_slashes = False


def this_request() -> Request:
    """Return the request itself: Flask's ``request`` looks it up anew for each thing that is asked of it."""
    found: Request = request._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - the documented way.
    return found


def _is_clean(pairs: list[tuple[str, Any]]) -> bool:
    """Say at one look that there are only texts, and NUL in none of them."""
    try:
        return NUL not in "".join([text for pair in pairs for text in pair])
    except TypeError:
        return False


def _without(value: Any) -> Any:
    return value.replace(NUL, "") if isinstance(value, str) and NUL in value else value
