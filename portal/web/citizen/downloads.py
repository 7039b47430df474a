"""Own files and issued papers, sent as downloads that no browser keeps or runs."""

from __future__ import annotations

from typing import BinaryIO
from uuid import UUID

from flask import send_file
from werkzeug.wrappers import Response

from portal.services import attachments, lookups
from portal.services.file_content import PDF
from portal.services.refusals import NotFoundError
from portal.storage.base import NotStored
from portal.web import access, work
from portal.web.access import me
from portal.web.citizen.area import citizen
from portal.web.paper_words import paper_file


@citizen.get("/ho-so/<code>/van-ban/<uuid:paper_id>")
@access.citizen
def paper(code: str, paper_id: UUID) -> Response:
    """Send an issued paper of a dossier of mine."""
    session = work.db()
    dossier = lookups.readable_dossier(session, code, me().id)
    found = lookups.own_paper(session, paper_id, me().id)
    if found.dossier_id != dossier.id or found.sha256 is None:
        raise NotFoundError("paper")
    return _send(found.sha256, PDF, paper_file(dossier.code, found))


@citizen.get("/tep/<uuid:attachment_id>")
@access.applicant
def attachment(attachment_id: UUID) -> Response:
    """Send a file that I uploaded; one with malware is locked for everybody."""
    found = attachments.own(work.db(), attachment_id, me().id)
    if found.scan == "infected":
        raise NotFoundError("file that may be opened")
    return _send(found.sha256, found.media_type, found.filename)


def _send(sha256: str, media_type: str, name: str) -> Response:
    response = send_file(_stored(sha256), mimetype=media_type, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    # A file that somebody sent is never a page of ours: opened in the browser, it may do nothing at all.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _stored(sha256: str) -> BinaryIO:
    try:
        return work.parts().storage.open(sha256)
    except NotStored:
        raise NotFoundError("file") from None
