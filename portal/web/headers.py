"""The headers of every answer: what a browser may load, frame, send and keep."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

YEAR = 365 * 24 * 3600
BUILT = f"public, max-age={YEAR}, immutable"
"""How long a built file may be kept: its name changes with its content."""
UNSAID = "no-cache"
"""What Flask itself says of files that it sends, which lets a browser keep them: no view's wish."""
NOT_AT_ALL = "no-store"
ALONE = "default-src 'none'"
"""The policy of a built file, should somebody open it by itself: what a whole page may do does not concern it."""
FOR_BUILT = ("X-Content-Type-Options", "Cross-Origin-Resource-Policy", "Strict-Transport-Security")
"""What else is said with a built file; a first visit brings twenty of them, so each word is sent twenty times."""
FIRST_ERROR = "400"
REQUEST_ID = "portal.request_id"
"""Under which name the environment of a request holds its id."""

PERMISSIONS = "camera=(), microphone=(), geolocation=(self), payment=(), usb=()"
"""Our own pages may ask where the phone is: a question about a place has a button for it, and the browser asks too."""


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


def framed_by_us() -> str:
    """Return the policy of a page that stands in a frame of another page of ours."""
    return content_security_policy().replace("frame-ancestors 'none'", "frame-ancestors 'self'")


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

    built = {name: always[name] for name in FOR_BUILT if name in always} | {"Content-Security-Policy": ALONE}
    app.wsgi_app = Headed(  # type: ignore[method-assign]
        app.wsgi_app, always, built, static=f"{app.static_url_path}/"
    )


class Headed:
    """Puts headers on whatever the application answers, where it did not set them itself."""

    def __init__(
        self,
        application: "WSGIApplication",
        headers: Mapping[str, str],
        for_built: Mapping[str, str],
        *,
        static: str,
    ) -> None:
        self._application = application
        self._headers = _by_name(headers)
        self._for_built = _by_name(for_built)
        self._static = static

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Serve one request."""

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            said = {name.lower(): value for name, value in headers}
            built = environ["PATH_INFO"].startswith(self._static) and status < FIRST_ERROR
            caching = BUILT if built else said.get("cache-control", UNSAID)
            added = [header for name, header in (self._for_built if built else self._headers) if name not in said]
            added.append(("Cache-Control", NOT_AT_ALL if caching == UNSAID else caching))
            if REQUEST_ID in environ:
                added.append(("X-Request-Id", environ[REQUEST_ID]))
            if "cache-control" in said:
                headers = [header for header in headers if header[0].lower() != "cache-control"]
            return start_response(status, headers + added, *error)

        return self._application(environ, start)


def _by_name(headers: Mapping[str, str]) -> list[tuple[str, tuple[str, str]]]:
    return [(name.lower(), (name, value)) for name, value in headers.items()]
