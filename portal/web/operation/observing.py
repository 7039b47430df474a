"""One log line a request, with an id that the answer carries too; no path parameter, no personal data."""

from __future__ import annotations

import re
import secrets
import time
from functools import cache

import structlog
from flask import Flask, Response
from prometheus_client import Counter, Histogram

from portal.logs import REQUEST
from portal.web.headers import REQUEST_ID
from portal.web.incoming import this_request
from portal.web.operation.metrics import REQUESTS, SECONDS

log = structlog.get_logger()

_BEGAN = "portal.began"
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
"""Methods that are counted by name: each other word would be a series of its own, and visitors may invent any."""


@cache
def _counter(method: str, route: str, status: int) -> Counter:
    return REQUESTS.labels(method, route, str(status))


@cache
def _clock(route: str) -> Histogram:
    return SECONDS.labels(route)


def observe(app: Flask) -> None:
    """Time, count and log every request of ``app``."""

    @app.before_request
    def begin() -> None:
        environ = this_request().environ
        given = environ.get("HTTP_X_REQUEST_ID", "")
        request_id = given if GIVEN_ID.fullmatch(given) else secrets.token_hex(16)
        environ[REQUEST_ID] = request_id
        environ[_BEGAN] = time.perf_counter()
        REQUEST.set(request_id)

    @app.after_request
    def end(response: Response) -> Response:
        asked = this_request()
        rule, method = asked.url_rule, asked.method
        now = time.perf_counter()
        seconds = now - asked.environ.get(_BEGAN, now)
        if rule is None or rule.endpoint != "static":
            method, route = (method if method in METHODS else "other"), (rule.rule if rule else "none")
            _counter(method, route, response.status_code).inc()
            _clock(route).observe(seconds)
            # The route, not the path: a path may hold a dossier code.
            log.info("answered", method=method, route=route, status=response.status_code, ms=round(seconds * 1000, 1))
        return response

    @app.teardown_request
    def forget(_error: BaseException | None) -> None:
        REQUEST.set(None)
