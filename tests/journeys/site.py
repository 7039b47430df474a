"""The whole portal as an operator starts it, for journeys in a real browser: `portal run` with its children."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from portal.cli.development import FILE
from portal.cli.sample import PASSWORD_FILE
from portal.config import PROJECT

READY_SECONDS = 90
STOP_SECONDS = 60


@dataclass
class Site:
    """A running portal: where it is, and what its accounts need."""

    data: Path
    port: int
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        """The address of the site, as people reach it."""
        return f"http://localhost:{self.port}"

    @property
    def password(self) -> str:
        """The password of every sample officer."""
        return (self.data / PASSWORD_FILE).read_text(encoding="utf-8").strip()

    @property
    def made(self) -> dict[str, str]:
        """What the development run made for itself: secrets and ports."""
        found: dict[str, str] = json.loads((self.data / FILE).read_text(encoding="utf-8"))
        return found

    @property
    def payments(self) -> str:
        """The address of the sandbox payments."""
        return f"http://localhost:{self.made['payments_port']}"

    @property
    def log(self) -> Path:
        """What `portal run` printed."""
        return self.data / "run.log"

    def start(self) -> None:
        """Start everything, and return when the site answers that it is ready."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "STRIPE_"))}
        own = {"PORTAL_ENV": "development", "PORTAL_DATA": str(self.data), "PORT": str(self.port)}
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.cli", "run"],
                env={**clean, **own, **self.environment},
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        until = time.monotonic() + READY_SECONDS
        while not self._ready():
            if self.process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"the portal does not start: {self.log.read_text(encoding='utf-8')}")
            time.sleep(0.2)

    def _ready(self) -> bool:
        printed = self.log.read_text(encoding="utf-8", errors="replace")
        if "Ctrl-C stops everything." not in printed:
            return False
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def stop(self) -> None:
        """Stop everything as Ctrl-C does."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of the portal's commands on the same data, and give what it said."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "STRIPE_"))}
        own = {"PORTAL_ENV": "development", "PORTAL_DATA": str(self.data), "PORT": str(self.port)}
        own["PORTAL_SECRET_KEY"] = self.made["secret_key"]
        return subprocess.run(
            [sys.executable, "-m", "portal.cli", *arguments],
            env={**clean, **own, **self.environment},
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
