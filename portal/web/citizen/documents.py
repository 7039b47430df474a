"""The documents of a filing: sent as files, judged by their content, each in its place."""

from __future__ import annotations

from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.services import attachments, drafts
from portal.web import access, work
from portal.web.citizen import uploading
from portal.web.citizen.area import citizen
from portal.web.citizen.document_items import Item, items_of
from portal.web.citizen.filing import Filing, may_pick, open_filing, own_draft
from portal.web.citizen.way import DOCUMENTS, home, way_of
from portal.web.incoming import takes_files
from portal.web.language import gettext as _


@citizen.get("/nop/<uuid:draft_id>/giay-to")
@access.applicant
def documents(draft_id: UUID) -> str | Response:
    """Show which documents these answers ask for, and what was sent."""
    filing = open_filing(draft_id)
    if not filing.procedure.documents:
        return redirect(url_for("citizen.check", draft_id=draft_id))
    return _page(filing, _items(filing, {}))


@citizen.post("/nop/<uuid:draft_id>/giay-to")
@access.applicant
@takes_files
def send_documents(draft_id: UUID) -> Response | tuple[str, int]:
    """Keep every file that can be kept, say what is wrong with the others, and go on when all is there."""
    filing = open_filing(draft_id, lock=True)
    drafts.touch(filing.draft, at=work.now())
    uploading.drop(filing.draft, request.form.getlist("_remove"))
    errors = {
        one.document.id: refused
        for one in filing.needed()
        if (refused := uploading.take(filing.draft, one.document.id, f"tep-{one.document.id}", one.document))
    }
    items = _items(filing, errors)
    if "_next" in request.form:
        for item in items:
            item.errors += [item.lacking] if item.lacking else []
    if any(item.errors for item in items):
        return _page(filing, items), 400
    if "_later" in request.form:
        flash(_("Đã lưu. Bạn có thể làm tiếp bất cứ lúc nào, trên máy này hoặc máy khác."), "success")
        return redirect(home())
    return redirect(url_for("citizen.check" if "_next" in request.form else "citizen.documents", draft_id=draft_id))


@citizen.get("/nop/<uuid:draft_id>/tep-da-kiem-tra")
@access.applicant
def files_checked(draft_id: UUID) -> Response:
    """Tell the script whether every file of a draft was looked into."""
    files = attachments.of_draft(work.db(), own_draft(draft_id, lock=False))
    return jsonify(done=all(file.state != "arrived" for file in files))


def _items(filing: Filing, errors: dict[str, list[str]]) -> list[Item]:
    files = attachments.of_draft(work.db(), filing.draft)
    holds = may_pick()
    return items_of(filing.procedure, filing.draft.id, filing.needed(), files, errors, store=holds)


def _page(filing: Filing, items: list[Item]) -> str:
    return render_template(
        "citizen/documents.html",
        filing=filing,
        way=way_of(filing, DOCUMENTS),
        items=items,
        form_errors=any(item.errors for item in items),
    )
