"""Changing the files of a draft in place: whatever was typed is kept, and checked anew."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from forms.spec import say
from portal.services import pack_drafts, readiness
from portal.services.pack_drafts import NotADraftError, PackError, StalePackError
from portal.web import access, kept_typing, work
from portal.web.access import actor
from portal.web.finding_words import in_words
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.publisher.area import Look, look, publisher, render, told
from portal.web.publisher.form_preview import glance
from portal.web.publisher.reading import chosen_file, is_text
from portal.web.publisher.texts import as_file, as_text
from portal.web.publisher.uploading import UploadError, read_upload
from procedures.findings import Finding
from procedures.reading.files import YAML_NAME, unpack

CONFLICT = 409
BAD_REQUEST = 400


@publisher.get("/cong-bo/ban/<uuid:version_id>/sua")
@access.officer("publisher")
def edit(version_id: UUID) -> str | Response:
    """Show a text file of a draft to be changed, with the findings beside it."""
    seen = look(version_id)
    if not seen.may_edit:
        return redirect(url_for("publisher.source", version_id=version_id))
    files = pack_drafts.files_of(seen.version)
    name = chosen_file(files)
    typed = kept_typing.typed_here()
    if typed is not None and typed.get("noi_dung"):
        return _page(seen, typed.get("tep", name), typed["noi_dung"], returned=True)
    return _page(seen, name, as_text(files.get(name, b"")) if is_text(name) else None)


@publisher.post("/cong-bo/ban/<uuid:version_id>/sua")
@access.officer("publisher")
def save(version_id: UUID) -> str | Response | tuple[str, int]:
    """Keep a changed file and check the pack anew; when somebody was faster, show both and let the person choose."""
    seen = _own_draft(version_id)
    name, typed = request.form.get("tep", YAML_NAME), request.form.get("noi_dung", "")
    kept_typing.forget()
    try:
        files = pack_drafts.with_file(pack_drafts.files_of(seen.version), name, as_file(typed))
        _keep(seen, files)
    except PackError as wrong:
        return _page(seen, name, typed, refused=in_words(wrong.finding)), BAD_REQUEST
    except StalePackError:
        return _page(seen, name, typed, conflict=True), CONFLICT
    if "_check" in request.form:
        return redirect(url_for("publisher.check", version_id=version_id))
    flash(_("Đã lưu và kiểm tra lại."), "success")
    return redirect(url_for("publisher.edit", version_id=version_id, tep=name))


@publisher.post("/cong-bo/ban/<uuid:version_id>/tep")
@access.officer("publisher")
def put_file(version_id: UUID) -> Response:
    """Add a file to a draft, replace one, or replace the whole pack by an uploaded one."""
    seen = _own_draft(version_id)
    back = redirect(url_for("publisher.check", version_id=version_id))
    try:
        _keep(seen, _with_upload(seen))
    except UploadError as wrong:
        flash(str(wrong), "error")
    except PackError as wrong:
        flash(_("Không nhận được tệp: %(why)s", why=str(in_words(wrong.finding))), "error")
    except StalePackError:
        flash(_("Người khác vừa lưu bản nháp này. Bạn cần xem lại rồi tải lên lần nữa."), "error")
    else:
        flash(_("Đã nhận tệp và kiểm tra lại."), "success")
    return back


@publisher.post("/cong-bo/ban/<uuid:version_id>/tep/bo")
@access.officer("publisher")
def remove_file(version_id: UUID) -> Response:
    """Take a file out of a draft."""
    seen = _own_draft(version_id)
    name = request.form.get("tep", "")
    files = pack_drafts.files_of(seen.version)
    if name in files and name != YAML_NAME:
        del files[name]
        try:
            _keep(seen, files)
        except StalePackError:
            flash(_("Người khác vừa lưu bản nháp này. Bạn cần xem lại trước khi bỏ tệp."), "error")
        else:
            flash(_("Đã bỏ tệp %(name)s.", name=name), "success")
    return redirect(url_for("publisher.check", version_id=version_id))


def _own_draft(version_id: UUID) -> Look:
    seen = look(version_id, lock=True)
    if not seen.may_edit:
        raise NotADraftError(f"a {seen.version.state} version is not changed here")
    return seen


def _keep(seen: Look, files: dict[str, bytes]) -> None:
    seen_revision = request.form.get("revision", 0, type=int)
    pack_drafts.keep(work.db(), seen.version, files, actor=actor(), at=work.now(), seen=seen_revision)
    readiness.prepare(work.db(), seen.version, at=work.now())
    told(seen, "edited")


def _with_upload(seen: Look) -> dict[str, bytes]:
    content = read_upload("tep")
    if content is None:
        raise UploadError(_("Bạn cần chọn một tệp."))
    name = (request.files["tep"].filename or "").rsplit("/", 1)[-1].rsplit("\\", 1)[-1]
    if name.lower().endswith(".zip"):
        return unpack(content)
    folder = "cases/" if name.endswith(".yaml") and name != YAML_NAME else ""
    return pack_drafts.with_file(pack_drafts.files_of(seen.version), f"{folder}{name}", content)


def _form_pages(seen: Look) -> list[tuple[str, str]]:
    pages = seen.procedure.form.pages if seen.procedure else ()
    return [(page.name, say(page.title, current_language())) for page in pages]


def _line_link(seen: Look, name: str) -> Callable[[Finding], str]:
    """Return what makes the address of a line in the editor; its script puts the cursor there."""

    def link(finding: Finding) -> str:
        return url_for("publisher.edit", version_id=seen.version.id, tep=name, dong=finding.line, _anchor="noi_dung")

    return link


def _page(
    seen: Look,
    name: str,
    text: str | None,
    *,
    conflict: bool = False,
    returned: bool = False,
    refused: Finding | None = None,
) -> str:
    return render(
        seen,
        "edit",
        "source",
        name=name,
        names=sorted(one for one in pack_drafts.files_of(seen.version) if is_text(one)),
        text=text,
        here=[finding for finding in seen.findings if finding.file == name],
        elsewhere=sum(finding.file != name for finding in seen.findings),
        line=request.args.get("dong", type=int),
        line_link=_line_link(seen, name),
        glance=glance(seen.procedure, request.args.get("trang", "")) if seen.procedure and name == YAML_NAME else None,
        form_pages=_form_pages(seen),
        conflict=conflict,
        returned=returned,
        refused=refused,
        form_errors=refused is not None,
    )
