"""The desk ticks each document: sufficient or not, with a note; every tick is evidence."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.services import checks
from portal.services.standing import document_verdicts
from portal.web import access, work
from portal.web.access import actor
from portal.web.language import gettext as _
from portal.web.officer.area import officer, opened

LONGEST_NOTE = 500
CHECKING = frozenset({"receptionist", "case_officer"})
"""The roles whose work the checking of documents is."""


@officer.post("/can-bo/ho-so/<code>/kiem-tra")
@access.officer(*CHECKING)
def check(code: str) -> Response:
    """Keep the ticks that say something new."""
    dossier, _procedure = opened(code, lock=True)
    known = document_verdicts(work.db(), dossier)
    changed = 0
    for document, before in known.items():
        verdict = request.form.get(f"verdict-{document}")
        note = (request.form.get(f"note-{document}") or "").strip()[:LONGEST_NOTE] or None
        if verdict in checks.VERDICTS and verdict != before:
            checks.check_document(
                work.db(), dossier, document, verdict=verdict, note=note, actor=actor(), at=work.now()
            )
            changed += 1
    if changed:
        dossier.lock_version += 1
    flash(
        _("Đã lưu kết quả kiểm tra giấy tờ.") if changed else _("Không có gì thay đổi."),
        "success" if changed else "info",
    )
    return redirect(url_for("officer.dossier", code=code) + "#giay-to")
