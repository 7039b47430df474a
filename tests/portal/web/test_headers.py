"""What every answer tells the browser it may do."""

from flask import Flask, Response

from portal.web import headers
from portal.web.assets import asset
from tests.portal.web.gallery.app import create


def test_a_page_is_kept_by_nobody_and_framed_by_nobody() -> None:
    got = create().test_client().get("/home").headers
    assert got["Cache-Control"] == "no-store"
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Referrer-Policy"] == "same-origin"
    policy = dict(part.split(" ", 1) for part in got["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert "Strict-Transport-Security" not in got


def test_a_built_file_is_kept_for_ever_and_a_missing_one_is_not() -> None:
    client = create().test_client()
    with client.get(asset("main.css")) as built:
        assert "immutable" in built.headers["Cache-Control"]
    assert client.get("/static/nothing.css").headers["Cache-Control"] == "no-store"


def test_a_built_text_is_sent_packed_to_who_takes_it() -> None:
    client = create().test_client()
    sizes = {}
    for takes in ("br", "gzip", ""):
        with client.get(asset("main.css"), headers={"Accept-Encoding": takes}) as answer:
            assert answer.headers.get("Content-Encoding", "") == takes
            assert answer.mimetype == "text/css"
            sizes[takes] = len(answer.data)
    assert sizes["br"] < sizes["gzip"] < sizes[""] / 5


def test_nothing_beside_the_built_files_is_sent() -> None:
    client = create().test_client()
    assert [client.get(f"/static/{name}").status_code for name in ("../language.py", "%2e%2e/language.py")] == [
        404,
        404,
    ]


def test_a_view_keeps_its_own_and_forms_may_lead_to_the_named_places() -> None:
    app = Flask("headers")
    headers.install(app, form_targets=["https://pay.example"], production=True)

    @app.get("/own")
    def own() -> Response:
        return Response("", headers={"Cache-Control": "private", "Content-Security-Policy": "default-src 'none'"})

    @app.get("/other")
    def other() -> str:
        return ""

    got = app.test_client().get("/own").headers
    assert (got["Cache-Control"], got["Content-Security-Policy"]) == ("private", "default-src 'none'")
    got = app.test_client().get("/other").headers
    assert "form-action 'self' https://pay.example;" in got["Content-Security-Policy"]
    assert got["Strict-Transport-Security"].startswith("max-age=31536000")
