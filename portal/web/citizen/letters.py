"""Letters with the agency, on the page of a dossier."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.services import letters, lookups
from portal.services.letters import LONGEST
from portal.web import access, work
from portal.web.access import actor, me
from portal.web.citizen.area import citizen
from portal.web.language import gettext as _
from portal.web.limits import limit


@limit("20/hour", methods=["POST"])
@citizen.post("/ho-so/<code>/thu", endpoint="write_letter")
@access.citizen
def write(code: str) -> Response:
    """Write to the agency that has the dossier."""
    dossier = lookups.own_dossier(work.db(), code, me().id)
    text = (request.form.get("thu") or "").replace("\x00", "").strip()[:LONGEST]
    if text:
        letters.write(work.db(), dossier, text, actor=actor(), at=work.now())
        flash(_("Đã gửi tin nhắn cho cơ quan."), "success")
    else:
        flash(_("Bạn cần gõ nội dung trước khi gửi."), "error")
    return redirect(url_for("citizen.dossier", code=code, _anchor="trao-doi"))
