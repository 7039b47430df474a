"""Who comes from outside: payment providers, the e-ID, and visitors with many addresses."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from portal.config import Secret
from portal.gateways.base import UnreadableNotice
from portal.gateways.stripe import StripeGateway
from portal.identity.base import Identity, Kind
from portal.services.people import welcome
from portal.web.limits import network_of
from tests.portal.gateways.notices import KEY, event, signed

AT = datetime(2026, 11, 22, tzinfo=UTC)


def test_a_notice_in_order_is_read() -> None:
    gateway = StripeGateway(Secret("sk_test"), Secret(KEY))
    assert gateway.read_notice(event(), signed(event())).amount == 100


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 60_000,
        event(amount_total=10**30),
        event(amount_total=-1),
        event(id="cs\0"),
        event(kind="a\ud800"),
        event(client_reference_id="a\0b"),
        event(currency="v\0d"),
    ],
    ids=["deep", "huge", "negative", "nul", "surrogate", "reference", "currency"],
)
def test_a_signed_notice_that_cannot_be_kept_is_refused_not_broken(body: bytes) -> None:
    gateway = StripeGateway(Secret("sk_test"), Secret(KEY))
    with pytest.raises(UnreadableNotice):
        gateway.read_notice(body, signed(body))


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
