"""What a payment provider sends over HTTP, or who pretends to be one: each leaves a row, one settles the fee."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from portal.config import Secret
from portal.db import unit_of_work
from portal.embedded_postgres import Place
from portal.gateways.stripe import StripeGateway
from portal.models import FeeOrder, Payment, PaymentNotice
from portal.services import fees, payments
from portal.web.hooks.views import LARGEST_NOTICE
from tests.factories import MORNING, make_person, submit
from tests.portal.gateways.notices import KEY, event, signed
from tests.portal.web.citizen_site import Site, open_site


@pytest.fixture
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(server, tmp_path_factory.mktemp("hooks")) as opened:
        opened.parts.__dict__["gateway"] = StripeGateway(Secret("sk_test"), Secret(KEY))
        yield opened


@pytest.fixture
def payment(site: Site) -> Payment:
    with unit_of_work(site.database.sessions()) as session:
        (order,) = fees.orders_of(session, submit(session, site.world, make_person(session)))
        return payments.start(session, order, gateway="stripe", at=MORNING)


def told(payment: Payment, event_id: str, **changed: Any) -> bytes:
    own = {"id": "cs_1", "client_reference_id": str(payment.id), "amount_total": payment.amount, "payment_intent": "pi"}
    return event(event_id, **{**own, **changed})


def test_of_all_that_comes_one_notice_settles_the_fee(site: Site, payment: Payment) -> None:
    good = told(payment, "evt_good")
    stranger = told(payment, "evt_unknown", client_reference_id="01a2179f-cc19-77e0-86dc-75478b8892f3")
    unpaid = told(payment, "evt_late", payment_status="unpaid", status="expired")
    sent = [
        (good, {}, 400, "refused", "the signature of the notice does not hold"),
        (good, signed(good + b" "), 400, "refused", "the signature of the notice does not hold"),
        (good, {"Stripe-Signature": "t=1,v1=đ"}, 400, "refused", "the signature of the notice does not hold"),
        (b"[]", signed(b"[]"), 200, "refused", "the notice has not the shape of a Stripe event"),
        (b"{", signed(b"{"), 200, "refused", "the notice is not JSON"),
        (stranger, None, 200, "refused", "unknown payment"),
        (told(payment, "evt_1", amount_total=1), None, 200, "refused", "wrong amount"),
        (told(payment, "evt_2", currency="usd"), None, 200, "refused", "wrong amount"),
        (good, None, 200, "applied", "the fee is settled"),
        (good, None, 200, "ignored", "replayed"),
        (told(payment, "evt_again"), None, 200, "ignored", "already paid"),
        (unpaid, None, 200, "ignored", "out of order"),
    ]
    client = site.visitor().client
    for body, headers, status, outcome, why in sent:
        answer = client.post("/hooks/stripe", data=body, headers=signed(body) if headers is None else headers)
        assert (answer.status_code, answer.json) == (status, {"outcome": outcome}), why
    huge = b" " * (LARGEST_NOTICE + 1)
    assert client.post("/hooks/stripe", data=huge, headers=signed(huge)).status_code == 413
    with unit_of_work(site.database.sessions()) as session:
        rows = session.scalars(select(PaymentNotice).order_by(PaymentNotice.id)).all()
        assert [(row.outcome, row.why.split(":")[0]) for row in rows] == [(one[3], one[4]) for one in sent]
        assert session.scalars(select(FeeOrder.state)).all() == ["paid"]
