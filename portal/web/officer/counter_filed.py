"""After a filing at the counter: the papers to print, the fee in cash, and the next person."""

from __future__ import annotations

from typing import Final

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from forms.spec import say
from portal.gateways import counter as cash
from portal.models import Agency, Dossier, FeeOrder, Paper
from portal.services import counter, fees, issuing, payments
from portal.services.counter import RECEPTIONIST
from portal.services.definitions import procedure_of
from portal.services.refusals import NotAllowedError
from portal.web import access, work
from portal.web.access import actor
from portal.web.fee_words import shown_fees
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.officer.area import officer, opened
from portal.web.paper_words import paper_title

BAD_REQUEST: Final = 400
LONGEST_NUMBER: Final = 40


@officer.get("/can-bo/tai-quay/xong/<code>", endpoint="counter_filed")
@access.officer(RECEPTIONIST)
def filed(code: str) -> str:
    """Say that it was filed, and what is to be done while the person is still there."""
    return _page(_found(code))


@officer.get("/can-bo/tai-quay/xong/<code>/da-in", endpoint="counter_printed")
@access.officer(RECEPTIONIST)
def printed(code: str) -> Response:
    """Tell the script of the page above whether another paper is ready."""
    ready = len(_papers(_found(code)))
    return jsonify(done=ready != request.args.get("cho", 0, type=int))


@officer.post("/can-bo/tai-quay/xong/<code>/tien-mat", endpoint="counter_cash")
@access.officer(RECEPTIONIST)
def take_cash(code: str) -> AnyResponse | tuple[str, int]:
    """Record that the fee was taken in cash, under the number of the receipt that was written."""
    dossier = _found(code, lock=True)
    order = _due(dossier)
    number = " ".join(request.form.get("receipt", "").split())[:LONGEST_NUMBER]
    if order is None:
        flash(_("Phí, lệ phí của hồ sơ này đã nộp đủ."), "info")
        return redirect(url_for("officer.counter_filed", code=code))
    if not number.isprintable() or not number:
        return _page(dossier, _("Bạn cần ghi số biên lai đã viết cho người nộp.")), BAD_REQUEST
    payment = payments.start(work.db(), order, gateway=cash.CounterGateway.kind, at=work.now())
    notice = cash.received(str(payment.id), order.total, number, str(actor().id), work.now())
    payments.receive(work.db(), notice, gateway=payment.gateway, body=notice.raw, at=work.now(), actor=actor())
    flash(_("Đã ghi nhận tiền mặt."), "success")
    return redirect(url_for("officer.counter_filed", code=code))


def _found(code: str, *, lock: bool = False) -> Dossier:
    dossier, _procedure = opened(code, lock=lock)
    if RECEPTIONIST not in actor().roles_at(dossier.receiving_agency_id) or dossier.channel != counter.CHANNEL:
        raise NotAllowedError(RECEPTIONIST)
    return dossier


def _due(dossier: Dossier) -> FeeOrder | None:
    return next((order for order in fees.orders_of(work.db(), dossier) if order.state == "due"), None)


def _papers(dossier: Dossier) -> list[Paper]:
    return [one for one in issuing.papers_of(work.db(), dossier) if one.state == "issued" and one.sha256]


def _page(dossier: Dossier, receipt_error: str = "") -> str:
    procedure = procedure_of(work.db(), dossier.version_id)
    order = _due(dossier)
    return render_template(
        "officer/counter_filed.html",
        dossier=dossier,
        title=say(procedure.title, current_language()),
        order=order,
        lines=shown_fees(procedure, order.lines) if order else (),
        agency=work.db().get_one(Agency, dossier.receiving_agency_id),
        papers=[(one, paper_title(one, procedure)) for one in _papers(dossier)],
        receipt_error=receipt_error,
        form_errors=bool(receipt_error),
    )
