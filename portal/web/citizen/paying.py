"""Paying what a dossier owes: the attempt's row first, then the gateway, with no transaction open in between.

Coming back from the gateway proves nothing. Only its signed notice changes anything, so the page that people come back
to says what the portal knows, and looks again by itself.
"""

from __future__ import annotations

from flask import jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.gateways.base import GatewayError, PaymentOrder, Redirect
from portal.models import Dossier, FeeOrder, Payment
from portal.services import fees, lookups, payments
from portal.services.definitions import procedure_of
from portal.web import access, work
from portal.web.access import me
from portal.web.citizen.area import citizen
from portal.web.dossier_titles import dossier_title
from portal.web.fee_words import shown_fees
from portal.web.language import gettext as _
from portal.web.limits import limit


@citizen.get("/ho-so/<code>/nop-phi")
@access.citizen
def pay(code: str) -> str | Response:
    """Show what is owed, large, with its reasons, and the ways to pay."""
    dossier = lookups.own_dossier(work.db(), code, me().id)
    order = _due(dossier)
    if order is None:
        return redirect(url_for("citizen.paid", code=code))
    return _page(dossier, order, left="chua-tra" in request.args)


@citizen.post("/ho-so/<code>/nop-phi")
@limit("20/minute")
@access.citizen
def start_payment(code: str) -> Response | tuple[str, int]:
    """Open a place to pay and lead there; one that is still open is gone on with, so nobody pays twice by mistake."""
    session = work.db()
    dossier = lookups.own_dossier(session, code, me().id, lock=True)
    order = _due(dossier)
    if order is None:
        return redirect(url_for("citizen.paid", code=code))
    open_one = payments.still_open(session, order, at=work.now())
    if open_one is not None and open_one.url:
        return redirect(open_one.url)
    payment = payments.start(session, order, gateway=work.parts().gateway.kind, at=work.now())
    work.commit()
    try:
        place = _ask_gateway(dossier, payment)
    except GatewayError:
        return _page(dossier, order, down=True), 503
    payments.opened(session, payment.id, provider_reference=place.provider_reference, url=place.url)
    return redirect(place.url)


@citizen.get("/ho-so/<code>/nop-phi/tro-ve")
@access.citizen
def paid(code: str) -> str:
    """Say what is known about the payment: settled, or not yet."""
    dossier = lookups.own_dossier(work.db(), code, me().id)
    orders = fees.orders_of(work.db(), dossier)
    settled = not any(order.state == "due" for order in orders)
    return render_template(
        "citizen/paid.html",
        dossier=dossier,
        settled=settled,
        total=sum(order.total for order in orders if order.state == "paid"),
    )


@citizen.get("/ho-so/<code>/nop-phi/da-xong")
@access.citizen
def payment_state(code: str) -> Response:
    """Tell the script of the page above whether to load it anew."""
    dossier = lookups.own_dossier(work.db(), code, me().id)
    return jsonify(done=_due(dossier) is None)


def _due(dossier: Dossier) -> FeeOrder | None:
    return next((order for order in fees.orders_of(work.db(), dossier) if order.state == "due"), None)


def _ask_gateway(dossier: Dossier, payment: Payment) -> Redirect:
    settings = work.parts().settings
    base = f"{settings.public_url}{url_for('citizen.pay', code=dossier.code)}"
    order = PaymentOrder(
        reference=str(payment.id),
        amount=payment.amount,
        description=_("Phí, lệ phí hồ sơ %(code)s", code=dossier.code),
        return_url=f"{base}/tro-ve",
        cancel_url=f"{base}?chua-tra=1",
        expires_at=payment.expires_at,
        idempotency_key=str(payment.id),
    )
    return work.parts().gateway.start(order)


def _page(dossier: Dossier, order: FeeOrder, *, down: bool = False, left: bool = False) -> str:
    procedure = procedure_of(work.db(), dossier.version_id)
    return render_template(
        "citizen/pay.html",
        dossier=dossier,
        title=dossier_title(dossier),
        order=order,
        lines=shown_fees(procedure, order.lines),
        down=down,
        left=left,
    )
