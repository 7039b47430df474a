"""What the previews of a pack's papers share: a page that opens anew while it waits, and the PDF in a frame."""

from __future__ import annotations

from uuid import UUID

from flask import make_response
from werkzeug.wrappers import Response

from portal.models import ResultPreview
from portal.services import result_previews
from portal.web import work
from portal.web.publisher.area import Look

REFRESH_SECONDS = 2


def looked_at(page: str, preview: ResultPreview | None) -> str | Response:
    """Return the page of a preview, which opens itself anew while the worker has not answered."""
    if preview is None or preview.state != "waiting":
        return page
    response = make_response(page)
    response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


def paper(seen: Look, preview_id: UUID, name: str) -> Response:
    """Give a rendered paper."""
    response = make_response(result_previews.pdf(work.db(), seen.version, preview_id))
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    # The page of the preview shows it in a frame of its own.
    response.headers["Content-Security-Policy"] = "default-src 'none'; object-src 'self'; frame-ancestors 'self'"
    return response
