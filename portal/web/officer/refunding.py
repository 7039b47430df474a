"""Money that the portal cannot give back by itself is paid out by an officer, against a voucher."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from uuid import UUID

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.services import refunds
from portal.services.refunds import RefundRefusedError
from portal.services.refusals import NotFoundError
from portal.web import access, work
from portal.web.access import actor
from portal.web.language import N_
from portal.web.language import gettext as _
from portal.web.officer.area import officer, opened

REFUSED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "no_voucher": N_("Bạn cần ghi số phiếu chi mà người nhận tiền đã ký."),
        "done": N_("Khoản này đã được hoàn rồi."),
    }
)


@officer.post("/can-bo/ho-so/<code>/hoan-phi/<uuid:refund_id>", endpoint="pay_out")
@access.officer()
def pay_out(code: str, refund_id: UUID) -> Response:
    """Keep that the money was given back."""
    dossier, _procedure = opened(code)
    if all(one.id != refund_id for one in refunds.of_dossier(work.db(), dossier)):
        raise NotFoundError("refund")
    try:
        refunds.pay_out(work.db(), refund_id, request.form.get("voucher", ""), actor=actor(), at=work.now())
        flash(_("Đã ghi nhận việc hoàn tiền."), "success")
    except RefundRefusedError as refused:
        flash(_(REFUSED[refused.why]), "error")
    return redirect(url_for("officer.dossier", code=code, xem="phi"))
