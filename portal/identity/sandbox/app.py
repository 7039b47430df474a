"""The sandbox e-ID, put together: discovery, keys, the sign-in page, tokens and userinfo."""

import time
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from authlib.integrations.flask_oauth2 import ResourceProtector
from flask import Blueprint, Flask, Response, abort, jsonify, request

from portal.config import Secret
from portal.errors import StartError
from portal.identity.sandbox.grants import Server, build_protector, build_server
from portal.identity.sandbox.keys import published, signing_key
from portal.identity.sandbox.memory import Client, Memory
from portal.identity.sandbox.mischief import Mischief
from portal.identity.sandbox.pages import Pages, form_targets

SLOWNESS = 8.0
"""Seconds that a slow answer takes: more than the portal waits."""


@dataclass(frozen=True)
class IdentitySandbox:
    """What the sandbox needs to know."""

    data: Path
    """The folder of its key."""
    issuer: str
    """Where browsers and the portal reach it; also its name in every statement."""
    client_id: str
    client_secret: Secret
    redirect_uris: tuple[str, ...]
    sign_out_uris: tuple[str, ...]
    production: bool


def create_app(sandbox: IdentitySandbox) -> Flask:
    """The application. Refuses to exist in production."""
    if sandbox.production:
        raise StartError("the identity sandbox does not run in production: PORTAL_ENV is production")
    app = Flask(__name__, template_folder="templates", static_folder="static")
    memory, key = Memory(), signing_key(sandbox.data)
    client = Client(sandbox.client_id, sandbox.client_secret, sandbox.redirect_uris)
    server = build_server(app, client, sandbox.issuer, key, memory)
    app.register_blueprint(Pages(server, sandbox.sign_out_uris).blueprint())
    app.register_blueprint(Endpoints(server, build_protector(memory), memory).blueprint())
    _publish(app, {"openid-configuration": _discovery(sandbox.issuer), "keys": published(key)})
    app.after_request(_guarded)
    return app


class Endpoints:
    """What the portal's server asks, behind the back of the browser."""

    def __init__(self, server: Server, protector: ResourceProtector, memory: Memory) -> None:
        self._server = server
        self._protector = protector
        self._memory = memory

    def blueprint(self) -> Blueprint:
        """The routes, ready to be registered."""
        routes = Blueprint("endpoints", __name__)
        routes.post("/oauth2/token")(self.token)
        routes.get("/oauth2/userinfo")(self.userinfo)
        return routes

    def token(self) -> Any:
        """`POST /oauth2/token`: a code becomes an id_token and an access token."""
        code = self._memory.code(request.form.get("code", ""))
        if code is not None and code.choice.mischief is Mischief.OUTAGE:
            return Response("", HTTPStatus.SERVICE_UNAVAILABLE)
        if code is not None and code.choice.mischief is Mischief.SLOW:
            time.sleep(SLOWNESS)
        return self._server.create_token_response()

    def userinfo(self) -> Any:
        """`GET /oauth2/userinfo`: the facts about the person."""
        with self._protector.acquire("openid") as token:
            told = token.choice.person.told(token.choice.level)
            if token.choice.mischief is Mischief.MISSING_CLAIM:
                del told["SoDinhDanh"]
            if token.choice.mischief is Mischief.OTHER_PERSON:
                told["sub"] = "somebody-else"
        return jsonify(told)


def _publish(app: Flask, documents: dict[str, dict[str, object]]) -> None:
    """Serve what anybody may read, below `/.well-known/`, and whether the sandbox is well."""

    @app.get("/.well-known/<name>")
    def document(name: str) -> Any:
        return jsonify(documents.get(name) or abort(HTTPStatus.NOT_FOUND))

    @app.get("/healthz")
    def health() -> Any:
        return {"status": "ok"}


def _discovery(issuer: str) -> dict[str, object]:
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth2/authorize",
        "token_endpoint": f"{issuer}/oauth2/token",
        "userinfo_endpoint": f"{issuer}/oauth2/userinfo",
        "end_session_endpoint": f"{issuer}/oauth2/logout",
        "jwks_uri": f"{issuer}/.well-known/keys",
        "scopes_supported": ["openid"],
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "acr_values_supported": ["LoA1", "LoA2"],
    }


def _guarded(response: Response) -> Response:
    """The sandbox keeps the portal's own rules: no script at all, styles from here only, never in a frame."""
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self' {form_targets()}".strip()
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
