"""The tokens of forms (CSRF): Flask-WTF's protection, with a token that is told from a false one at a look.

Whoever has a session finds in each form the session's own secret: nobody else can know it, so it needs no signature,
and nothing is to be taken apart. A visitor without a session gets Flask-WTF's own signed token; that of a page which
was shown before is still good.
"""

from __future__ import annotations

import hmac

from flask import Flask, g
from flask_wtf.csrf import CSRFProtect, generate_csrf, same_origin

from portal.web.incoming import this_request
from portal.web.sessions import FORMS_KEY, this_session

HEADER = "X-CSRF-Token"
"""Where a request of a script that sends no form has its token."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class FormsProtection(CSRFProtect):  # type: ignore[misc]
    """Refuses every request that changes something and brings no token of its visitor."""

    def init_app(self, app: Flask) -> None:
        """Protect ``app``, and give its templates the token."""
        super().init_app(app)
        app.jinja_env.globals["csrf_token"] = form_token
        app.context_processor(lambda: {"csrf_token": form_token})

    def protect(self, apply_exemptions: bool = False) -> None:  # noqa: FBT001, FBT002 - the signature is Flask-WTF's.
        """Let a request pass that changes nothing; judge any other."""
        asked = this_request()
        if asked.method in _SAFE:
            return
        if not _is_of_session(asked.form.get(FORMS_KEY) or asked.headers.get(HEADER)):
            super().protect(apply_exemptions)
            return
        if asked.is_secure and not same_origin(asked.referrer or "", asked.host_url):
            self._error_response("The referrer does not match the host.")
        g.csrf_valid = True


def form_token() -> str:
    """Return the token for the forms of this request."""
    secret: str | None = this_session().get(FORMS_KEY)
    return secret or str(generate_csrf())


def _is_of_session(given: str | None) -> bool:
    secret = this_session().get(FORMS_KEY) if given else None
    return bool(given and secret and hmac.compare_digest(given.encode(), secret.encode()))
