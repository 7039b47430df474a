"""Taking back what was asked of the applicant: with a reason, in the page of the dossier."""

from __future__ import annotations

from typing import Final

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.services import taking_back
from portal.services.taking_back import TakingBackRefusedError
from portal.web import access, work
from portal.web.access import actor
from portal.web.language import N_
from portal.web.language import gettext as _
from portal.web.officer.area import officer, opened

LONGEST: Final = 1000
WHY: Final = {
    "no_reason": N_("Bạn cần ghi lý do."),
    "sent": N_("Người nộp đã gửi trả lời, tệp đang được kiểm tra. Bạn xem trả lời rồi xử lý tiếp."),
}


@officer.post("/can-bo/ho-so/<code>/rut-yeu-cau", endpoint="take_back")
@access.officer()
def take_back(code: str) -> Response:
    """Take the open request back; the applicant is told that nothing is awaited any more."""
    found, _procedure = opened(code)
    reason, seen = request.form.get("reason", "")[:LONGEST], request.form.get("version", type=int) or 0
    try:
        taking_back.take_back(work.db(), found.id, reason, actor=actor(), at=work.now(), seen_version=seen)
    except TakingBackRefusedError as refused:
        flash(_(WHY[refused.why]), "error")
    else:
        flash(_("Đã rút yêu cầu và báo cho người nộp."), "success")
    return redirect(url_for("officer.dossier", code=code))
