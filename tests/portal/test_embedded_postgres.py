"""The embedded server: committed rows outlive every kind of end, and what is wrong is one line."""

import errno
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from portal.embedded_postgres import EmbeddedPostgres, Place
from portal.embedded_postgres import server as server_module
from portal.errors import StartError

pytestmark = pytest.mark.slow

PARENT = """
import sys, time
from pathlib import Path
from portal.embedded_postgres import EmbeddedPostgres, Place
server = EmbeddedPostgres(Place.of(Path(sys.argv[1])))
server.start()
print(server.process.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def place() -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="portal-pg-") as folder:
        Path(folder).chmod(0o711)
        yield Place.of(Path(folder))


def write(place: Place, value: int) -> None:
    with psycopg.connect(place.dsn("portal_owner")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS public.kept (value int)")
        connection.execute("INSERT INTO public.kept VALUES (%s)", [value])


def read(place: Place) -> list[int]:
    with psycopg.connect(place.dsn("portal_owner")) as connection:
        return [row[0] for row in connection.execute("SELECT value FROM public.kept ORDER BY value")]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z (zombie)" not in Path(f"/proc/{pid}/status").read_text()


def test_what_is_committed_outlives_stop_and_kill(place: Place) -> None:
    server = EmbeddedPostgres(place)
    server.start()
    write(place, 1)
    server.stop()
    server.start()
    write(place, 2)
    assert server.process is not None
    server.process.kill()
    server.process.wait()
    again = EmbeddedPostgres(place)
    again.start()
    assert read(place) == [1, 2]
    again.stop()


def test_the_server_goes_down_in_order_when_its_parent_is_killed(place: Place) -> None:
    folder = str(place.cluster.parent)
    parent = subprocess.Popen([sys.executable, "-c", PARENT, folder], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    write(place, 7)
    parent.kill()
    parent.wait()
    # The next start has to wait for the server that is still on its way out.
    with EmbeddedPostgres(place):
        assert not alive(pid)
        assert read(place) == [7]
    parent.stdout.close()
    assert "database system is shut down" in place.log.read_text()


def test_it_is_durable_private_and_sorts_the_same_everywhere(place: Place) -> None:
    wanted = {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "data_checksums": "on",
        "listen_addresses": "",
        "TimeZone": "UTC",
        "server_encoding": "UTF8",
        "log_min_error_statement": "panic",
    }
    with EmbeddedPostgres(place), psycopg.connect(place.dsn("portal_owner")) as connection:
        settings: dict[str, str] = dict(connection.execute("SELECT name, setting FROM pg_settings").fetchall())
        provider = connection.execute(
            "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'portal'"
        ).fetchone()
    assert {name: settings[name] for name in wanted} == wanted
    assert provider == ("b", "PG_UNICODE_FAST")
    assert place.cluster.stat().st_mode & 0o777 == 0o700
    assert place.socket.stat().st_mode & 0o777 == 0o700


def test_a_second_server_on_the_same_folder_is_refused_and_harms_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "FORMER_SERVER_SECONDS", 0.5)
    with EmbeddedPostgres(place):
        write(place, 1)
        with pytest.raises(StartError, match="another portal already runs on"):
            EmbeddedPostgres(place).start()
        assert read(place) == [1]


@pytest.mark.parametrize(("version", "cure"), [("99", "newer than 18 here: update"), ("13", "pg_upgrade it to 18")])
def test_a_cluster_of_another_version_is_refused_in_one_line(place: Place, version: str, cure: str) -> None:
    with EmbeddedPostgres(place):
        pass
    (place.cluster / "PG_VERSION").write_text(f"{version}\n")
    with pytest.raises(StartError, match=cure) as caught:
        EmbeddedPostgres(place).start()
    assert "\n" not in str(caught.value)


def test_a_half_made_cluster_is_made_anew(place: Place) -> None:
    unfinished = place.cluster.with_name("postgres.unfinished")
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(place):
        write(place, 1)
        assert read(place) == [1]


@pytest.mark.parametrize(
    ("number", "cure"),
    [(errno.ENOSPC, "the disk is full: make room"), (errno.EACCES, "no right to write"), (errno.EIO, "does not start")],
)
def test_what_the_machine_refuses_is_one_line(
    place: Place, monkeypatch: pytest.MonkeyPatch, number: int, cure: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), str(place.cluster))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(StartError, match=cure) as caught:
        EmbeddedPostgres(place).start()
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as someone else")
def test_below_a_closed_home_the_database_lies_elsewhere() -> None:
    with tempfile.TemporaryDirectory(prefix="portal-closed-") as folder:
        Path(folder).chmod(0o700)
        place = Place.of(Path(folder))
        assert place.user == "nobody"
        assert place.cluster.is_relative_to("/var/lib/portal")
        assert Place.of(Path(folder)) == place
        assert Place.of(Path(folder) / "other").cluster != place.cluster


def test_a_strict_umask_closes_nothing_that_the_server_needs(place: Place) -> None:
    before = os.umask(0o077)
    try:
        deeper = Place.of(place.cluster.parent / "data")
        with EmbeddedPostgres(deeper):
            write(deeper, 1)
            assert read(deeper) == [1]
    finally:
        os.umask(before)


def test_a_long_path_still_has_a_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1234)
    place = Place.of(Path("/srv") / ("a" * 120))
    assert len(f"{place.socket}/.s.PGSQL.5432") <= 107
    assert place.user is None


def test_a_stopped_server_leaves_no_process(place: Place) -> None:
    server = EmbeddedPostgres(place)
    server.start()
    process = server.process
    assert process is not None
    begun = time.monotonic()
    with psycopg.connect(place.dsn("portal_owner")):
        # A fast shutdown does not wait for the ones who are connected.
        server.stop()
    assert time.monotonic() - begun < 10
    assert process.returncode == 0
    server.stop()
