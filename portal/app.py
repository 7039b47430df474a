"""Builds the web application: one function, no global."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response
from flask.typing import ResponseReturnValue
from werkzeug.routing import MapAdapter
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.config import Settings
from portal.db import Role
from portal.parts import Parts
from portal.web import access, assets, errors, headers, incoming, limits, outgoing, packing, proxies, rendering, work
from portal.web.assets import BUILD
from portal.web.auth.views import auth
from portal.web.citizen import citizen
from portal.web.form_tokens import FormsProtection
from portal.web.hooks.views import hooks
from portal.web.officer import officer
from portal.web.operation.observing import observe
from portal.web.operation.views import operation
from portal.web.public.views import public
from portal.web.publisher import publisher
from portal.web.rules import LateRule
from portal.web.sessions import RowSessions


class Portal(Flask):
    """Flask with plain views only: to look for coroutines on every request costs more than some of them do."""

    response_class = outgoing.Answer
    url_rule_class = LateRule

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Return what finds the view of a request: one site answers for every host, so the host is not taken apart."""
        if request is None or self.config["SERVER_NAME"] is not None:
            return super().create_url_adapter(request)
        return MapAdapter(
            self.url_map,
            request.host,
            request.root_path,
            self.url_map.default_subdomain,
            request.scheme,
            request.path,
            request.method,
            request.environ.get("QUERY_STRING", ""),
        )

    def make_response(self, rv: ResponseReturnValue) -> Response:
        """Return the answer that a view gave; nearly all of them give a page or a redirect."""
        if isinstance(rv, outgoing.Answer):
            return rv
        return outgoing.page(rv) if isinstance(rv, str) else super().make_response(rv)

    def redirect(self, location: str, code: int = outgoing.FOUND) -> BaseResponse:
        """Return a redirect of ours; ``flask.redirect`` asks for it here."""
        return outgoing.redirect(location, code)


def create_app(settings: Settings, *, parts: Parts | None = None, now: Callable[[], datetime] = clock.now) -> Flask:
    """Return the WSGI application for ``settings``; ``now`` is the clock of every request."""
    app = Portal("portal.web", static_folder=str(BUILD), static_url_path="/static")
    app.config.update(
        SECRET_KEY=settings.secret_key.reveal(),
        SESSION_COOKIE_NAME="__Host-portal" if settings.production else "portal",
        SESSION_COOKIE_SECURE=settings.production,
        WTF_CSRF_TIME_LIMIT=None,
    )
    incoming.install(app)
    app.extensions["parts"] = parts or Parts(settings, Role.WEB)
    app.extensions["clock"] = now
    app.session_interface = RowSessions()
    work.install(app)
    incoming.make_room(app)
    csrf = FormsProtection(app)
    csrf.exempt(hooks)
    observe(app)
    access.install(app)
    limits.install(app)
    packing.install(app)
    errors.install(app)
    headers.install(app, form_targets=_form_targets(settings), production=settings.production)
    assets.install(app)
    rendering.install(app, now=work.now, place=_place(settings))
    proxies.install(app, settings.proxies)
    for area in (operation, public, auth, citizen, officer, publisher, hooks):
        app.register_blueprint(area)
    return app


def _form_targets(settings: Settings) -> list[str]:
    """The origins to which a form of ours may redirect: the e-ID, and where fees are paid."""
    urls = [settings.oidc_issuer, settings.stripe_api_base or "https://checkout.stripe.com"]
    return [f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, filter(None, urls))]


def _place(settings: Settings) -> dict[str, str] | None:
    """Whose portal it is, in both languages."""
    return {"vi": settings.place, "en": settings.place_english or settings.place} if settings.place else None
