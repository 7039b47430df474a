"""The pictures of the packs, for everybody: an example of a card, where a number stands."""

from __future__ import annotations

from flask import Response

from portal.services import pictures
from portal.web import work
from portal.web.access import anyone
from portal.web.headers import BUILT
from portal.web.public.area import public


@public.get("/hinh/<code>/<digest>.png", endpoint="picture")
@anyone
def show(code: str, digest: str) -> Response:
    """Send a picture; it never changes, because its name is the digest of its content."""
    answer = Response(pictures.picture(work.db(), code, digest), mimetype="image/png")
    answer.headers["Cache-Control"] = BUILT
    return answer
