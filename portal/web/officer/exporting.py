"""Taking a list of the desk home: the list as it is shown, made by the worker, fetched from a page of one's own."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.clock import local_date
from portal.services import list_exports
from portal.services.list_exports import FORMATS, SHEET
from portal.services.own_desk import known
from portal.services.wanted import Wanted
from portal.web import access, work
from portal.web.access import actor
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.limits import limit
from portal.web.officer.area import officer
from portal.web.officer.files import send
from portal.web.officer.narrowing import choices, chosen, wanted_of
from portal.web.officer.register import SHEET_TYPE
from portal.web.officer.side import WORDS

TYPES: Final = {SHEET: SHEET_TYPE, "csv": "text/csv"}


@limit("20/hour", methods=["POST"])
@officer.post("/can-bo/xuat-danh-sach", endpoint="export_list")
@access.officer()
def export() -> Response:
    """Have the list that is shown made into a file."""
    file_format = request.form.get("dang", "")
    if file_format not in FORMATS:
        abort(400)
    columns = known(request.form.getlist("cot"))
    list_exports.ask(
        work.db(),
        wanted_of(request.form),
        columns,
        file_format,
        language=current_language(),
        actor=actor(),
        at=work.now(),
    )
    flash(_("Tệp đang được lập; bạn tải lại trang sau ít phút."), "success")
    return redirect(url_for("officer.list_exports"))


@officer.get("/can-bo/xuat-danh-sach", endpoint="list_exports")
@access.officer()
def show() -> str:
    """Show one's newest exports, and where each is fetched."""
    found, names = list_exports.recent(work.db(), actor()), choices()
    rows = []
    for one in found:
        wanted = Wanted.from_data(one.wanted)
        narrowed = [words for _name, words in chosen(wanted, names)]
        rows.append((one, " · ".join([_(WORDS[wanted.view][0]), *narrowed])))
    return render_template("officer/list_exports.html", rows=rows)


@officer.get("/can-bo/xuat-danh-sach/<uuid:list_id>", endpoint="list_file")
@access.officer()
def fetch(list_id: UUID) -> Response:
    """Send the file of an export to whoever asked for it."""
    one = list_exports.fetch(work.db(), list_id, actor=actor(), at=work.now())
    name = f"danh-sach-{local_date(one.asked_at):%Y%m%d}.{one.format}"
    return send(str(one.sha256), TYPES[one.format], name)
