"""Checkout Sessions from the order to the last webhook, through Stripe's own library, against our sandbox."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from portal.config import Secret
from portal.errors import StartError
from portal.gateways.base import (
    ForgedNotice,
    GatewayRefused,
    GatewayUnavailable,
    Notice,
    Outcome,
    Redirect,
    UnknownPayment,
    UnreadableNotice,
)
from portal.gateways.sandbox.app import PaymentsSandbox, create_app
from portal.gateways.sandbox.courier import signature
from portal.gateways.stripe import SUBSCRIBE, StripeGateway
from tests.portal.gateways.providers import KEY, WEBHOOK_SECRET, Provider, order, sandbox
from tests.portal.servers import free_port


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[Provider]:
    with sandbox(tmp_path) as running:
        yield running


def act(redirect: Redirect, what: str) -> httpx.Response:
    return httpx.post(redirect.url, data={"act": what})


def trick(provider: Provider, redirect: Redirect, what: str) -> None:
    answer = httpx.post(f"{provider.address}/sessions/{redirect.provider_reference}/{what}")
    assert answer.status_code == 303


def notices(provider: Provider, count: int) -> list[Notice]:
    return [provider.gateway.read_notice(body, headers) for body, headers in provider.inbox.wait(count)]


def test_an_order_becomes_a_page_in_vietnamese(provider: Provider) -> None:
    opened = provider.gateway.start(order(amount=1_234_567, payer_email="an@example.vn"))
    page = httpx.get(opened.url)
    assert page.status_code == 200
    for text in ("1.234.567 đồng", "Lệ phí bản sao trích lục · H26.01-20261122-0000001", "an@example.vn"):
        assert text in page.text
    assert "<script" not in page.text
    assert "style=" not in page.text


def test_paid(provider: Provider) -> None:
    opened = provider.gateway.start(order("0193-paid", 16_000))
    answer = act(opened, "pay")

    assert answer.status_code == 303
    assert answer.headers["Location"] == order().return_url
    (notice,) = notices(provider, 1)
    assert notice.kind == "checkout.session.completed"
    assert (notice.outcome, notice.amount, notice.currency) == (Outcome.PAID, 16_000, "VND")
    assert (notice.reference, notice.provider_reference) == ("0193-paid", opened.provider_reference)
    assert provider.gateway.poll(opened.provider_reference).payment_reference == notice.payment_reference
    assert "Đã thanh toán" in httpx.get(opened.url).text


def test_declined_then_paid(provider: Provider) -> None:
    opened = provider.gateway.start(order("0193-declined"))
    back = act(opened, "decline").headers["Location"]
    assert "Thẻ bị từ chối" in httpx.get(f"{provider.address}{back}").text
    assert provider.gateway.poll(opened.provider_reference).outcome is Outcome.OTHER
    act(opened, "pay")

    failed, paid = notices(provider, 2)
    assert (failed.outcome, paid.outcome) == (Outcome.FAILED, Outcome.PAID)
    assert failed.reference == paid.reference == "0193-declined"
    assert failed.payment_reference != paid.payment_reference


def test_abandoned(provider: Provider) -> None:
    opened = provider.gateway.start(order())
    assert act(opened, "leave").headers["Location"] == order().cancel_url
    assert provider.gateway.poll(opened.provider_reference).outcome is Outcome.OTHER
    assert provider.inbox.arrived == []


def test_paid_twice_is_two_payments_of_one_order(provider: Provider) -> None:
    opened = provider.gateway.start(order("0193-twice"))
    act(opened, "pay_twice")
    first, second = notices(provider, 2)
    assert first.outcome is second.outcome is Outcome.PAID
    assert first.reference == second.reference == "0193-twice"
    assert first.event_id != second.event_id
    assert first.payment_reference != second.payment_reference


@pytest.mark.parametrize(("ending", "outcome"), [("arrived", Outcome.PAID), ("bounced", Outcome.FAILED)])
def test_a_transfer_settles_nothing_before_the_bank_speaks(provider: Provider, ending: str, outcome: Outcome) -> None:
    opened = provider.gateway.start(order())
    act(opened, "transfer")
    act(opened, ending)
    first, second = notices(provider, 2)
    assert (first.outcome, second.outcome) == (Outcome.OTHER, outcome)
    assert first.payment_reference == second.payment_reference


def test_a_closed_session_takes_no_money(provider: Provider) -> None:
    opened = provider.gateway.start(order())
    assert provider.gateway.cancel(opened.provider_reference).outcome is Outcome.EXPIRED
    assert "closed=1" in act(opened, "pay").headers["Location"]
    assert [notice.outcome for notice in notices(provider, 1)] == [Outcome.EXPIRED]
    assert provider.gateway.poll(opened.provider_reference).outcome is Outcome.EXPIRED


def test_cancelling_what_was_just_paid_says_so(provider: Provider) -> None:
    opened = provider.gateway.start(order())
    act(opened, "pay")
    assert provider.gateway.cancel(opened.provider_reference).outcome is Outcome.PAID


def test_the_same_key_opens_one_page(provider: Provider) -> None:
    asked = order("0193-key")
    assert provider.gateway.start(asked) == provider.gateway.start(asked)
    with pytest.raises(GatewayRefused):
        provider.gateway.start(order("0193-key", amount=99_000))


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 0},
        {"amount": 100_000_000},
        {"expires_at": datetime.now(UTC) + timedelta(minutes=30, seconds=-1)},
        {"expires_at": datetime.now(UTC) + timedelta(days=2)},
        {"return_url": ""},
    ],
)
def test_an_order_that_no_provider_takes(provider: Provider, wrong: dict[str, Any]) -> None:
    with pytest.raises(GatewayRefused):
        provider.gateway.start(order(**wrong))


def test_no_more_goes_back_than_came(provider: Provider) -> None:
    intent = provider.collect("0193-refund", 20_000)
    first = provider.gateway.refund(intent, 15_000, "refund-1")
    assert provider.gateway.refund(intent, 15_000, "refund-1") == first
    with pytest.raises(GatewayRefused):
        provider.gateway.refund(intent, 5_001, "refund-2")
    assert provider.gateway.refund(intent, 5_000, "refund-3").amount == 5_000


def test_an_unknown_session(provider: Provider) -> None:
    for ask in (provider.gateway.poll, provider.gateway.cancel):
        with pytest.raises(UnknownPayment):
            ask("cs_test_nobody")


def test_no_answer_is_not_a_refusal() -> None:
    gateway = StripeGateway(Secret(KEY), Secret(WEBHOOK_SECRET), f"http://127.0.0.1:{free_port()}")
    with pytest.raises(GatewayUnavailable):
        gateway.start(order())


def test_replayed_out_of_order_and_forged(provider: Provider) -> None:
    opened = provider.gateway.start(order())
    act(opened, "decline")
    act(opened, "pay")
    notices(provider, 2)

    trick(provider, opened, "replay")
    assert notices(provider, 3)[2].event_id == notices(provider, 2)[1].event_id
    trick(provider, opened, "backwards")
    paid, declined = notices(provider, 5)[3:]
    assert (paid.outcome, declined.outcome) == (Outcome.PAID, Outcome.FAILED)
    trick(provider, opened, "forged")
    with pytest.raises(ForgedNotice):
        provider.gateway.read_notice(*provider.inbox.wait(6)[5])


def test_wrong_amount_and_unknown_payment_are_truly_signed(provider: Provider) -> None:
    opened = provider.gateway.start(order("0193-wrong", 16_000))
    trick(provider, opened, "wrong_amount")
    trick(provider, opened, "unknown_payment")
    wrong, unknown = notices(provider, 2)
    assert (wrong.reference, wrong.amount, wrong.outcome) == ("0193-wrong", 17_000, Outcome.PAID)
    assert unknown.reference not in {None, "0193-wrong"}
    assert provider.gateway.poll(opened.provider_reference).outcome is Outcome.OTHER


def test_held_notices_are_sent_later(provider: Provider) -> None:
    httpx.post(f"{provider.address}/switches/hold", data={"on": "1"})
    act(provider.gateway.start(order()), "pay")
    with pytest.raises(AssertionError):
        provider.inbox.wait(1, seconds=0.5)
    httpx.post(f"{provider.address}/switches/hold", data={"on": "0"})
    assert notices(provider, 1)[0].outcome is Outcome.PAID


def test_a_portal_that_fails_is_told_again(provider: Provider) -> None:
    provider.inbox.status = 503
    act(provider.gateway.start(order()), "pay")
    provider.inbox.wait(1)
    provider.inbox.status = 200
    first, second = notices(provider, 2)
    assert first.event_id == second.event_id
    assert "chưa nhận, sẽ gửi lại (503)" in httpx.get(provider.address).text


def test_a_restart_forgets_nothing(tmp_path: Path) -> None:
    with sandbox(tmp_path) as before:
        before.inbox.status = 503
        opened = before.gateway.start(order("0193-restart"))
        act(opened, "pay")
        before.inbox.wait(1)
    with sandbox(tmp_path) as after:
        assert after.gateway.poll(opened.provider_reference).outcome is Outcome.PAID
        assert notices(after, 1)[0].reference == "0193-restart"


def test_production_has_no_sandbox(tmp_path: Path) -> None:
    settings = PaymentsSandbox(tmp_path, "http://x", "http://y", Secret(KEY), Secret(WEBHOOK_SECRET), production=True)
    with pytest.raises(StartError):
        create_app(settings)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"null",
        b"{}",
        b"{",
        b'{"id": 1, "type": 2, "created": "x", "data": {"object": {"id": "cs_1"}}}',
        b'{"id": "e", "type": "t", "created": 1e300, "data": {"object": {"id": "cs_1"}}}',
        b'{"id": "e", "type": "t", "created": 1, "data": {"object": []}}',
        b'{"id": "e", "type": "t", "created": 1, "data": {"object": {"id": "x", "metadata": [1]}}}',
        b'{"id": "e", "type": "t", "created": 1, "data": {"object": {"id": "x", "amount": 1.5}}}',
    ],
)
def test_signed_nonsense_is_unreadable(body: bytes) -> None:
    gateway = StripeGateway(Secret(KEY), Secret(WEBHOOK_SECRET))
    header = signature(WEBHOOK_SECRET, body, int(datetime.now(UTC).timestamp()))
    with pytest.raises(UnreadableNotice):
        gateway.read_notice(body, {"Stripe-Signature": header})


@pytest.mark.parametrize("kind", ["customer.created", "payment_intent.succeeded", "charge.refunded"])
def test_kinds_that_we_do_not_ask_for_settle_nothing(kind: str) -> None:
    thing = {
        "id": "x_1",
        "object": kind.split(".", maxsplit=1)[0],
        "status": "succeeded",
        "amount": 5,
        "currency": "vnd",
    }
    event = {"id": "evt_1", "type": kind, "created": 1_790_000_000, "data": {"object": thing}}
    body = json.dumps(event).encode()
    header = signature(WEBHOOK_SECRET, body, int(datetime.now(UTC).timestamp()))
    notice = StripeGateway(Secret(KEY), Secret(WEBHOOK_SECRET)).read_notice(body, {"Stripe-Signature": header})
    assert kind not in SUBSCRIBE
    assert notice.outcome is Outcome.OTHER
