"""How an answer leaves: pages and redirects of ours are already as they are to be sent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from flask import Response
from markupsafe import escape
from werkzeug.datastructures import Headers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

FOUND = 302
HTML = "text/html; charset=utf-8"
_READY = frozenset({200, FOUND})
_OWN_ADDRESS = re.compile(r"/[A-Za-z0-9/._~?&=%+:@-]*")
"""An address of one of our pages, as ``url_for`` writes it: nothing in it is to be encoded."""
_REDIRECT = '<!doctype html><html lang="vi"><title>Chuyển trang</title><p><a href="{0}">{0}</a>'


class Answer(Response):
    """An answer that goes out as it stands when nothing of it is to be worked out."""

    whole = False
    """Whether it was made here, with its length and an address that is one of ours."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Send the answer; werkzeug looks at those that may need completing, and tells who waits for the end."""
        ready = self.whole and self.status_code in _READY and environ["REQUEST_METHOD"] != "HEAD"
        if not ready or self._on_close:
            return super().__call__(environ, start_response)
        start_response(self.status, self.headers.to_wsgi_list())
        return cast("list[bytes]", self.response)


def page(html: str) -> Answer:
    """Return a page."""
    return _whole(html, 200)


def redirect(location: str, code: int = FOUND) -> Answer:
    """Return a redirect, with a link for whoever is not led on."""
    answer = _whole(_REDIRECT.format(escape(location)), code)
    answer.headers.add("Location", location)
    answer.whole = _OWN_ADDRESS.fullmatch(location) is not None
    return answer


def _whole(html: str, status: int) -> Answer:
    body, headers = html.encode(), Headers()
    headers.add("Content-Type", HTML)
    headers.add("Content-Length", str(len(body)))
    answer = Answer([body], status, headers)
    answer.whole = True
    return answer
