"""How a form is read: the short way gives what the library gives, or leaves the form to it."""

from io import BytesIO
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.exceptions import ClientDisconnected
from werkzeug.test import EnvironBuilder

from portal.web.incoming import LARGEST_FORM, URLENCODED, TypedRequest, texts_of

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
PIECES = st.sampled_from(
    [
        b"&",
        b"=",
        b"%",
        b"+",
        b"\\",
        b"x",
        b"4",
        b"%E1%BB%85",
        b"%41",
        b"%zz",
        b"\xff",
        b"\xc3\xa9",
        b"\\n",
        b"%00",
        b"\0",
    ]
)


def request_of(body: bytes, kind: str = URLENCODED, length: int | None = None) -> TypedRequest:
    environ = EnvironBuilder(method="POST", input_stream=BytesIO(body), content_type=kind).get_environ()
    environ["CONTENT_LENGTH"] = str(len(body) if length is None else length)
    return TypedRequest(environ)


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1))
def test_what_a_browser_sends_is_read_in_a_few_steps(pairs: list[tuple[str, str]]) -> None:
    texts = texts_of(urlencode(pairs).encode())
    assert texts is not None
    assert list(zip(texts[::2], texts[1::2], strict=True)) == pairs


@given(st.lists(PIECES).map(b"".join))
@example(b"a=%5Cx41&b=\\x41")
def test_whatever_else_is_sent_is_read_alike_or_left_to_the_library(body: bytes) -> None:
    texts = texts_of(body)
    if texts is not None:
        wanted = parse_qsl(body.decode(), keep_blank_values=True, errors="strict")
        assert list(zip(texts[::2], texts[1::2], strict=True)) == wanted


def test_a_form_keeps_every_value_of_a_name_in_order() -> None:
    form = request_of(b"a=1&b=Nguy%E1%BB%85n+Th%E1%BB%8B&a=2").form
    assert list(form.items(multi=True)) == [("a", "1"), ("a", "2"), ("b", "Nguyễn Thị")]
    assert form.getlist("a") == ["1", "2"]


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (b"a=1&&b=2", {"a": ["1"], "b": ["2"]}),
        (b"a=1=2", {"a": ["1=2"]}),
        (b"a", {"a": [""]}),
        (b"", {}),
        (b"a=%00x", {"a": ["x"]}),
        (b"a=%ff", {"a": ["%FF"]}),
    ],
)
def test_an_odd_form_is_read_as_the_library_reads_it(body: bytes, read: dict[str, list[str]]) -> None:
    assert request_of(body).form.to_dict(flat=False) == read


def test_a_form_that_was_cut_off_is_refused() -> None:
    with pytest.raises(ClientDisconnected):
        _ = request_of(b"a=1", length=10).form


def test_a_body_that_is_no_form_stays_where_it_is() -> None:
    request = request_of(b'{"a": 1}', "application/json")
    assert not request.form
    assert request.get_data() == b'{"a": 1}'


def test_a_body_that_was_read_before_is_not_read_again() -> None:
    request = request_of(b"a=1")
    assert request.get_data(parse_form_data=False) == b"a=1"
    assert request.form["a"] == "1"


def test_a_larger_form_than_ours_is_read_by_the_library() -> None:
    body = b"a=" + b"x" * LARGEST_FORM
    assert len(request_of(body).form["a"]) == LARGEST_FORM
