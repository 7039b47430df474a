"""Beginning a filing with the answers of an earlier dossier."""

from __future__ import annotations

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from portal.models import Dossier
from portal.services import catalogue, copying, lookups, successors
from portal.services.definitions import procedure_of
from portal.web import access, work
from portal.web.access import me
from portal.web.citizen.area import citizen
from portal.web.citizen.filing import filing_of
from portal.web.citizen.way import first_undone
from portal.web.citizen.words import merged_words
from portal.web.language import gettext as _


@citizen.post("/ho-so/<code>/nop-lai")
@access.citizen
def copy(code: str) -> Response:
    """Begin a new filing with the same agency and what was answered then; first with what its form has changed."""
    session, person = work.db(), me()
    found = lookups.own_dossier(session, code, person.id)
    offer = catalogue.offer_in_force(session, found.offer_id)
    if offer is None:
        heir = successors.heir_of_offer(session, found.offer_id, work.now())
        gone = _("Cơ quan này không còn nhận thủ tục này trực tuyến. Bạn có thể chọn cơ quan khác.")
        flash(merged_words(heir) if heir else gone, "error")
        return redirect(url_for("public.procedure", code=found.procedure_code))
    draft = copying.copy(session, found, person, offer, at=work.now())
    if draft.version_id != found.version_id:
        return redirect(url_for("citizen.changes", draft_id=draft.id, tu=found.version_id))
    flash(
        _("Đã chép câu trả lời từ hồ sơ %(code)s. Bạn cần xem lại từng trang và gửi giấy tờ mới.", code=code), "success"
    )
    return redirect(first_undone(filing_of(draft)))


def may_copy(dossier: Dossier) -> bool:
    """Say whether the procedure of a dossier is filed online."""
    return "online" in procedure_of(work.db(), dossier.version_id).description.channels
