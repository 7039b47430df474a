"""How an answer leaves: pages and redirects of ours are already as they are to be sent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from flask import Response
from markupsafe import escape
from werkzeug.datastructures import Headers

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

FOUND = 302
HTML = "text/html; charset=utf-8"
_READY = frozenset({200, FOUND})
_OWN_ADDRESS = re.compile(r"/[A-Za-z0-9/._~?&=%+:@-]*")
"""An address of one of our pages, as ``url_for`` writes it: nothing in it is to be encoded."""
_REDIRECT = '<!doctype html><html lang="vi"><title>Chuyển trang</title><p><a href="{0}">{0}</a>'


class Answer(Response):
    """An answer that goes out as it stands when nothing of it is to be worked out."""

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        """Return the headers; werkzeug looks through those that may need completing."""
        headers = self.headers
        place = headers.get("Location", "/")
        if self.status_code in _READY and "Content-Length" in headers and _OWN_ADDRESS.fullmatch(place):
            return headers
        return super().get_wsgi_headers(environ)

    def get_app_iter(self, environ: WSGIEnvironment) -> Iterable[bytes]:
        """Return the body; where nobody waits for its end, nobody is told of it."""
        whole: Any = self.response
        ready = self.status_code in _READY and environ["REQUEST_METHOD"] != "HEAD" and not self._on_close
        if ready and type(whole) is list and len(whole) == 1 and type(whole[0]) is bytes:
            return cast("list[bytes]", whole)
        return super().get_app_iter(environ)


def page(html: str) -> Answer:
    """Return a page."""
    return _whole(html, 200)


def redirect(location: str, code: int = FOUND) -> Answer:
    """Return a redirect, with a link for whoever is not led on."""
    answer = _whole(_REDIRECT.format(escape(location)), code)
    answer.headers.add("Location", location)
    return answer


def _whole(html: str, status: int) -> Answer:
    body, headers = html.encode(), Headers()
    headers.add("Content-Type", HTML)
    headers.add("Content-Length", str(len(body)))
    return Answer([body], status, headers)
