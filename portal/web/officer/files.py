"""Files of a dossier, for the officers of its agency: attachments and papers, sent as they are."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, redirect, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.models import Attachment, Dossier, Paper
from portal.services.file_checks import is_open
from portal.services.file_content import JPEG, PDF, PNG, endings_of
from portal.services.refusals import NotFoundError
from portal.storage.base import NotStored
from portal.web import access, work
from portal.web.officer.area import officer, opened
from portal.web.paper_words import paper_file

SHOWN = frozenset({PDF, JPEG, PNG})
"""What a browser shows by itself without running anything of the file's; everything else is downloaded."""
NOTHING_RUNS = "default-src 'none'; frame-ancestors 'self'; style-src 'unsafe-inline'"
"""Our own page shows it in a frame; the file itself may load and run nothing."""


@officer.get("/can-bo/ho-so/<code>/tep/<uuid:attachment_id>", endpoint="attachment")
@access.officer()
def attachment(code: str, attachment_id: UUID) -> AnyResponse:
    """Send one attachment: what can be shown without what acts in it, or the file as it was sent, as a download.

    One that the scanner has not let through leads to its pictures, and says why.
    """
    dossier, found = file_of(code, attachment_id)
    if not is_open(found):
        return redirect(url_for("officer.view", code=code, attachment_id=attachment_id))
    name = f"{dossier.code}-{found.document.rpartition(':')[2]}.{_suffix(found.media_type)}"
    if "goc" in request.args:
        return send(found.sha256, "application/octet-stream", name)
    return send(found.safe_sha256 or found.sha256, found.media_type, name)


@officer.get("/can-bo/ho-so/<code>/van-ban/<uuid:paper_id>", endpoint="paper")
@access.officer()
def paper(code: str, paper_id: UUID) -> AnyResponse:
    """Show one paper, drafts among them: what is to be signed has to be read."""
    dossier, _procedure = opened(code)
    found = work.db().get(Paper, paper_id)
    if found is None or found.dossier_id != dossier.id:
        raise NotFoundError("paper")
    if found.sha256 is None:
        abort(503)
    return send(found.sha256, PDF, paper_file(dossier.code, found))


def file_of(code: str, attachment_id: UUID) -> tuple[Dossier, Attachment]:
    """Return a file of a dossier that the officer may see."""
    dossier, _procedure = opened(code)
    found = work.db().get(Attachment, attachment_id)
    if found is None or found.dossier_id != dossier.id:
        raise NotFoundError("attachment")
    return dossier, found


def send(sha256: str, media_type: str, name: str) -> Response:
    """Send stored bytes piece by piece: shown where nothing can run, else downloaded."""
    try:
        stream = work.parts().storage.open(sha256)
    except NotStored:
        raise NotFoundError("file") from None
    shown = media_type in SHOWN
    kind = media_type if shown else "application/octet-stream"
    response = send_file(stream, mimetype=kind, as_attachment=not shown, download_name=name)
    response.headers["Content-Security-Policy"] = NOTHING_RUNS
    return response


def _suffix(media_type: str) -> str:
    return endings_of(media_type)[0].lstrip(".")
