"""Withdrawing a dossier: said plainly, confirmed once."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.services import lookups, withdrawing
from portal.services.refusals import ActionNotAllowedError
from portal.web import access, work
from portal.web.access import actor, me
from portal.web.citizen.area import citizen
from portal.web.dossier_titles import dossier_title
from portal.web.language import gettext as _

LONGEST_REASON = 1000


@citizen.get("/ho-so/<code>/rut")
@access.citizen
def withdraw(code: str) -> str | Response:
    """Say what withdrawing means, and ask."""
    session = work.db()
    dossier = lookups.own_dossier(session, code, me().id)
    if not withdrawing.can_withdraw(session, dossier):
        flash(_("Hồ sơ này không rút được nữa: đã kết thúc, hoặc kết quả đã được ký."), "error")
        return redirect(url_for("citizen.dossier", code=code))
    return render_template("citizen/withdraw.html", dossier=dossier, title=dossier_title(dossier))


@citizen.post("/ho-so/<code>/rut")
@access.citizen
def withdrawn(code: str) -> Response:
    """Withdraw; pressing twice withdraws once."""
    session = work.db()
    dossier = lookups.own_dossier(session, code, me().id, lock=True)
    reason = " ".join(request.form.get("reason", "").replace("\x00", "").split())[:LONGEST_REASON] or None
    try:
        withdrawing.withdraw(session, dossier, actor=actor(), at=work.now(), reason=reason)
        flash(_("Bạn đã rút hồ sơ. Cơ quan dừng giải quyết và gửi bạn thông báo dừng."), "success")
    except ActionNotAllowedError:
        flash(_("Hồ sơ này không rút được nữa: đã kết thúc, hoặc kết quả đã được ký."), "error")
    return redirect(url_for("citizen.dossier", code=code))
