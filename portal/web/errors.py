"""Which exception becomes which page: one table, read from top to bottom; exceptions themselves never render.

A refusal (``DomainError``) says what happened and shows the way back; it is told in the words of its page, never in
those of the exception, which are for the log.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import structlog
from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as WerkzeugResponse

from portal.errors import DomainError
from portal.services import lookups
from portal.services.refusals import (
    ActionNotAllowedError,
    AssuranceTooLowError,
    BlockedFilingError,
    ConfirmationMissingError,
    IncompleteFilingError,
    NotAllowedError,
    NotComputableError,
    NotFoundError,
    StaleDossierError,
    WrongConfirmerError,
)
from portal.web import access, work
from portal.web.headers import REQUEST_ID

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Page:
    """How an exception is shown: the status of the answer and its template below ``templates/errors``."""

    status: int
    template: str


REFUSALS: dict[type[DomainError], Page] = {
    DomainError: Page(409, "refused.html"),
    NotFoundError: Page(404, "not_found.html"),
    NotAllowedError: Page(403, "forbidden.html"),
    StaleDossierError: Page(409, "changed.html"),
    ActionNotAllowedError: Page(409, "not_possible.html"),
    BlockedFilingError: Page(409, "blocked.html"),
    IncompleteFilingError: Page(409, "incomplete.html"),
    NotComputableError: Page(409, "not_computable.html"),
    AssuranceTooLowError: Page(403, "assurance.html"),
    ConfirmationMissingError: Page(409, "unconfirmed.html"),
    WrongConfirmerError: Page(403, "wrong_confirmer.html"),
}
"""Refusals of use cases; the nearest class of the exception's ancestry counts."""

STATUSES: Mapping[int, Page] = {
    400: Page(400, "bad_request.html"),
    401: Page(401, "sign_in.html"),
    403: Page(403, "forbidden.html"),
    404: Page(404, "not_found.html"),
    405: Page(405, "not_found.html"),
    409: Page(409, "changed.html"),
    410: Page(410, "gone.html"),
    413: Page(413, "too_large.html"),
    429: Page(429, "too_many.html"),
    500: Page(500, "broken.html"),
    502: Page(502, "elsewhere.html"),
    503: Page(503, "busy.html"),
    504: Page(504, "elsewhere.html"),
}
"""Pages of the HTTP errors; every other one below 500 is shown as a bad request."""


def page_for(error: DomainError) -> Page:
    """Return the page of a refusal: that of its own class, or of the nearest ancestor in the table."""
    return next(REFUSALS[kind] for kind in type(error).__mro__ if kind in REFUSALS)


def install(app: Flask) -> None:
    """Let ``app`` answer every exception with a page of its own."""
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(DataError, _unreadable)
    app.register_error_handler(HTTPException, _failed)
    app.register_error_handler(Exception, _broken)


def _refused(error: DomainError) -> Response:
    page = page_for(error)
    log.info("refused", kind=type(error).__name__)
    return _answer(page, error=error, now_stands=_now_stands(error))


def _now_stands(error: DomainError) -> lookups.Progress | None:
    """Return how the dossier of a refusal stands now, for who lost a race to see at once."""
    if isinstance(error, StaleDossierError | ActionNotAllowedError):
        return lookups.progress(work.db(), error.code)
    return None


def _unreadable(error: DataError) -> Response:
    """What was asked for can stand in no column (a null byte in an address): nobody's page is called like that."""
    log.warning("unreadable", kind=type(error.orig).__name__)
    return _answer(STATUSES[HTTPStatus.BAD_REQUEST])


def _failed(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    other = "bad_request.html" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "broken.html"
    page = STATUSES.get(status) or Page(status, other)
    response = _answer(page, error=error)
    for name, value in error.get_headers(request.environ):
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


def _broken(error: Exception) -> Response:
    log.error("broken", kind=type(error).__name__, exc_info=error)
    return _answer(STATUSES[500])


def _stale(error: CSRFError) -> WerkzeugResponse:
    """Show what was typed once more, to be sent with a fresh token; only when our own page sent it.

    Where the token is stale because the session ended, the way leads over signing in, with what was typed kept.
    """
    log.info("stale form", reason=error.description)
    ours = _is_ours()
    sign_in = access.sign_in_that_is_missing() if ours else None
    if sign_in is not None:
        return access.send_to_sign_in(sign_in)
    kept = [(name, value) for name, value in request.form.items(multi=True) if ours and name != "csrf_token"]
    return _answer(Page(400, "stale.html"), kept=kept)


def _is_ours() -> bool:
    """Say whether one of our own pages sent this; browsers without fetch metadata still name the page they were on."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.origin == request.host_url.rstrip("/") or (request.referrer or "").startswith(request.host_url)


def _answer(page: Page, **context: object) -> Response:
    request_id = request.environ.get(REQUEST_ID)
    return make_response(render_template(f"errors/{page.template}", request_id=request_id, **context), page.status)
