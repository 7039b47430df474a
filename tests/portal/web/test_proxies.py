"""What a proxy says is believed as far as there are proxies, and not a word further."""

import pytest
from flask import Flask, request

from portal.web import proxies


def seen(count: int, **headers: str) -> str:
    """Return address and scheme of a request as a view sees them behind ``count`` proxies."""
    app = Flask(__name__)
    proxies.install(app, count)
    app.add_url_rule("/", view_func=lambda: f"{request.remote_addr} {request.scheme}")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().get("/", headers=named, environ_base={"REMOTE_ADDR": "10.0.0.9"}).text


@pytest.mark.parametrize(
    ("count", "forwarded", "scheme", "expected"),
    [
        (0, "203.0.113.7", "https", "10.0.0.9 http"),
        (1, "203.0.113.7", "https", "203.0.113.7 https"),
        (1, "198.51.100.1, 203.0.113.7", "https", "203.0.113.7 https"),
        (2, "198.51.100.1, 203.0.113.7, 10.0.0.2", "https,http", "203.0.113.7 https"),
    ],
)
def test_only_what_our_own_proxies_say_counts(count: int, forwarded: str, scheme: str, expected: str) -> None:
    assert seen(count, X_Forwarded_For=forwarded, X_Forwarded_Proto=scheme) == expected


def test_a_request_past_the_proxies_keeps_its_own_address() -> None:
    assert seen(1) == "10.0.0.9 http"
