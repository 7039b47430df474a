"""Servers under the very settings of ``portal web``: one process of granian, with its usual threads."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

PORTAL = "portal.wsgi:app"
BARE = "benchmarks.site.bare:app"
PATIENCE_SECONDS = 30.0


@contextmanager
def serving(application: str, environment: Mapping[str, str], **more: str) -> Iterator[int]:
    """Serve ``module:name`` in a process of its own, and give its port; what it logs is written and thrown away."""
    port = _free_port()
    given = {**os.environ, **environment, **more, "PORT": str(port)}
    command = [sys.executable, "-m", "benchmarks.site.serving", application]
    started = subprocess.Popen(command, env=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, started)
        yield port
    finally:
        started.send_signal(signal.SIGTERM)
        started.wait(PATIENCE_SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, started: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if started.poll() is not None:
            raise RuntimeError("the server ended at once")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server does not answer")


def main(application: str) -> None:
    """Serve with the command's own function, so that the settings of granian are the same for everybody."""
    from portal.cli.web import serve
    from portal.config import Settings

    serve(Settings.from_environment(os.environ), application)


if __name__ == "__main__":
    main(sys.argv[1])
