"""The page viewer: the pages of a file as pictures that the portal made, one at a time, by links alone."""

from __future__ import annotations

from uuid import UUID

from flask import Response, jsonify, make_response, render_template, request

from portal.services import file_pictures
from portal.services.file_checks import is_open
from portal.services.refusals import NotFoundError
from portal.web import access, work
from portal.web.headers import framed_by_us
from portal.web.officer.area import officer
from portal.web.officer.files import file_of, send

PICTURE = "image/jpeg"
LONGEST_NUMBER = 4


@officer.get("/can-bo/ho-so/<code>/tep/<uuid:attachment_id>/xem")
@access.officer()
def view(code: str, attachment_id: UUID) -> Response:
    """Show one page of a file, with the others as small pictures, or say why there is none."""
    dossier, found = file_of(code, attachment_id)
    pages = file_pictures.pages_of(work.db(), found.id) if found.scan != "infected" else []
    asked = request.args.get("trang", "1")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_NUMBER else 1
    page = render_template(
        "officer/viewer.html",
        dossier=dossier,
        file=found,
        pages=pages,
        number=min(max(number, 1), max(len(pages), 1)),
        wide="rong" in request.args,
        opens=is_open(found),
        drawn=found.media_type in file_pictures.DRAWN,
        waits=found.media_type in file_pictures.DRAWN and found.pictured_at is None,
        most=file_pictures.MOST_PAGES,
    )
    answer = make_response(page)
    answer.headers["Content-Security-Policy"] = framed_by_us()
    return answer


@officer.get("/can-bo/ho-so/<code>/tep/<uuid:attachment_id>/da-co-anh")
@access.officer()
def pictured(code: str, attachment_id: UUID) -> Response:
    """Tell the script whether the pages of a file were drawn."""
    return jsonify(done=file_of(code, attachment_id)[1].pictured_at is not None)


@officer.get("/can-bo/ho-so/<code>/tep/<uuid:attachment_id>/trang/<int:number>")
@access.officer()
def page_picture(code: str, attachment_id: UUID, number: int) -> Response:
    """Send the picture of a page, or with ``nho`` a small one."""
    _dossier, found = file_of(code, attachment_id)
    page = next((one for one in file_pictures.pages_of(work.db(), found.id) if one.number == number), None)
    if page is None or found.scan == "infected":
        raise NotFoundError("page")
    return send(page.thumbnail_sha256 if "nho" in request.args else page.sha256, PICTURE, f"trang-{number}.jpg")
