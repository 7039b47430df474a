"""Who comes from outside: payment providers, the e-ID, and visitors with many addresses."""

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.config import Secret
from portal.gateways.base import UnreadableNotice
from portal.gateways.stripe import StripeGateway
from portal.identity.base import Identity, Kind
from portal.services.people import welcome
from portal.web.limits import network_of

KEY = "whsec_of_a_test"
AT = datetime(2026, 11, 22, tzinfo=UTC)


def _signed(body: bytes) -> dict[str, str]:
    at = int(time.time())
    mark = hmac.new(KEY.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Stripe-Signature": f"t={at},v1={mark}"}


def _event(**changed: Any) -> bytes:
    thing = {
        "object": "checkout.session",
        "id": "cs_1",
        "payment_status": "paid",
        "amount_total": 100,
        "currency": "vnd",
    }
    told = {"id": "evt_1", "type": "checkout.session.completed", "created": 1}
    told |= {name: value for name, value in changed.items() if name in told and name != "id"}
    own = {name: value for name, value in changed.items() if name not in told or name == "id"}
    return json.dumps({**told, "data": {"object": {**thing, **own}}}).encode()


def test_a_notice_in_order_is_read() -> None:
    gateway = StripeGateway(Secret("sk_test"), Secret(KEY))
    assert gateway.read_notice(_event(), _signed(_event())).amount == 100


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 60_000,
        _event(amount_total=10**30),
        _event(amount_total=-1),
        _event(id="cs\0"),
        _event(type="a\ud800"),
        _event(client_reference_id="a\0b"),
        _event(currency="v\0d"),
    ],
    ids=["deep", "huge", "negative", "nul", "surrogate", "reference", "currency"],
)
def test_a_signed_notice_that_cannot_be_kept_is_refused_not_broken(body: bytes) -> None:
    gateway = StripeGateway(Secret("sk_test"), Secret(KEY))
    with pytest.raises(UnreadableNotice):
        gateway.read_notice(body, _signed(body))


def _identity(kind: Kind, name: str, tax_code: str, citizen_id: str | None = None) -> Identity:
    return Identity("https://e-id.example", name, kind, name, citizen_id, None, 2, AT, tax_code=tax_code)


def test_a_business_with_its_owners_number_is_somebody_else(session: Session) -> None:
    number = "001190000077"
    owner = welcome(session, _identity(Kind.CITIZEN, "Chủ Hộ", citizen_id=number, tax_code=number), at=AT)
    business = welcome(session, _identity(Kind.ORGANISATION, "Hộ Kinh Doanh", tax_code=number), at=AT)
    assert business.id != owner.id
    assert (owner.full_name, owner.kind) == ("Chủ Hộ", "citizen")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("203.0.113.1", "203.0.113.2", False),
        ("::ffff:203.0.113.1", "::ffff:203.0.113.2", False),
        ("::ffff:203.0.113.1", "203.0.113.1", True),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("", "nonsense", False),
    ],
)
def test_one_connection_is_one_visitor(one: str, other: str, same: bool) -> None:
    assert (network_of(one) == network_of(other)) is same
