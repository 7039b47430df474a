"""Files of a dossier, for the officers of its agency: attachments and papers, shown in the page's viewer."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort

from portal.models import Attachment, Paper
from portal.services.refusals import NotFoundError
from portal.storage.base import NotStored
from portal.web import access, work
from portal.web.officer.area import officer, opened
from portal.web.paper_words import paper_file

SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png"})
"""What a browser shows by itself without running anything of the file's; everything else is downloaded."""


@officer.get("/can-bo/ho-so/<code>/tep/<uuid:attachment_id>", endpoint="attachment")
@access.officer()
def attachment(code: str, attachment_id: UUID) -> Response:
    """Show one attachment."""
    dossier, _procedure = opened(code)
    found = work.db().get(Attachment, attachment_id)
    if found is None or found.dossier_id != dossier.id:
        raise NotFoundError("attachment")
    return _file(found.sha256, found.media_type, f"{found.document}.{_suffix(found.media_type)}")


@officer.get("/can-bo/ho-so/<code>/van-ban/<uuid:paper_id>", endpoint="paper")
@access.officer()
def paper(code: str, paper_id: UUID) -> Response:
    """Show one paper, drafts among them: what is to be signed has to be read."""
    dossier, _procedure = opened(code)
    found = work.db().get(Paper, paper_id)
    if found is None or found.dossier_id != dossier.id:
        raise NotFoundError("paper")
    if found.sha256 is None:
        abort(503)
    return _file(found.sha256, "application/pdf", paper_file(dossier.code, found.kind))


def _file(sha256: str, media_type: str, name: str) -> Response:
    try:
        with work.parts().storage.open(sha256) as stream:
            body = stream.read()
    except NotStored:
        raise NotFoundError("file") from None
    response = Response(body, mimetype=media_type if media_type in SHOWN else "application/octet-stream")
    how = "inline" if media_type in SHOWN else "attachment"
    response.headers["Content-Disposition"] = f'{how}; filename="{name}"'
    # Our own page shows it in a frame; the file itself may load and run nothing.
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; frame-ancestors 'self'; style-src 'unsafe-inline'"
    )
    return response


def _suffix(media_type: str) -> str:
    return {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}.get(media_type, "bin")
