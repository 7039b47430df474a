"""An answer goes out whole: its length, and an address that every browser reads."""

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from portal.web.outgoing import Answer, page, redirect


def test_a_page_says_its_length_and_leaves_its_body_out_where_only_the_head_is_asked() -> None:
    said = "Hồ sơ của bạn"
    for method, sent in (("GET", said.encode()), ("HEAD", b"")):
        body, status, headers = run_wsgi_app(page(said), EnvironBuilder("/", method=method).get_environ())
        assert b"".join(body) == sent
        assert (status, int(headers["Content-Length"])) == ("200 OK", len(said.encode()))


def headers_of(answer: Answer) -> dict[str, str]:
    _body, _status, headers = run_wsgi_app(answer, EnvironBuilder("/").get_environ())
    return dict(headers)


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("/nop/0190/nguoi_nop?ve=kiem-tra", "/nop/0190/nguoi_nop?ve=kiem-tra"),
        ("/tra-cuu?ma=Hồ sơ", "/tra-cuu?ma=H%E1%BB%93%20s%C6%A1"),
        ("https://e-id.example/đăng-nhập", "https://e-id.example/%C4%91%C4%83ng-nh%E1%BA%ADp"),
    ],
)
def test_a_redirect_names_an_encoded_address(given: str, sent: str) -> None:
    answer = redirect(given)
    headers = headers_of(answer)
    assert headers["Location"] == sent
    assert int(headers["Content-Length"]) == len(answer.data)


def test_a_link_of_a_redirect_is_escaped() -> None:
    assert '<script>"' not in redirect('/x?"><script>"').get_data(as_text=True)


def test_an_answer_that_may_have_no_body_says_no_length() -> None:
    assert "Content-Length" not in headers_of(Answer("", 204))
