"""Cash at the counter: an officer's word becomes a notice; nothing from outside does."""

from datetime import UTC, datetime

import pytest

from portal.config import Secret
from portal.gateways.base import ForgedNotice, Gateway, GatewayRefused, Outcome, UnknownPayment
from portal.gateways.counter import CounterGateway, received
from portal.gateways.stripe import StripeGateway
from tests.portal.gateways.providers import order

AT = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)


def test_both_kinds_keep_the_contract() -> None:
    gateways: list[Gateway] = [CounterGateway(), StripeGateway(Secret("sk_test_x"), Secret("whsec_x"))]
    assert [gateway.kind for gateway in gateways] == ["counter", "stripe"]


def test_cash_received() -> None:
    started = CounterGateway().start(order("0193-cash"))
    notice = received("0193-cash", 16_000, "0000123", "officer-7", AT)
    assert (notice.outcome, notice.amount, notice.currency, notice.at) == (Outcome.PAID, 16_000, "VND", AT)
    assert notice.provider_reference == started.provider_reference
    assert started.url == order().return_url


def test_the_same_receipt_is_the_same_payment() -> None:
    first = received("0193-cash", 16_000, "0000123", "officer-7", AT)
    assert received("0193-cash", 16_000, "0000123", "officer-8", AT).event_id == first.event_id
    other = received("0193-cash", 16_000, "0000124", "officer-7", AT)
    assert (other.event_id, other.payment_reference) != (first.event_id, first.payment_reference)


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_is_no_payment(amount: int) -> None:
    with pytest.raises(ValueError, match="more than nothing"):
        received("0193-cash", amount, "0000123", "officer-7", AT)


def test_nobody_else_can_say_so() -> None:
    gateway = CounterGateway()
    with pytest.raises(ForgedNotice):
        gateway.read_notice(b'{"paid": true}', {"Stripe-Signature": "t=1,v1=00"})
    for ask in (gateway.poll, gateway.cancel):
        with pytest.raises(UnknownPayment):
            ask("counter_0193-cash")
    with pytest.raises(GatewayRefused):
        gateway.refund("0000123", 16_000, "key")
