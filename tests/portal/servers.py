"""Servers for tests: a Flask application in a thread, a process that becomes ready, and a receiver of webhooks."""

import logging
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from flask import Flask, request
from werkzeug.serving import make_server


def free_port() -> int:
    """A port of this machine that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(app: Flask, port: int) -> Iterator[str]:
    """The application behind a real socket, in a thread of this process; gives its address."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def process(
    command: Sequence[str | Path], ready: str, env: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """A process of its own that answers at the address `ready`; ended with SIGTERM when the block ends."""
    started = subprocess.Popen(
        command, env={**os.environ, **(env or {})}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        _wait_for(started, ready)
        yield started
    finally:
        if started.poll() is None:
            started.send_signal(signal.SIGTERM)
        started.communicate(timeout=60)


def _wait_for(started: "subprocess.Popen[str]", ready: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if started.poll() is not None:
            raise AssertionError(f"the process ended at once: {started.communicate()[0]}")
        try:
            httpx.get(ready, timeout=2)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"nothing answers at {ready}")


@dataclass
class Inbox:
    """What a receiver of webhooks was sent, and the status that it answers with."""

    status: int = 200
    arrived: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def wait(self, count: int, seconds: float = 60) -> list[tuple[bytes, dict[str, str]]]:
        """The first `count` webhooks, as soon as they are there."""
        with self.changed:
            enough = self.changed.wait_for(lambda: len(self.arrived) >= count, seconds)
            assert enough, f"{len(self.arrived)} of {count} webhooks arrived"
            return list(self.arrived)

    def wait_for(self, text: bytes, seconds: float = 60) -> tuple[bytes, dict[str, str]]:
        """The first webhook that holds the text, as soon as it is there."""
        with self.changed:
            found = self.changed.wait_for(lambda: [one for one in self.arrived if text in one[0]], seconds)
            assert found, f"no webhook with {text!r} arrived"
            return found[0]


@contextmanager
def receiving() -> Iterator[tuple[Inbox, str]]:
    """A receiver of webhooks and its address."""
    inbox, app = Inbox(), Flask("receiver")

    @app.post("/hooks/stripe")
    def take() -> tuple[str, int]:
        with inbox.changed:
            inbox.arrived.append((request.get_data(), dict(request.headers)))
            inbox.changed.notify_all()
        return "", inbox.status

    with serving(app, free_port()) as address:
        yield inbox, f"{address}/hooks/stripe"
