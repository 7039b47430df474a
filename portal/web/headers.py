"""The headers of every answer: what a browser may load, frame, send and keep."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

YEAR = 365 * 24 * 3600

PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"


def content_security_policy(form_targets: Iterable[str] = ()) -> str:
    """Return the policy: nothing but our own files, no inline script or style, no framing by others.

    ``form_targets`` are the origins to which one of our forms leads in the end (payment, e-ID): browsers hold the
    redirect that answers a form to this list as well.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "frame-src 'self'",
            " ".join(("form-action 'self'", *form_targets)),
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


def install(app: Flask, *, form_targets: Iterable[str] = (), production: bool) -> None:
    """Put the headers on every answer of ``app``; a view that set one of them itself keeps its own."""
    always = {
        "Content-Security-Policy": content_security_policy(form_targets),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if production:
        always["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"

    app.wsgi_app = Headed(app.wsgi_app, always)  # type: ignore[method-assign]

    @app.after_request
    def add_caching(response: Response) -> Response:
        response.headers["Cache-Control"] = _caching(response)
        return response


class Headed:
    """Puts headers on whatever the application answers, where it did not set them itself."""

    def __init__(self, application: "WSGIApplication", headers: Mapping[str, str]) -> None:
        self._application = application
        self._headers = [(name.lower(), (name, value)) for name, value in headers.items()]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Serve one request."""

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            present = {name.lower() for name, _ in headers}
            headers += [header for name, header in self._headers if name not in present]
            return start_response(status, headers, *error)

        return self._application(environ, start)


def _caching(response: Response) -> str:
    """Return how long the answer may be kept: built files for ever, all else not at all unless its view said so.

    Flask itself says ``no-cache`` for files that it sends, which lets a browser keep them; that is no view's wish.
    """
    if request.endpoint == "static" and response.status_code < HTTPStatus.BAD_REQUEST:
        return f"public, max-age={YEAR}, immutable"
    said = response.headers.get("Cache-Control", "no-cache")
    return "no-store" if said == "no-cache" else said
