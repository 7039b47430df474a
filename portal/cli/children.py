"""The processes below `portal run`: each starts, is watched, and ends with the process above it, however that ends."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from portal.errors import StartError
from portal.lifeline import ending_with_us

LARGEST_LOG = 5_000_000
READY_SECONDS = 120.0
STOP_SECONDS = 25.0
STABLE_SECONDS = 10.0
QUICK_DEATHS = 3
"""A child that ends this often, each time within `STABLE_SECONDS`, will not stay up."""


def portal_command(*arguments: str) -> list[str]:
    """The command line of one of our own sub-commands."""
    return [sys.executable, "-m", "portal.cli", *arguments]


@dataclass
class Child:
    """One process: what it runs, how one sees that it is ready, and where its output goes."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    ready: Callable[[], bool]
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _started: float = field(default=0.0, init=False)
    _quick_deaths: int = field(default=0, init=False)
    _begins: int = field(default=0, init=False)

    def start(self) -> None:
        """Start the process; its own session keeps Ctrl-C from reaching it before its turn."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as output:
            self._begins = output.tell()
            self._process = subprocess.Popen(
                ending_with_us(self.command),
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._started = time.monotonic()

    def wait_until_ready(self) -> None:
        """Return when the process is ready; `StartError` with its own last words when it never will be."""
        until = time.monotonic() + READY_SECONDS
        while not self.ready():
            if self.ended():
                raise StartError(f"{self.name} does not start: {self.last_words()}")
            if time.monotonic() > until:
                raise StartError(f"{self.name} is not ready after {READY_SECONDS:.0f} s: see {self.log}")
            time.sleep(0.05)

    def ended(self) -> bool:
        """Whether the process is there no more."""
        return self._process is None or self._process.poll() is not None

    def restart(self) -> None:
        """Start the process again after it ended by itself; `StartError` when it will not stay up."""
        quick = time.monotonic() - self._started < STABLE_SECONDS
        self._quick_deaths = self._quick_deaths + 1 if quick else 0
        if self._quick_deaths >= QUICK_DEATHS:
            raise StartError(f"{self.name} does not stay up: {self.last_words()}")
        self.start()

    def stop(self) -> None:
        """Ask the process to end what it is doing and go; insist after a while."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def last_words(self) -> str:
        """What the operator should read of the log: the last line of ours since the start, else the last one."""
        written = self.log.read_bytes()[self._begins :] if self.log.exists() else b""
        lines = written.decode(errors="replace").splitlines()
        told = [line.strip() for line in lines if line.strip()]
        ours = [line.removeprefix("portal: ") for line in told if line.startswith("portal: ")]
        return f"{(ours or told or ['it said nothing'])[-1]} (see {self.log})"


def run_to_the_end(*arguments: str, environment: Mapping[str, str]) -> str:
    """Run one of our own sub-commands and give what it printed; `StartError` with its last words when it fails."""
    done = subprocess.run(
        ending_with_us(portal_command(*arguments)),
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return done.stdout
    what = f"`portal {' '.join(arguments)}` fails"
    ours = [line.removeprefix("portal: ") for line in done.stderr.splitlines() if line.startswith("portal: ")]
    if ours:
        raise StartError(f"{what}: {ours[-1]}")
    sys.stderr.write(done.stdout + done.stderr)
    raise StartError(f"{what}: what it said stands above")
