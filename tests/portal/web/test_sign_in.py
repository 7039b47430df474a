"""Coming back from the e-ID: whatever is wrong with the answer is said plainly, and nobody is signed in by it."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.db import unit_of_work
from portal.embedded_postgres import Place
from portal.identity.base import (
    AssuranceTooLow,
    Identity,
    IdentityBroken,
    IdentityError,
    IdentityUnavailable,
    Kind,
)
from portal.models import Person
from tests.factories import MORNING
from tests.portal.web.citizen_site import Site, Visitor, open_site

BACK = "/dang-nhap/vneid/tra-ve"
ENTERING = Identity("https://e-id.example", "s", Kind.CITIZEN, "Trần Thị Vào", "001190000051", None, 2, MORNING)


class Provider:
    """An e-ID that answers as it is told."""

    answer: Identity | IdentityError | None = None

    def begin(self, _redirect: str, **asked: Any) -> str:
        """Remember what must come back."""
        self.state = asked["state"]
        return "https://e-id.example/"

    def complete(self, _code: str, _redirect: str, **_asked: Any) -> Identity:
        """Give the identity, or fail."""
        if isinstance(self.answer, IdentityError):
            raise self.answer
        assert self.answer is not None, "nothing is to be asked of the e-ID"
        return self.answer


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(server, tmp_path_factory.mktemp("sign-in")) as opened:
        yield opened


@pytest.fixture
def provider(site: Site) -> Provider:
    site.parts.__dict__["identity"] = provider = Provider()
    site.app.extensions["limiter"].storage.reset()
    return provider


def leave(visitor: Visitor) -> None:
    """Go to the e-ID from a page that wants a citizen."""
    visitor.get("/tai-khoan")
    page = visitor.get("/dang-nhap").text
    assert visitor.again(page, "/dang-nhap/vneid").location == "https://e-id.example/"


def people(site: Site) -> int | None:
    with unit_of_work(site.database.sessions()) as session:
        return session.scalar(select(func.count()).select_from(Person))


FAILURES = [
    (IdentityBroken("id_token: nonce"), {}, 400, "Thông tin trả về từ hệ thống định danh không hợp lệ"),
    (IdentityBroken("missing claim SoDinhDanh"), {}, 400, "Thông tin trả về từ hệ thống định danh không hợp lệ"),
    (IdentityUnavailable("503"), {}, 503, "đang không trả lời"),
    (AssuranceTooLow(2, 1), {}, 400, "mức độ định danh thấp hơn"),
    (None, {"error": "access_denied", "code": ""}, 400, "Bạn đã chọn không đồng ý"),
    (None, {"error": "server_error", "code": ""}, 503, "đang không trả lời"),
    (None, {"state": "of another attempt"}, 400, "không hợp lệ"),
    (None, {"code": ""}, 400, "không hợp lệ"),
]


@pytest.mark.parametrize(("failure", "changed", "status", "words"), FAILURES)
def test_an_answer_that_is_wrong_signs_nobody_in(
    site: Site,
    provider: Provider,
    failure: IdentityError | None,
    changed: dict[str, str],
    status: int,
    words: str,
) -> None:
    provider.answer = failure
    before = people(site)
    visitor = site.visitor()
    leave(visitor)
    answer = visitor.get(BACK, query_string={"code": "a code", "state": provider.state, **changed})
    assert answer.status_code == status
    assert words in answer.text
    assert visitor.get("/tai-khoan").location == "/dang-nhap"
    # The attempt is over: the right answer comes too late.
    late = visitor.get(BACK, query_string={"code": "a code", "state": provider.state})
    assert (late.status_code, visitor.get("/tai-khoan").location) == (400, "/dang-nhap")
    assert people(site) == before


def test_an_answer_without_an_attempt_signs_nobody_in(site: Site, provider: Provider) -> None:
    visitor = site.visitor()
    assert visitor.get(BACK, query_string={"code": "a code", "state": "a state"}).status_code == 400
    assert visitor.get("/tai-khoan").location == "/dang-nhap"


def test_a_right_answer_leads_back_to_the_page_that_was_wanted(site: Site, provider: Provider) -> None:
    provider.answer = ENTERING
    visitor = site.visitor()
    leave(visitor)
    assert visitor.get(BACK, query_string={"code": "a code", "state": provider.state}).location == "/tai-khoan"
    assert "Trần Thị Vào" in visitor.get("/tai-khoan").text


def come_back(visitor: Visitor, provider: Provider, prefix: str) -> TestResponse:
    """Go to the e-ID from the page in this language, and come back."""
    assert visitor.again(visitor.get(f"{prefix}/dang-nhap").text, f"{prefix}/dang-nhap/vneid").status_code == 302
    back = visitor.get(BACK, query_string={"code": "a code", "state": provider.state})
    if prefix:
        assert back.location.startswith(f"{prefix}{BACK}?code=a"), "the e-ID knows the Vietnamese address alone"
        back = visitor.get(back.location)
    return back


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_signing_in_and_out_keeps_the_language(site: Site, provider: Provider, prefix: str) -> None:
    provider.answer = ENTERING
    visitor = site.visitor()
    assert come_back(visitor, provider, prefix).location == f"{prefix}/ho-so"
    left = visitor.again(visitor.get(f"{prefix}/tai-khoan").text, f"{prefix}/dang-xuat")
    assert left.location == f"{prefix}/"


@pytest.mark.parametrize("asked", ["/tai-khoan?a=1", "/en/tai-khoan?a=1"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_page_that_was_wanted_stands_in_the_language_chosen_last(
    site: Site, provider: Provider, asked: str, prefix: str
) -> None:
    provider.answer = ENTERING
    visitor = site.visitor()
    assert visitor.get(asked).status_code == 302
    assert come_back(visitor, provider, prefix).location == f"{prefix}/tai-khoan?a=1"


def test_a_sign_in_that_fails_is_told_in_the_same_language(site: Site, provider: Provider) -> None:
    provider.answer = IdentityUnavailable("503")
    page = come_back(site.visitor(), provider, "/en").text
    assert "Chưa đăng nhập được" not in page
    assert 'href="/en/dang-nhap"' in page
