"""Coming back from the e-ID: whatever is wrong with the answer is said plainly, and nobody is signed in by it."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

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
    identity = Identity("https://e-id.example", "s", Kind.CITIZEN, "Trần Thị Vào", "001190000051", None, 2, MORNING)
    provider.answer = identity
    visitor = site.visitor()
    leave(visitor)
    assert visitor.get(BACK, query_string={"code": "a code", "state": provider.state}).location == "/tai-khoan"
    assert "Trần Thị Vào" in visitor.get("/tai-khoan").text
