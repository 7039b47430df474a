"""What every server that speaks Stripe's language must mean to us: written once, run against both.

localstripe has no Checkout Sessions, so what concerns sessions is in test_stripe_sessions.py, against our sandbox.
"""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from portal.gateways.base import ForgedNotice, GatewayRefused, Outcome, UnknownPayment
from tests.portal.gateways.providers import Provider, localstripe, sandbox

SERVERS = {"sandbox": sandbox, "localstripe": localstripe}


@pytest.fixture(scope="module", params=sorted(SERVERS))
def provider(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with SERVERS[request.param](tmp_path_factory.mktemp("payments")) as running:
        yield running


@pytest.fixture(scope="module")
def webhook(provider: Provider) -> tuple[bytes, dict[str, str]]:
    provider.collect("0193-webhook", 16_000)
    return provider.inbox.wait_for(b"0193-webhook")


def test_a_payment_is_told_as_it_stands(provider: Provider) -> None:
    intent = provider.collect("0193-poll", 8_000)
    notice = provider.gateway.poll(intent)
    assert (notice.outcome, notice.amount, notice.currency) == (Outcome.PAID, 8_000, "VND")
    assert (notice.reference, notice.payment_reference) == ("0193-poll", intent)
    assert datetime.now(UTC) - notice.at < timedelta(minutes=1)


def test_asking_twice_is_one_notice(provider: Provider) -> None:
    intent = provider.collect("0193-same", 8_000)
    assert provider.gateway.poll(intent).event_id == provider.gateway.poll(intent).event_id


def test_a_reference_that_nobody_knows(provider: Provider) -> None:
    with pytest.raises(UnknownPayment):
        provider.gateway.poll("pi_nobody")


def test_a_wrong_key_is_refused(provider: Provider) -> None:
    with pytest.raises(GatewayRefused):
        provider.gateway_with(key="nonsense").poll("pi_nobody")


def test_a_signed_webhook_is_read(provider: Provider, webhook: tuple[bytes, dict[str, str]]) -> None:
    body, headers = webhook
    notice = provider.gateway.read_notice(body, headers)
    sent = json.loads(body)
    assert (notice.event_id, notice.kind, notice.raw) == (sent["id"], sent["type"], body)
    assert (notice.reference, notice.amount, notice.currency) == ("0193-webhook", 16_000, "VND")
    assert notice.payment_reference is not None
    assert notice.payment_reference.startswith("pi_")


@pytest.mark.parametrize("name", ["STRIPE-SIGNATURE", "stripe-signature"])
def test_header_names_have_no_case(provider: Provider, webhook: tuple[bytes, dict[str, str]], name: str) -> None:
    body, headers = webhook
    assert provider.gateway.read_notice(body, {name: headers["Stripe-Signature"]}).raw == body


def test_a_changed_body_is_refused(provider: Provider, webhook: tuple[bytes, dict[str, str]]) -> None:
    body, headers = webhook
    for changed in (body.replace(b"16000", b"16001"), body + b" ", b"", b"\xff\xfe"):
        with pytest.raises(ForgedNotice):
            provider.gateway.read_notice(changed, headers)


@pytest.mark.parametrize(
    "signature", [None, "", "t=1", "v1=00", "t=x,v1=00", "t=1,v1=00", "t=1,v1=đ", "nonsense", "t=1,v0=00"]
)
def test_a_signature_that_is_none_is_refused(
    provider: Provider, webhook: tuple[bytes, dict[str, str]], signature: str | None
) -> None:
    headers = {} if signature is None else {"Stripe-Signature": signature}
    with pytest.raises(ForgedNotice):
        provider.gateway.read_notice(webhook[0], headers)


def test_a_signature_of_somebody_else_is_refused(provider: Provider, webhook: tuple[bytes, dict[str, str]]) -> None:
    with pytest.raises(ForgedNotice):
        provider.gateway_with(webhook_secret="whsec_other").read_notice(*webhook)


def test_an_old_webhook_is_refused(
    provider: Provider, webhook: tuple[bytes, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    later = time.time() + 301
    monkeypatch.setattr(time, "time", lambda: later)
    with pytest.raises(ForgedNotice):
        provider.gateway.read_notice(*webhook)


def test_money_goes_back(provider: Provider) -> None:
    intent = provider.collect("0193-refund", 20_000)
    refund = provider.gateway.refund(intent, 20_000, "refund-0193")
    assert (refund.amount, refund.settled) == (20_000, True)
    assert refund.refund_reference.startswith("re_")


def test_nothing_goes_back_for_nothing(provider: Provider) -> None:
    with pytest.raises(UnknownPayment):
        provider.gateway.refund("pi_nobody", 1, "refund-nobody")
    with pytest.raises(GatewayRefused):
        provider.gateway.refund(provider.collect("0193-zero", 20_000), 0, "refund-zero")
