"""Signing in and out keeps the language of whoever reads; the electronic identity itself is tested with the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from portal.embedded_postgres import Place
from portal.identity.base import Identity, IdentityRefused, Kind
from tests.factories import MORNING
from tests.portal.web.citizen_site import Site, Visitor, open_site

CALLBACK = "/dang-nhap/vneid/tra-ve"


@dataclass
class Agreeing:
    """An electronic identity at which everybody agrees at once."""

    states: list[str] = field(default_factory=list)
    refuses: bool = False

    def begin(self, redirect_uri: str, *, state: str, **_rest: Any) -> str:
        """Note what must come back."""
        assert redirect_uri.endswith(CALLBACK)
        assert "/en/" not in redirect_uri
        self.states.append(state)
        return "https://identity.example/"

    def complete(self, code: str, redirect_uri: str, **_rest: Any) -> Identity:
        """Say who came."""
        assert code == "a-code"
        assert redirect_uri.endswith(CALLBACK)
        if self.refuses:
            raise IdentityRefused
        return Identity(
            issuer="https://identity.example/",
            subject="thu",
            kind=Kind.CITIZEN,
            full_name="Nguyễn Thị Thử",
            citizen_id="001190000041",
            birth_date=None,
            assurance=2,
            auth_time=MORNING,
        )


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(server, tmp_path_factory.mktemp("sign-in")) as opened:
        yield opened


@pytest.fixture
def identity(site: Site, monkeypatch: pytest.MonkeyPatch) -> Agreeing:
    site.app.extensions["limiter"].storage.reset()
    stub = Agreeing()
    monkeypatch.setitem(site.parts.__dict__, "identity", stub)
    return stub


def come_back(visitor: Visitor, identity: Agreeing, prefix: str) -> str:
    """Sign in from the page in this language, and return where one lands."""
    sent = visitor.again(visitor.get(f"{prefix}/dang-nhap").text, f"{prefix}/dang-nhap/vneid")
    assert sent.headers["Location"] == "https://identity.example/"
    answer = visitor.get(f"{CALLBACK}?code=a-code&state={identity.states[-1]}")
    if prefix:
        assert answer.headers["Location"].startswith(f"{prefix}{CALLBACK}?code=a-code&state=")
        answer = visitor.get(answer.headers["Location"])
    return str(answer.headers["Location"]) if answer.status_code == 302 else answer.text


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_one_comes_back_in_the_language_one_left_in(site: Site, identity: Agreeing, prefix: str) -> None:
    visitor = site.visitor()
    assert come_back(visitor, identity, prefix) == f"{prefix}/ho-so"
    assert visitor.get(f"{prefix}/ho-so").status_code == 200
    left = visitor.again(visitor.get(f"{prefix}/tai-khoan").text, f"{prefix}/dang-xuat")
    assert left.headers["Location"] == f"{prefix}/"


@pytest.mark.parametrize("asked", ["/tai-khoan?a=1", "/en/tai-khoan?a=1"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_page_that_was_asked_for_stands_in_the_language_chosen_last(
    site: Site, identity: Agreeing, asked: str, prefix: str
) -> None:
    visitor = site.visitor()
    assert visitor.get(asked).status_code == 302
    assert come_back(visitor, identity, prefix) == f"{prefix}/tai-khoan?a=1"


def test_a_sign_in_that_fails_is_told_in_the_same_language(site: Site, identity: Agreeing) -> None:
    identity.refuses = True
    page = come_back(site.visitor(), identity, "/en")
    assert "Chưa đăng nhập được" not in page
    assert 'href="/en/dang-nhap"' in page
