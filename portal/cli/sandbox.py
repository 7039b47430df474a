"""`portal sandbox identity|payments|registries`: the stand-ins for outside parties, for development and tests only."""

import argparse
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType

from flask import Flask
from werkzeug.serving import make_server

from portal.config import Secret, Settings
from portal.errors import StartError

HOST = "127.0.0.1"
"""Sandboxes listen on this machine only."""

WEBHOOK_PATH = "/hooks/stripe"
RETURN_PATH = "/dang-nhap/vneid/tra-ve"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    parser = subparsers.add_parser("sandbox", help="run a stand-in for an outside party (never in production)")
    kinds = parser.add_subparsers(metavar="kind", required=True)
    for name, run, text in (
        ("identity", run_identity, "an electronic identity: choose a sample person and sign in"),
        ("payments", run_payments, "a payment provider: pay, fail, abandon, pay twice"),
        ("registries", run_registries, "the lists of registries: lines of business, schools and others"),
    ):
        kind = kinds.add_parser(name, help=text)
        kind.add_argument("--port", type=int, required=True, help="where to listen on 127.0.0.1")
        kind.set_defaults(run=run)


def run_payments(arguments: argparse.Namespace) -> int:
    """Serve the payments sandbox until it is told to stop."""
    from portal.gateways.sandbox.app import PaymentsSandbox, create_app

    settings = Settings.from_environment(os.environ)
    sandbox = PaymentsSandbox(
        data=settings.data / "sandbox",
        base_url=settings.stripe_api_base or f"http://{HOST}:{arguments.port}",
        webhook_url=f"{settings.public_url}{WEBHOOK_PATH}",
        secret_key=_needed(settings.stripe_secret_key, "STRIPE_SECRET_KEY"),
        webhook_secret=_needed(settings.stripe_webhook_secret, "STRIPE_WEBHOOK_SECRET"),
        production=settings.production,
    )
    listening = _listen(arguments.port)
    app, stop = create_app(sandbox)
    return _serve(app, listening, "payments", stop)


def run_identity(arguments: argparse.Namespace) -> int:
    """Serve the identity sandbox until it is told to stop."""
    from portal.identity.sandbox.app import IdentitySandbox, create_app

    settings = Settings.from_environment(os.environ)
    sandbox = IdentitySandbox(
        data=settings.data / "sandbox",
        issuer=settings.oidc_issuer or f"http://{HOST}:{arguments.port}",
        client_id=settings.oidc_client_id or "",
        client_secret=_needed(settings.oidc_client_secret, "PORTAL_OIDC_CLIENT_SECRET"),
        redirect_uris=(f"{settings.public_url}{RETURN_PATH}",),
        sign_out_uris=(f"{settings.public_url}/",),
        production=settings.production,
    )
    listening = _listen(arguments.port)
    return _serve(create_app(sandbox), listening, "identity", lambda: None)


def run_registries(arguments: argparse.Namespace) -> int:
    """Serve the sandbox of the registries' lists until it is told to stop."""
    from portal.registries.sandbox_lists.app import create_app

    app = create_app(production=Settings.from_environment(os.environ).production)
    return _serve(app, _listen(arguments.port), "registries", lambda: None)


def _needed(secret: Secret | None, name: str) -> Secret:
    if secret is None:
        raise StartError(f"{name} is missing: the sandbox and the portal share it")
    return secret


def _listen(port: int) -> socket.socket:
    """Take the port before anything else begins, so that a taken one is told in one line."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError as taken:
        listening.close()
        raise StartError(f"port {port} is taken: stop what listens there, or choose another one") from taken
    listening.listen(128)
    return listening


def _serve(app: Flask, listening: socket.socket, name: str, stop: Callable[[], None]) -> int:
    """Serve with a thread for each request; SIGTERM and Ctrl-C let the requests under way finish."""
    # The access log would write codes and session ids; only what goes wrong is worth a line.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server(HOST, listening.getsockname()[1], app, threaded=True, fd=listening.fileno())

    def shut_down(_number: int, _frame: FrameType | None) -> None:
        # `shutdown` waits for the serving loop, which runs in this thread, so another one has to ask.
        threading.Thread(target=server.shutdown).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, shut_down)
    print(f"sandbox {name}: http://{HOST}:{server.port}", flush=True)
    try:
        server.serve_forever(poll_interval=0.2)
    finally:
        server.server_close()
        listening.close()
        stop()
    return 0
