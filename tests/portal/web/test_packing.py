"""Pages leave packed for whoever takes them so, and say nothing by their length."""

import gzip
from typing import Any

import brotli
import pytest
from flask import Flask, Response, jsonify

from portal.web import packing

PAGE = "<p>Nguyễn Thị Lan</p>" * 200


@pytest.fixture
def client() -> Any:
    app = Flask("packing")
    packing.install(app)
    app.add_url_rule("/page", view_func=lambda: PAGE, endpoint="page")
    app.add_url_rule("/short", view_func=lambda: "ngắn", endpoint="short")
    app.add_url_rule("/json", view_func=lambda: jsonify(words=PAGE), endpoint="json")
    app.add_url_rule("/paper", view_func=lambda: Response(PAGE, mimetype="application/pdf"), endpoint="paper")
    app.add_url_rule("/parts", view_func=lambda: Response(iter([PAGE]), mimetype="text/html"), endpoint="parts")
    return app.test_client()


UNPACKED = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


@pytest.mark.parametrize(
    ("takes", "packed"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("identity", ""), ("gzip;q=0", "")],
)
def test_a_page_comes_as_it_is_taken(client: Any, takes: str, packed: str) -> None:
    answer = client.get("/page", headers={"Accept-Encoding": takes})
    assert answer.headers.get("Content-Encoding", "") == packed
    assert UNPACKED[packed](answer.data).decode() == PAGE
    assert answer.content_length == len(answer.data)
    assert ("Accept-Encoding" in answer.vary) == bool(packed)


def test_json_is_packed_and_papers_short_answers_and_streams_are_not(client: Any) -> None:
    asked = {"Accept-Encoding": "br"}
    encodings = {name: client.get(f"/{name}", headers=asked).headers.get("Content-Encoding") for name in NAMES}
    assert encodings == {"json": "br", "short": None, "paper": None, "parts": None}


NAMES = ("json", "short", "paper", "parts")


def test_the_length_of_an_answer_differs_from_time_to_time(client: Any) -> None:
    answers = [client.get("/page", headers={"Accept-Encoding": "br"}) for _ in range(40)]
    assert len({len(answer.headers[packing.NOISE]) for answer in answers}) > 5
