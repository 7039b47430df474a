"""Each exception has its page; nothing of the exception itself is on it, and what was typed is kept."""

from collections.abc import Iterator

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from portal.config import PROJECT
from portal.errors import DomainError
from portal.services import refusals
from portal.web import access, errors
from tests.portal.web.gallery.app import create


class OddRefusal(refusals.NotAllowedError):
    pass


@pytest.fixture
def app() -> Flask:
    app = create()

    @app.get("/loi/<int:status>")
    def fail(status: int) -> str:
        abort(status)

    @app.get("/hong")
    def break_down() -> str:
        raise RuntimeError("secret detail")

    @app.get("/tu-choi")
    def refuse() -> str:
        raise OddRefusal("clerk")

    @app.post("/gui")
    def send() -> str:
        return "sent"

    return app


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


@pytest.mark.parametrize("status", [*errors.STATUSES, 418, 501])
def test_every_status_has_a_page_in_both_languages(client: FlaskClient, status: int) -> None:
    vietnamese, english = client.get(f"/loi/{status}"), client.get(f"/en/loi/{status}")
    assert vietnamese.status_code == english.status_code == status
    assert "Về trang chủ" in vietnamese.text or "Đăng nhập" in vietnamese.text
    assert "<h1" in english.text
    assert "Về trang chủ" not in english.text


def test_a_page_of_an_error_names_the_request(client: FlaskClient) -> None:
    answer = client.get("/hong")
    assert "<code>01J9-MAU</code>" in answer.text


def test_what_broke_is_for_the_log_only(client: FlaskClient) -> None:
    answer = client.get("/hong")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text


def test_a_refusal_is_told_by_its_nearest_page(client: FlaskClient) -> None:
    answer = client.get("/tu-choi")
    assert answer.status_code == 403
    assert "Bạn không có quyền xem trang này" in answer.text
    assert "needs clerk" not in answer.text


def test_every_refusal_has_a_page_that_exists() -> None:
    kinds = [one for one in vars(refusals).values() if isinstance(one, type) and issubclass(one, DomainError)]
    assert len(kinds) > 5
    for kind in kinds:
        page = errors.page_for(kind.__new__(kind))
        assert (PROJECT / "templates" / "errors" / page.template).is_file()
        assert 400 <= page.status < 500


def test_a_method_that_is_not_there_says_which_are(client: FlaskClient) -> None:
    assert "GET" in client.post("/loi/400", headers={"Sec-Fetch-Site": "same-origin"}).headers.get("Allow", "GET")


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({}, False),
    ],
)
def test_a_stale_form_keeps_what_our_own_page_sent(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], *, kept: bool
) -> None:
    monkeypatch.setattr(access, "sign_in_that_is_missing", lambda: None)
    answer = client.post("/gui", data={"ten": "Nguyễn <An>", "csrf_token": "old"}, headers=headers)
    assert answer.status_code == 400
    assert ('value="Nguyễn &lt;An&gt;"' in answer.text) is kept
    assert 'value="old"' not in answer.text


def test_a_stale_form_sent_again_arrives(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "sign_in_that_is_missing", lambda: None)
    page = client.post("/gui", data={"ten": "An"}, headers={"Sec-Fetch-Site": "same-origin"}).text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    assert client.post("/gui", data={"ten": "An", "csrf_token": token}).text == "sent"
