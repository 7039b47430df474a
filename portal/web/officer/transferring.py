"""Sending a dossier to another agency: the agency is looked for, reason and legal basis are asked, then it goes."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.models import Agency, Dossier
from portal.services import transferring
from portal.services.refusals import ActionNotAllowedError, NotAllowedError
from portal.services.transferring import Transfer, TransferRefusedError
from portal.web import access, kept_typing, work
from portal.web.access import actor
from portal.web.language import N_
from portal.web.language import gettext as _
from portal.web.officer.area import officer, opened
from portal.web.officer.deciding import Decided, read_decided

BAD_REQUEST = 400
LONGEST = 100
MISSING = N_("Bạn cần chọn cơ quan nhận hồ sơ.")
REFUSED = {
    "incomplete": N_("Bạn cần ghi lý do và căn cứ."),
    "same": MISSING,
    "unstaffed": N_("Cơ quan này chưa có đủ người cho các bước còn lại của thủ tục."),
    "closed": N_("Hồ sơ đã kết thúc, không chuyển được nữa."),
    "in_press": N_("Kết quả đang được lập và ký số; bạn tải lại trang sau ít phút"),
    "signed": N_("Kết quả đã có chữ ký của cơ quan này, không chuyển được nữa."),
}


@officer.get("/can-bo/ho-so/<code>/chuyen")
@access.officer(*transferring.SUPERIORS)
def transfer_ask(code: str) -> str:
    """Show the agencies that were looked for; or what was typed before the session ended."""
    dossier = _mine(code)
    typed = kept_typing.typed_here()
    decided = read_decided(typed, choice="agency", missing=_(MISSING)) if typed is not None else Decided()
    return _page(dossier, decided, returned=typed is not None)


@officer.post("/can-bo/ho-so/<code>/chuyen")
@access.officer(*transferring.SUPERIORS)
def transfer(code: str) -> str | Response | tuple[str, int]:
    """Send the dossier, or show again what is wrong."""
    dossier = _mine(code)
    kept_typing.forget()
    decided = read_decided(request.form, choice="agency", missing=_(MISSING))
    target = _key(decided.choice)
    if target is None:
        decided.errors["agency"] = _(MISSING)
    if decided.errors or target is None:
        return _page(dossier, decided), BAD_REQUEST
    wanted = Transfer(target, decided.texts["reason"], decided.texts["legal_basis"])
    seen = request.form.get("version", type=int) or 0
    try:
        found = transferring.transfer(work.db(), dossier.id, wanted, actor=actor(), at=work.now(), seen_version=seen)
    except TransferRefusedError as refused:
        decided.errors["agency"] = _(REFUSED[refused.why])
        return _page(dossier, decided), BAD_REQUEST
    flash(_("Đã chuyển hồ sơ %(code)s đến %(agency)s.", code=code, agency=found.name), "success")
    # Whoever sent it away need not see it any more.
    return redirect(url_for("officer.lists"))


def _mine(code: str) -> Dossier:
    dossier, _procedure = opened(code)
    if not actor().roles_at(dossier.agency_id) & transferring.SUPERIORS:
        raise NotAllowedError("leader")
    if not transferring.may_transfer(dossier, actor()):
        raise ActionNotAllowedError(dossier.code, "", "transfer", "not_offered")
    return dossier


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _page(dossier: Dossier, decided: Decided, *, returned: bool = False) -> str:
    words = (request.args.get("tim") or "").strip()[:LONGEST]
    found = list(transferring.agencies(work.db(), dossier, words, work.now()))
    chosen = work.db().get(Agency, key) if (key := _key(decided.choice)) else None
    if chosen is not None and chosen not in found:
        found.insert(0, chosen)
    return render_template(
        "officer/transfer.html",
        dossier=dossier,
        here=work.db().get_one(Agency, dossier.agency_id),
        words=words,
        found=found,
        decided=decided,
        returned=returned,
    )
