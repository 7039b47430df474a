"""The sandbox of the payment provider, put together."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from flask import Flask, Response, request

from portal.clock import Clock, now
from portal.config import Secret
from portal.errors import StartError
from portal.gateways.sandbox.api import Api
from portal.gateways.sandbox.courier import Courier, Receiver
from portal.gateways.sandbox.pages import Pages, form_targets
from portal.gateways.sandbox.store import Store
from portal.gateways.sandbox.till import Till


@dataclass(frozen=True)
class PaymentsSandbox:
    """What the sandbox needs to know."""

    data: Path
    """The folder of its own file."""
    base_url: str
    """Where browsers and the portal reach it."""
    webhook_url: str
    """Where the portal takes notices."""
    secret_key: Secret
    webhook_secret: Secret
    production: bool


def create_app(sandbox: PaymentsSandbox, clock: Clock = now) -> tuple[Flask, Callable[[], None]]:
    """The application, at work (its courier brings what is due), and what stops it. Refuses to exist in production."""
    if sandbox.production:
        raise StartError("the payments sandbox does not run in production: PORTAL_ENV is production")
    store = Store(sandbox.data / "payments.sqlite3")
    news = Event()
    till = Till(store, sandbox.base_url, clock, news.set)
    courier = Courier(store, Receiver(sandbox.webhook_url, sandbox.webhook_secret), clock, news, till.expire_overdue)
    app = Flask(__name__, template_folder="templates", static_folder="static")
    app.register_blueprint(Api(store, till, sandbox.secret_key.reveal()).blueprint())
    app.register_blueprint(Pages(store, till, courier).blueprint())
    app.after_request(lambda response: _guarded(response, store))
    courier.start()

    def stop() -> None:
        courier.stop()
        store.close()

    return app, stop


def _guarded(response: Response, store: Store) -> Response:
    """The sandbox keeps the portal's own rules: no script at all, styles from here only, never in a frame."""
    session = store.thing((request.view_args or {}).get("session_id", ""), "checkout.session")
    targets = form_targets(session) if session else ""
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self' {targets}".strip()
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
