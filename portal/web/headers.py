"""The headers of every answer: what a browser may load, frame, send and keep."""

from collections.abc import Iterable
from http import HTTPStatus

from flask import Flask, Response, request

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

    @app.after_request
    def add_headers(response: Response) -> Response:
        present = {name.lower() for name, _ in response.headers}
        for name, value in always.items():
            if name.lower() not in present:
                response.headers.add(name, value)
        response.headers["Cache-Control"] = _caching(response)
        return response


def _caching(response: Response) -> str:
    """Return how long the answer may be kept: built files for ever, all else not at all unless its view said so.

    Flask itself says ``no-cache`` for files that it sends, which lets a browser keep them; that is no view's wish.
    """
    if request.endpoint == "static" and response.status_code < HTTPStatus.BAD_REQUEST:
        return f"public, max-age={YEAR}, immutable"
    said = response.headers.get("Cache-Control", "no-cache")
    return "no-store" if said == "no-cache" else said
