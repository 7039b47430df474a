"""`portal run` as an operator knows it: ready, stopped, killed, started again, with every committed row."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from portal.cli import ports
from portal.config import PROJECT
from portal.embedded_postgres import Place
from tests.conftest import Database

pytestmark = pytest.mark.slow

READY = "The portal is ready"
FEW = {"PORTAL_WEB_WORKERS": "1"}
"""Where it does not matter how many processes answer."""


class Run:
    """One `portal run` on a data folder, with what it printed."""

    def __init__(self, data: Path, port: int, **more: str) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "STRIPE_"))}
        settings = {"PORTAL_ENV": "development", "PORTAL_DATA": str(data), "PORT": str(port), **more}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "portal.cli", "run"],
            env={**clean, **settings},
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.printed = ""

    def read_until(self, sign: str) -> None:
        """Read what it prints up to a line with `sign`, or to its end."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed += line
            if sign in line:
                return

    def ended(self) -> int:
        """Its exit code, after all that it printed."""
        self.printed += self.process.communicate(timeout=60)[0]
        return self.process.returncode

    def stop(self) -> int:
        """Ctrl-C, then its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.ended()


def family(pid: int) -> list[int]:
    """The process and all that it started, as the kernel knows them."""
    parents: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            found = re.search(r"^PPid:\t(\d+)$", status.read_text(), re.MULTILINE)
        except OSError:
            continue
        if found:
            parents.setdefault(int(found[1]), []).append(int(status.parent.name))
    members = [pid]
    for member in members:
        members += parents.get(member, [])
    return members


def kill(pids: list[int]) -> None:
    """`kill -9` each of them; some have gone by then, because their parent has."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def still_there(pids: list[int]) -> list[int]:
    """Those that run; what has ended but was not collected yet does not."""
    found = []
    for pid in pids:
        try:
            state = re.search(r"^State:\t(\w)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
        except OSError:
            continue
        if state and state[1] != "Z":
            found.append(pid)
    return found


@pytest.fixture
def start(data: Path) -> Iterator[Callable[..., Run]]:
    """Start a run on the data folder; whatever a failing test leaves is killed."""
    runs: list[Run] = []

    def start_one(port: int, **more: str) -> Run:
        runs.append(Run(data, port, **more))
        return runs[-1]

    yield start_one
    for one in runs:
        if one.process.stdout is not None and not one.process.stdout.closed:
            one.process.kill()
            one.ended()


@pytest.fixture
def data() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="portal-run-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def officers(data: Path) -> int:
    with psycopg.connect(Place.of(data).dsn("portal_owner")) as connection:
        found = connection.execute("SELECT count(*) FROM shared.officers").fetchone()
    assert found is not None
    return int(found[0])


def comes_back(port: int) -> bool:
    """Wait until the portal answers that it is ready."""
    until = time.monotonic() + 90
    while not (ready := ports.is_healthy(port, "/readyz")) and time.monotonic() < until:
        time.sleep(0.2)
    return ready


def test_it_starts_comes_back_stops_and_keeps_what_was_committed(data: Path, start: Callable[..., Run]) -> None:
    port = ports.free_port(23000)
    first = start(port, **FEW)
    first.read_until(READY)
    assert READY in first.printed, first.printed
    sample = officers(data)
    assert sample > 0
    with psycopg.connect(Place.of(data).dsn("portal_owner")) as connection:
        connection.execute("UPDATE shared.officers SET full_name = 'Nguyễn Thị Ánh'")
    everyone = family(first.process.pid)
    assert len(everyone) > 5
    kill(everyone[1:])
    assert comes_back(port)
    everyone = family(first.process.pid)
    second = start(ports.free_port(port + 10))
    assert second.ended() == 1
    assert re.fullmatch(r"portal: another portal runs on [^\n]+\n", second.printed)

    kill(everyone)
    assert first.ended() == -signal.SIGKILL

    again = start(port, **FEW)
    again.read_until(READY)
    assert READY in again.printed, again.printed
    assert officers(data) == sample
    with psycopg.connect(Place.of(data).dsn("portal_owner")) as connection:
        assert set(connection.execute("SELECT DISTINCT full_name FROM shared.officers")) == {("Nguyễn Thị Ánh",)}

    everyone = family(again.process.pid)
    assert again.stop() == 0
    assert still_there(everyone) == []
    assert ports.is_free("127.0.0.1", port)


def test_with_a_database_of_its_own_nothing_embedded_is_started(
    database: Database, data: Path, start: Callable[..., Run]
) -> None:
    portal = Run(
        data,
        ports.free_port(23200),
        **{**database.environment(), "PORTAL_ENV": "development", "PORTAL_DATA": str(data), **FEW},
    )
    portal.read_until(READY)
    assert READY in portal.printed, portal.printed
    assert not Place.of(data).cluster.exists()
    assert portal.stop() == 0


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"PORTAL_ENV": "production"}, r"portal: PORTAL_PUBLIC_URL is missing: .*; PORTAL_SECRET_KEY is missing: .*"),
        ({"PORT": "none"}, r"portal: PORT is 'none': say a whole number from 1 to 65535"),
        ({"DATABASE_URL": "postgresql://x@/db?host=/nowhere"}, r"(portal: [^\n]+\n)+portal: .*does not answer.*"),
    ],
)
def test_what_keeps_it_from_starting_is_one_line(
    start: Callable[..., Run], settings: dict[str, str], told: str
) -> None:
    portal = start(ports.free_port(23300), **settings)
    assert portal.ended() == 1
    assert re.fullmatch(told, portal.printed.strip())
