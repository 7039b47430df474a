"""Bringing a pack in: a zip, a YAML file with its result, or text typed into the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from portal.services import pack_drafts, readiness
from portal.services.pack_drafts import LARGEST_UPLOAD, PUBLISHER, PackError
from portal.web import access, work
from portal.web.access import actor
from portal.web.finding_words import in_words
from portal.web.formats import show_size
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.publisher.area import log, publisher
from portal.web.publisher.lists import side
from portal.web.publisher.texts import as_file
from procedures.findings import Finding
from procedures.reading.files import YAML_NAME, unpack

RESULT = "result.html"
ZIP = b"PK"
"""How every zip file begins."""


class UploadError(ValueError):
    """What was sent cannot be taken; the words say why and how to mend it."""


@dataclass(slots=True)
class Asked:
    """The page of uploading: what was typed, and what is wrong."""

    text: str = ""
    errors: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@publisher.get("/cong-bo/tai-len")
@access.officer("publisher")
def upload() -> str:
    """Show the ways to bring a pack in."""
    return _page(Asked())


@publisher.post("/cong-bo/tai-len")
@access.officer("publisher")
def receive() -> Response | tuple[str, int]:
    """Keep what was sent as a draft, sound or not, and show what was found."""
    asked = Asked(text=request.form.get("van_ban", ""))
    try:
        files = sent_files()
        draft = pack_drafts.start(work.db(), files, agency_id=agency_to_draft_for(), actor=actor(), at=work.now())
    except UploadError as wrong:
        asked.errors.append(str(wrong))
        return _page(asked), 400
    except PackError as wrong:
        asked.findings.append(in_words(wrong.finding))
        return _page(asked), 400
    readiness.prepare(work.db(), draft, at=work.now())
    log.info("publishing", act="drafted", version_id=str(draft.id), code=draft.code, number=draft.version)
    flash(_("Đã lưu bản nháp. Dưới đây là mọi điều tìm thấy khi kiểm tra."), "success")
    return redirect(url_for("publisher.check", version_id=draft.id))


def sent_files() -> dict[str, bytes]:
    """Return the files of the pack that was sent; raise ``UploadError`` or ``PackError`` when it is none."""
    pack, result = read_upload("goi"), read_upload("ket_qua")
    if pack is not None:
        files = unpack(pack)
        _demand_text(files)
    elif request.form.get("van_ban", "").strip():
        files = {YAML_NAME: as_file(request.form["van_ban"])}
    else:
        raise UploadError(_("Bạn cần chọn một tệp gói, hoặc dán nội dung procedure.yaml."))
    return pack_drafts.with_file(files, RESULT, result) if result is not None else files


def read_upload(name: str) -> bytes | None:
    """Return the bytes of an uploaded file, ``None`` when none was chosen; no more is read than a pack may have."""
    upload: FileStorage | None = request.files.get(name)
    if upload is None or not upload.filename:
        return None
    with upload.stream as stream:
        content = stream.read(LARGEST_UPLOAD + 1)
    if len(content) > LARGEST_UPLOAD:
        limit = show_size(LARGEST_UPLOAD, current_language())
        raise UploadError(_("Tệp “%(name)s” lớn quá %(limit)s.", name=upload.filename, limit=limit))
    if not content:
        raise UploadError(_("Tệp “%(name)s” không có nội dung.", name=upload.filename))
    if upload.filename.lower().endswith(".zip") and not content.startswith(ZIP):
        raise UploadError(
            _("Tệp “%(name)s” không phải là tệp zip. Bạn cần nén lại gói rồi tải lên.", name=upload.filename)
        )
    return content


def agency_to_draft_for() -> UUID:
    """Return the agency for which the visitor drafts."""
    return next(agency for agency, roles in actor().roles.items() if PUBLISHER in roles)


def _demand_text(files: dict[str, bytes]) -> None:
    """Refuse a definition that nobody could read or mend in the page."""
    content = files.get(YAML_NAME, b"")
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].count(b"\n") + 1
        raise UploadError(
            _(
                "procedure.yaml không phải văn bản UTF-8 (dòng %(line)s). Bạn cần lưu lại tệp bằng UTF-8 rồi tải lên.",
                line=line,
            )
        ) from wrong


def _page(asked: Asked) -> str:
    form_errors = bool(asked.errors or asked.findings)
    return render_template("publisher/upload.html", asked=asked, views=side(None), form_errors=form_errors)
