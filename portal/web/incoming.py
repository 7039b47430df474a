"""How a request is read before any view sees it: without NUL, which PostgreSQL cannot hold and nobody types."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeVar

from flask import Flask, Request, current_app, request, session
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items
from werkzeug.exceptions import ClientDisconnected

View = TypeVar("View", bound=Callable[..., Any])
NUL = "\0"
LARGEST_REQUEST = 64 * 1024 * 1024
_DIGITS = len(str(LARGEST_REQUEST))
LARGEST_UPLOAD = 512 * 1024 * 1024
"""A page with files, posted without script: two files of the largest size that packs can allow, and some more."""
LARGEST_FORM = 2 * 1024 * 1024
MOST_PARTS = 20_000
URLENCODED = "application/x-www-form-urlencoded"
_REGULAR = re.compile(rb"[^&=\\\x00]*=[^&=\\\x00]*(?:&[^&=\\\x00]*=[^&=\\\x00]*)*")
"""What every browser sends of a form: pairs, each with one sign of equality."""


class Typed(ImmutableMultiDict[str, Any]):
    """Values of an address or of a form, without NUL in names and values."""

    def __init__(self, mapping: Any = None) -> None:
        """Take the values as werkzeug parsed them; files pass as they are."""
        pairs = [] if mapping is None else list(iter_multi_items(mapping))
        super().__init__(pairs if _is_clean(pairs) else [(_without(name), _without(value)) for name, value in pairs])

    @classmethod
    def of_texts(cls, texts: list[str]) -> Typed:
        """Return the form whose names and values take turns in ``texts``, none of which holds NUL."""
        lists: dict[str, list[str]] = {}
        for name, value in zip(texts[::2], texts[1::2], strict=True):
            lists.setdefault(name, []).append(value)
        made = cls()
        dict.update(made, lists)
        return made


class TypedRequest(Request):
    """A request whose form holds no NUL and is no larger than any page of ours sends."""

    parameter_storage_class = Typed
    # Flask would look each of them up in its configuration, several times a request.
    max_content_length = LARGEST_REQUEST
    max_form_memory_size = LARGEST_FORM
    max_form_parts = MOST_PARTS

    def _load_form_data(self) -> None:
        """Read a form as browsers send it in a few steps; anything else as werkzeug does."""
        environ, own = self.environ, self.__dict__
        length = environ.get("CONTENT_LENGTH", "")
        usual = environ.get("CONTENT_TYPE") == URLENCODED and length.isdecimal() and int(length) <= LARGEST_FORM
        if not usual or "form" in own or "stream" in own:
            super()._load_form_data()
            return
        body = environ["wsgi.input"].read(int(length))
        if len(body) < int(length):
            raise ClientDisconnected
        texts = texts_of(body)
        if texts is None:
            own["stream"] = BytesIO(body)
            super()._load_form_data()
            return
        own["stream"], own["form"], own["files"] = BytesIO(), Typed.of_texts(texts), Typed()


def install(app: Flask) -> None:
    """Let ``app`` read requests this way, and take an address as it is written.

    With a double slash it leads nowhere: werkzeug would redirect to a URL that it builds from the visitor's Host.
    """
    app.request_class = TypedRequest
    app.url_map.merge_slashes = False


def takes_files(view: View) -> View:
    """Declare that large files are posted to a view; whoever is not signed in has no more room than elsewhere."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def make_room(app: Flask) -> None:
    """Give large files room before anything reads the form; it asks who is there, so the unit of work has begun."""
    app.before_request(_make_room)


def _make_room() -> None:
    asked = this_request()
    # A number of fewer digits is smaller: nearly every request is done with here.
    digits = len(asked.environ.get("CONTENT_LENGTH", ""))
    if digits < _DIGITS or asked.method != "POST" or not (asked.content_length or 0) > LARGEST_REQUEST:
        return
    view = current_app.view_functions.get(asked.endpoint or "")
    signed_in = (getattr(session, name, None) for name in ("person_id", "officer_id"))
    if getattr(view, "takes_files", False) and any(one is not None for one in signed_in):
        asked.max_content_length = LARGEST_UPLOAD


def this_request() -> Request:
    """Return the request itself: Flask's ``request`` looks it up anew for each thing that is asked of it."""
    found: Request = request._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - the documented way.
    return found


def texts_of(body: bytes) -> list[str] | None:
    """Return the names and values of a form in turns, or ``None`` when it is not as browsers send it.

    The whole body is decoded at once: an escape of a form differs from one of a Python text by its first sign only.
    """
    if _REGULAR.fullmatch(body) is None or b"%00" in body:
        return None
    signs = body.replace(b"&", b"\0").replace(b"=", b"\0").replace(b"+", b" ").replace(b"%", b"\\x")
    try:
        return signs.decode("unicode_escape").encode("latin-1").decode().split("\0")
    except UnicodeError:
        return None


def _is_clean(pairs: list[tuple[str, Any]]) -> bool:
    """Say at one look that there are only texts, and NUL in none of them."""
    try:
        return NUL not in "".join([text for pair in pairs for text in pair])
    except TypeError:
        return False


def _without(value: Any) -> Any:
    return value.replace(NUL, "") if isinstance(value, str) and NUL in value else value
