"""Signing in at the sandbox e-ID through the OIDC client of the portal, well-behaved and not."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from portal.config import Secret
from portal.errors import StartError
from portal.identity.base import (
    AssuranceTooLow,
    IdentityBroken,
    IdentityRefused,
    IdentityUnavailable,
    Kind,
    Representative,
    SignIn,
    SignInTooOld,
    code_from,
)
from portal.identity.oidc import OidcProvider, OidcSettings
from portal.identity.sandbox.app import SLOWNESS, IdentitySandbox, create_app
from portal.identity.sandbox.mischief import Mischief
from portal.identity.sandbox.people import samples
from tests.portal.identity.browser import CLIENT, REDIRECT, SECRET, sign_in_at
from tests.portal.servers import free_port, serving

HOME = "http://localhost:8000/"


def settings(folder: Path, port: int, *, production: bool = False) -> IdentitySandbox:
    return IdentitySandbox(
        folder, f"http://127.0.0.1:{port}", CLIENT, Secret(SECRET), (REDIRECT,), (HOME,), production=production
    )


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    with serving(create_app(settings(tmp_path_factory.mktemp("identity"), port)), port) as address:
        yield address


@pytest.fixture
def provider(issuer: str) -> OidcProvider:
    return OidcProvider(OidcSettings(issuer, CLIENT, Secret(SECRET)))


def form(person: str = "lan_anh", level: int = 2, mischief: Mischief = Mischief.NONE) -> dict[str, str]:
    return {"person": person, "level": str(level), "mischief": mischief, "decision": "agree"}


def test_a_citizen_at_level_two(provider: OidcProvider, issuer: str) -> None:
    identity = sign_in_at(provider, form(), assurance=2).complete(provider, assurance=2)
    assert (identity.issuer, identity.kind, identity.assurance) == (issuer, Kind.CITIZEN, 2)
    assert (identity.full_name, identity.citizen_id) == ("Nguyễn Thị Lan Anh", "001195999101")
    assert identity.birth_date == date(1995, 3, 14)
    assert identity.phone == "0900000101"
    assert identity.residence is not None
    assert (identity.residence.province, identity.residence.commune) == ("01", "00004")
    assert identity.residence.text == "Số 12, phố Đội Cấn, Phường Ba Đình, Thành phố Hà Nội"
    assert datetime.now(UTC) - identity.auth_time < timedelta(minutes=1)


def test_an_organisation(provider: OidcProvider) -> None:
    identity = sign_in_at(provider, form("sao_khue", level=1)).complete(provider, assurance=2)
    assert (identity.kind, identity.full_name) == (Kind.ORGANISATION, "Công ty TNHH Thương mại Sao Khuê")
    assert (identity.tax_code, identity.citizen_id, identity.birth_date) == ("9900000016", None, None)
    assert identity.representative == Representative("Phạm Thị Hồng Nhung", "079301999103")


def test_every_sample_can_sign_in_and_is_another(provider: OidcProvider) -> None:
    identities = [sign_in_at(provider, form(one.key)).complete(provider) for one in samples()]
    assert [one.full_name for one in identities] == [one.full_name for one in samples()]
    assert len({one.subject for one in identities}) == len(samples()) == 7


def test_the_subject_stays_the_same(provider: OidcProvider) -> None:
    first, second = (sign_in_at(provider, form(level=level)).complete(provider) for level in (1, 2))
    assert first.subject == second.subject
    assert (first.assurance, second.assurance) == (1, 2)


def test_a_lower_level_than_asked_is_refused(provider: OidcProvider) -> None:
    returned = sign_in_at(provider, form(level=1), assurance=2)
    with pytest.raises(AssuranceTooLow) as refused:
        returned.complete(provider, assurance=2)
    assert (refused.value.asked, refused.value.given) == (2, 1)


def test_saying_no(provider: OidcProvider) -> None:
    returned = sign_in_at(provider, {"decision": "refuse"})
    with pytest.raises(IdentityRefused):
        returned.complete(provider)


@pytest.mark.parametrize(
    ("mischief", "reason"),
    [
        (Mischief.WRONG_NONCE, "id_token: nonce"),
        (Mischief.WRONG_AUDIENCE, "id_token: aud"),
        (Mischief.BAD_SIGNATURE, "id_token: signature"),
        (Mischief.MISSING_CLAIM, "missing claim SoDinhDanh"),
        (Mischief.OTHER_PERSON, "userinfo of another subject"),
    ],
)
def test_what_cannot_be_believed(provider: OidcProvider, mischief: Mischief, reason: str) -> None:
    returned = sign_in_at(provider, form(mischief=mischief))
    with pytest.raises(IdentityBroken) as broken:
        returned.complete(provider)
    assert broken.value.reason == reason


@pytest.mark.parametrize("mischief", [Mischief.ERROR, Mischief.OUTAGE])
def test_a_provider_that_is_ill(provider: OidcProvider, mischief: Mischief) -> None:
    returned = sign_in_at(provider, form(mischief=mischief))
    with pytest.raises(IdentityUnavailable):
        returned.complete(provider)


@pytest.mark.slow
def test_a_provider_that_is_slow_is_not_waited_for(provider: OidcProvider) -> None:
    returned = sign_in_at(provider, form(mischief=Mischief.SLOW))
    begun = datetime.now(UTC)
    with pytest.raises(IdentityUnavailable):
        returned.complete(provider)
    assert datetime.now(UTC) - begun < timedelta(seconds=SLOWNESS)


def test_a_provider_that_is_not_there() -> None:
    provider = OidcProvider(OidcSettings(f"http://127.0.0.1:{free_port()}", CLIENT, Secret(SECRET)))
    with pytest.raises(IdentityUnavailable):
        provider.begin(REDIRECT, state="s", nonce="n", code_challenge="c")
    assert provider.sign_out(HOME) is None


def test_a_sign_in_of_long_ago(provider: OidcProvider) -> None:
    returned = sign_in_at(provider, form(mischief=Mischief.OLD_SIGN_IN), max_age=600)
    with pytest.raises(SignInTooOld):
        returned.complete(provider, max_age=600)
    assert sign_in_at(provider, form(mischief=Mischief.OLD_SIGN_IN)).complete(provider).assurance == 2


def test_a_code_works_once(provider: OidcProvider) -> None:
    returned = sign_in_at(provider, form())
    returned.complete(provider)
    with pytest.raises(IdentityBroken, match="invalid_grant"):
        returned.complete(provider)


def test_a_stolen_code_is_of_no_use(provider: OidcProvider) -> None:
    code = sign_in_at(provider, form()).parameters["code"]
    thief = SignIn.fresh()
    with pytest.raises(IdentityBroken, match="invalid_grant"):
        provider.complete(code, REDIRECT, thief.verifier, thief.nonce)


def test_a_wrong_secret(issuer: str, provider: OidcProvider) -> None:
    other = OidcProvider(OidcSettings(issuer, CLIENT, Secret("another secret")))
    with pytest.raises(IdentityBroken, match="invalid_client"):
        sign_in_at(provider, form()).complete(other)


def test_an_answer_to_another_attempt(provider: OidcProvider) -> None:
    returned = sign_in_at(provider, form())
    for state in ("", "đ", returned.sign_in.state[:-1]):
        with pytest.raises(IdentityBroken, match="wrong state"):
            code_from(returned.parameters, state)
    with pytest.raises(IdentityBroken, match="no code"):
        code_from({"state": "s"}, "s")
    with pytest.raises(IdentityBroken, match="error returned"):
        code_from({"state": "s", "error": "invalid_scope", "code": "x"}, "s")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"client_id": "nobody"}, "invalid_client"),
        ({"redirect_uri": "http://evil.example/"}, "invalid_request"),
        ({"code_challenge": ""}, None),
        ({"code_challenge_method": "plain"}, None),
        ({"nonce": ""}, None),
    ],
)
def test_a_request_in_disorder(provider: OidcProvider, changed: dict[str, str], told: str | None) -> None:
    address = httpx.URL(provider.begin(REDIRECT, state="s", nonce="n", code_challenge=SignIn.fresh().challenge))
    answer = httpx.get(address.copy_merge_params(changed))
    if told:
        assert answer.status_code == 400
        assert told in answer.text
    else:
        assert answer.headers["Location"].startswith(REDIRECT)
        assert "error=invalid_request" in answer.headers["Location"]


@pytest.mark.parametrize("wrong", [{"person": "nobody"}, {"level": "3"}, {"mischief": "other"}, {"person": ""}])
def test_a_choice_that_is_none_asks_again(provider: OidcProvider, wrong: dict[str, str]) -> None:
    address = provider.begin(REDIRECT, state="s", nonce="n", code_challenge=SignIn.fresh().challenge)
    answer = httpx.post(address, data={**form(), **wrong})
    assert answer.status_code == 400
    assert "Bạn cần chọn một người" in answer.text


def test_the_page_names_everybody_and_runs_no_script(provider: OidcProvider) -> None:
    page = httpx.get(provider.begin(REDIRECT, state="s", nonce="n", code_challenge=SignIn.fresh().challenge))
    for one in samples():
        assert one.full_name in page.text.replace("&#39;", "'")
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert "form-action 'self' http://localhost:8000" in page.headers["Content-Security-Policy"]


def test_leaving_goes_only_where_it_may(provider: OidcProvider, issuer: str) -> None:
    address = provider.sign_out(HOME)
    assert address is not None
    assert httpx.get(address).headers["Location"] == HOME
    assert httpx.get(f"{issuer}/oauth2/logout?post_logout_redirect_uri=http://evil.example/").status_code == 400


def test_a_restart_keeps_the_key_and_a_new_key_is_found(tmp_path: Path) -> None:
    port = free_port()
    provider = OidcProvider(OidcSettings(f"http://127.0.0.1:{port}", CLIENT, Secret(SECRET)))
    keys = []
    for folder in ("same", "same", "other"):
        with serving(create_app(settings(tmp_path / folder, port)), port) as address:
            keys.append(httpx.get(f"{address}/.well-known/keys").json())
            provider._metadata._keys_at -= 60
            assert sign_in_at(provider, form()).complete(provider).citizen_id == "001195999101"
    assert keys[0] == keys[1] != keys[2]
    assert "d" not in keys[0]["keys"][0]
    assert (tmp_path / "same" / "identity.jwk.json").stat().st_mode & 0o077 == 0


def test_production_has_no_sandbox(tmp_path: Path) -> None:
    with pytest.raises(StartError):
        create_app(settings(tmp_path / "data", 1, production=True))
    assert not (tmp_path / "data").exists()
