"""The two languages of a page, and what the address says of them."""

from collections.abc import Iterator

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from portal.web.language import gettext, ngettext, switch_url
from tests.portal.web.gallery.app import create


@pytest.fixture
def app() -> Flask:
    app = create()

    @app.get("/noi")
    def say() -> dict[str, str]:
        return {
            "text": gettext("Đăng nhập"),
            "other": switch_url("en") + " " + switch_url("vi"),
            "link": url_for("say"),
            "count": ngettext("%(n)s thủ tục", "%(n)s thủ tục", 1) + ngettext("%(n)s thủ tục", "%(n)s thủ tục", 2),
        }

    return app


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


def test_a_path_without_prefix_is_vietnamese(client: FlaskClient) -> None:
    assert client.get("/noi?a=1").json == {
        "text": "Đăng nhập",
        "other": "/en/noi?a=1 /noi?a=1",
        "link": "/noi",
        "count": "1 thủ tục2 thủ tục",
    }


def test_a_path_below_en_is_english_and_stays_so(client: FlaskClient) -> None:
    assert client.get("/en/noi").json == {
        "text": "Sign in",
        "other": "/en/noi /noi",
        "link": "/en/noi",
        "count": "1 procedure2 procedures",
    }


def test_a_path_that_only_begins_like_en_is_a_path(client: FlaskClient) -> None:
    assert client.get("/english").status_code == 404


def test_what_fills_a_text_is_escaped(app: Flask) -> None:
    template = app.jinja_env.from_string('{{ _("Chọn %(what)s", what=typed) }} {{ _("100% đúng") }}')
    with app.test_request_context():
        assert template.render(typed="<b>") == "Chọn &lt;b&gt; 100% đúng"
