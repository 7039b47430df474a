"""Files sent in parts by the tus protocol 1.0.0 (core, creation, termination, expiration).

A part is first taken in whole, outside any transaction, and then added under the lock of its upload: a slow telephone
holds no row, and the parts are small, so that it holds no thread for long either.
"""

from __future__ import annotations

import base64
import binascii
import tempfile
from datetime import UTC
from email.utils import format_datetime
from typing import IO, BinaryIO, Final, cast
from uuid import UUID

from flask import Response, abort, jsonify, request, url_for
from werkzeug.exceptions import ClientDisconnected

from portal.models import Upload
from portal.services import uploads
from portal.services.attachments import MEGABYTE
from portal.services.refusals import UploadRefusedError
from portal.storage.base import TooLarge
from portal.web import access, work
from portal.web.access import actor, me
from portal.web.citizen.area import citizen
from portal.web.citizen.upload_places import UploadPlace, place_for
from portal.web.file_words import refusal

VERSION: Final = "1.0.0"
LARGEST_PART: Final = 16 * MEGABYTE
IN_MEMORY: Final = MEGABYTE
CHUNK: Final = 256 * 1024
OFFSET: Final = "application/offset+octet-stream"
NO_CONTENT, CONFLICT, OTHER_VERSION, TOO_LARGE, OTHER_TYPE, REFUSED = 204, 409, 412, 413, 415, 422
LONGEST_NUMBER: Final = 12


@citizen.post("/nop/<uuid:draft_id>/tep/<document>")
@access.applicant
def begin_upload(draft_id: UUID, document: str) -> Response:
    """Make room for one file of a document or field (tus: creation)."""
    place = place_for(draft_id, document, lock=True)
    _demand_version()
    name, size = _told("filename"), _number("Upload-Length")
    try:
        upload = uploads.begin(
            work.db(), place.draft, document, name=name, size=size, rule=place.rule, person=me(), at=work.now()
        )
    except UploadRefusedError as refused:
        return _refused(refused, name, place)
    answer = _answer(201, upload)
    answer.headers["Location"] = url_for("citizen.receive_part", upload_id=upload.id)
    return answer


@citizen.get("/tep-dang-gui/<uuid:upload_id>", endpoint="upload_state")
@access.applicant
def state(upload_id: UUID) -> Response:
    """Say how much of a file is there (tus asks by HEAD)."""
    return _answer(200, uploads.own(work.db(), upload_id, me(), at=work.now()))


@citizen.patch("/tep-dang-gui/<uuid:upload_id>")
@access.applicant
@work.alone
def receive_part(upload_id: UUID) -> Response:
    """Take the next part; with the last one the file is there."""
    # Who asks for another one's upload is told so before anything is taken in.
    received = uploads.own(work.db(), upload_id, me(), at=work.now()).received
    _demand_version()
    if request.mimetype != OFFSET:
        abort(OTHER_TYPE)
    offset = _number("Upload-Offset")
    if received != offset:
        abort(CONFLICT)
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as part:
        _take_in(cast("IO[bytes]", part))
        work.begin()
        return _add(upload_id, offset, cast("BinaryIO", part))


@citizen.delete("/tep-dang-gui/<uuid:upload_id>")
@access.applicant
def abandon_upload(upload_id: UUID) -> Response:
    """Forget an upload (tus: termination)."""
    upload = uploads.own(work.db(), upload_id, me(), at=work.now(), lock=True)
    _demand_version()
    uploads.abandon(work.db(), upload, work.parts().storage)
    return _answer(NO_CONTENT)


def _add(upload_id: UUID, offset: int, part: BinaryIO) -> Response:
    storage, at = work.parts().storage, work.now()
    upload = uploads.own(work.db(), upload_id, me(), at=at, lock=True)
    if upload.received != offset:
        abort(CONFLICT)
    try:
        whole = uploads.receive(work.db(), upload, part, storage=storage, at=at)
    except TooLarge:
        return abort(TOO_LARGE)
    if not whole:
        return _answer(NO_CONTENT, upload)
    place = place_for(upload.draft_id, upload.document, lock=True)
    try:
        uploads.finish(work.db(), upload, place.draft, rule=place.rule, storage=storage, actor=actor(), at=at)
    except UploadRefusedError as refused:
        return _refused(refused, upload.filename, place)
    return _answer(NO_CONTENT, upload)


def _take_in(part: IO[bytes]) -> None:
    """Take the body in, or as much of it as came before the connection was lost."""
    if (request.content_length or 0) > LARGEST_PART:
        abort(TOO_LARGE)
    try:
        while piece := request.stream.read(CHUNK):
            part.write(piece)
            if part.tell() > LARGEST_PART:
                abort(TOO_LARGE)
    except ClientDisconnected:
        pass
    part.seek(0)


def _demand_version() -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        abort(Response(status=OTHER_VERSION, headers={"Tus-Version": VERSION}))


def _number(header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
        abort(400)
    return int(text)


def _told(name: str) -> str:
    """Return one value of Upload-Metadata: names, each with its value in base64."""
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _, value = pair.strip().partition(" ")
        if key == name:
            try:
                return base64.b64decode(value, validate=True).decode().replace("\x00", "")
            except (binascii.Error, UnicodeDecodeError):
                abort(400)
    return ""


def _answer(status: int, upload: Upload | None = None) -> Response:
    answer = Response(status=status)
    answer.headers["Tus-Resumable"] = VERSION
    answer.headers["Cache-Control"] = "no-store"
    if upload is not None:
        answer.headers["Upload-Offset"] = str(upload.received)
        answer.headers["Upload-Length"] = str(upload.size)
        answer.headers["Upload-Expires"] = format_datetime(upload.expires_at.astimezone(UTC), usegmt=True)
    return answer


def _refused(refused: UploadRefusedError, name: str, place: UploadPlace) -> Response:
    answer: Response = jsonify(words=refusal(refused, name, place.rule))
    answer.status_code = REFUSED
    answer.headers["Tus-Resumable"] = VERSION
    return answer
