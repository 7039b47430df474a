"""What an address may hold: no NUL reaches the database, and no link or redirect of ours leads elsewhere."""

import re

import flask
import pytest
from flask.testing import FlaskClient

from portal.web.access import _own_path
from tests.portal.web.citizen_site import Site


@pytest.mark.parametrize(
    "path", ["/ho-so/%00", "/ho-so/a%00b/rut", "/thu-tuc/%00", "/thu-tuc?q=x%00y", "/thu-tuc?sau=%00"]
)
def test_nul_in_an_address_is_refused_not_broken(site: Site, path: str) -> None:
    assert site.citizen().get(path).status_code == 400


def test_nul_in_what_officers_type(receptionist: FlaskClient) -> None:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', receptionist.get("/can-bo/tai-khoan").text)
    assert token is not None
    answer = receptionist.post("/can-bo/tim", data={"csrf_token": token.group(1), "q": "nguyễn\0 thị"})
    assert answer.status_code == 302
    assert "nguyễn thị" in receptionist.get(answer.location).text


@pytest.mark.parametrize("status", ["99999999999999999999999", "-1", "11", "9" * 5000, "0x1"])
def test_a_status_that_is_none_is_no_filter(receptionist: FlaskClient, status: str) -> None:
    assert receptionist.get(f"/can-bo?trang-thai={status}").status_code == 200


@pytest.mark.parametrize("path", ["/en/%5Cevil.example", "/en/%5C%5Cevil.example/x", "/en//evil.example"])
def test_the_language_switch_stays_here(site: Site, path: str) -> None:
    links = re.findall(r'href="(/[^"]*evil[^"]*)"', site.visitor().get(path).text)
    assert links
    assert all(re.match(r"/(?![/\\])", link) and "\\" not in link for link in links)


@pytest.mark.parametrize("path", ["/ho-so//x", "/can-bo//dang-nhap", "//ho-so//x"])
def test_no_redirect_is_built_from_the_host(site: Site, path: str) -> None:
    there = {"PATH_INFO": path, "HTTP_HOST": "evil.example"}
    answer = site.visitor().get("/", environ_overrides=there)
    assert "evil.example" not in answer.headers.get("Location", "") + answer.text


def test_a_line_break_in_a_wanted_page_stays_encoded(site: Site) -> None:
    visitor = site.visitor()
    visitor.get("/ho-so/a%0d%0aX-Evil:%201")
    cookie = visitor.client.get_cookie("portal")
    assert cookie is not None
    with site.app.test_request_context(headers={"Cookie": f"portal={cookie.value}"}):
        assert flask.session["come_back"] == "/ho-so/a%0D%0AX-Evil:%201"


@pytest.mark.parametrize(
    "url", ["//evil.example", "/\\evil.example", "/\t/evil.example", "/\n/evil.example", "https://evil.example", ""]
)
def test_the_way_back_never_leads_elsewhere(site: Site, url: str) -> None:
    with site.app.test_request_context("/"):
        assert _own_path(url) == "/"
