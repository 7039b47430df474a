"""The real database for every test that wants one: an embedded PostgreSQL, migrated once, cloned where needed.

`session` is for most tests: a transaction that is rolled back. `database` is a database of its own, for tests with
several processes or real commits. Both speak as the web's role, which may do only what the migrations grant.
"""

import gc
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session, sessionmaker

from portal.cli.migrate import upgrade
from portal.config import Settings
from portal.db import Role, open_engine, sessions
from portal.embedded_postgres import EmbeddedPostgres, Place
from portal.gathering import GatheringSession

TEMPLATE = "portal"
SECRET = "a secret for tests, long enough to pass"
CLEANING_SECONDS = 30
HURRIED = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "128MB"}
"""Nothing of the test server has to be there after the machine itself stopped, so it waits for no disk."""
IN_MEMORY, ROOM = Path("/dev/shm"), 4 << 30
"""Where files lie in memory; the servers of a run need half a gigabyte there."""
CHROMIUM = "/usr/bin/chromium-headless-shell"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""Chromium as root, asking nobody outside for anything."""


TESTS = Path(__file__).parent
IN_THE_BROWSER = ("journeys/", "portal/web/test_gallery", "portal/web/test_place_map")
"""Where tests that look at pages in the browser stand, below the folder of the tests."""

# The tests make much that lives long: looking through all of it for garbage as often as Python does by itself takes a
# tenth of the time of a run.
gc.set_threshold(50_000, 20, 20)

# How long an example takes says more about what else the machine does than about the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out what has no test of the browser when only such are asked for: reading every file takes a while."""
    only_browser = config.getoption("markexpr") == "browser"
    return True if only_browser and collection_path.suffix == ".py" and not _in_the_browser(collection_path) else None


def _in_the_browser(path: Path) -> bool:
    return path.is_relative_to(TESTS) and path.relative_to(TESTS).as_posix().startswith(IN_THE_BROWSER)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the browser, and put files with slow tests first.

    The browser's driver holds the thread's event loop, so its tests run by themselves. A slow file that is begun
    last would leave the other processes of the run with nothing to do.
    """
    for item in items:
        if _wants_browser(item) and _in_the_browser(item.path):
            item.add_marker("browser")
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuse a test that the browser's part of the run would never find."""
    if _wants_browser(item) and not _in_the_browser(item.path):
        pytest.fail(f"it looks at pages in the browser: name {item.path.name} in IN_THE_BROWSER", pytrace=False)


def _wants_browser(item: pytest.Item) -> bool:
    return "browser" in getattr(item, "fixturenames", ())


def pytest_collection_finish() -> None:
    """What was read by now never becomes garbage, so nothing of it is looked through again."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Passwords are hashed as ever, but without the work that makes guessing dear: hundreds of tests sign in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("portal.services.officers._hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium of Debian's for all tests that look at pages."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        with closing(chromium):
            yield chromium


def settings_for(place: Place, database: str, data: Path) -> Settings:
    """Settings that point at one database of the test server."""
    return Settings.from_environment(
        {
            "PORTAL_ENV": "test",
            "PORTAL_SECRET_KEY": SECRET,
            "PORTAL_DATA": str(data),
            "DATABASE_URL": place.dsn(Role.OWNER, database),
            "PORTAL_DATABASE_WEB_URL": place.dsn(Role.WEB, database),
            "PORTAL_DATABASE_WORKER_URL": place.dsn(Role.WORKER, database),
        }
    )


@dataclass
class Database:
    """A database of its own: its settings, and engines for each role, closed when the test ends."""

    settings: Settings
    engines: dict[Role, Engine] = field(default_factory=dict)

    def engine(self, role: Role = Role.WEB) -> Engine:
        """The engine that speaks as `role`."""
        if role not in self.engines:
            self.engines[role] = open_engine(self.settings, role)
        return self.engines[role]

    def sessions(self, role: Role = Role.WEB) -> sessionmaker[Session]:
        """What `unit_of_work` takes."""
        return sessions(self.engine(role))

    def environment(self) -> dict[str, str]:
        """The settings for a process that a test starts."""
        urls = {
            "DATABASE_URL": self.settings.database_url,
            "PORTAL_DATABASE_WEB_URL": self.settings.database_web_url,
            "PORTAL_DATABASE_WORKER_URL": self.settings.database_worker_url,
        }
        given = {name: url.reveal() for name, url in urls.items() if url is not None}
        return {**given, "PORTAL_ENV": "test", "PORTAL_SECRET_KEY": SECRET, "PORTAL_DATA": str(self.settings.data)}


@pytest.fixture(scope="session")
def server() -> Iterator[Place]:
    """The test run's own PostgreSQL; its database `portal` is migrated and then only a template."""
    folder = Path(tempfile.mkdtemp(prefix="portal-test-", dir=_quickest()))
    # The server does not run as root, so its user has to walk in.
    folder.chmod(0o711)
    place = Place.of(folder)
    with EmbeddedPostgres(place, **HURRIED):
        settings = settings_for(place, TEMPLATE, folder)
        owner = open_engine(settings, Role.OWNER)
        upgrade(owner, settings.schema)
        owner.dispose()
        yield place
    shutil.rmtree(folder)


def _quickest() -> Path | None:
    """Return the folder in memory, where there is room: each database more is four hundred files more on the disk."""
    there = os.access(IN_MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(IN_MEMORY).free > ROOM
    return IN_MEMORY if there else None


def clone(place: Place, name: str) -> None:
    """Copy the migrated template into a new database."""
    _as_owner(place, f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')


def _as_owner(place: Place, statement: str) -> None:
    engine = create_engine(make_url(place.url(Role.OWNER, "postgres")), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


def drop(place: Place, name: str) -> None:
    """Drop a database with whoever is still connected; where the server itself is cleaning it, wait for that to end."""
    until = time.monotonic() + CLEANING_SECONDS
    while True:
        try:
            _as_owner(place, f'DROP DATABASE "{name}" WITH (FORCE)')
        except ProgrammingError as refused:
            if not isinstance(refused.orig, InsufficientPrivilege) or time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


@pytest.fixture(scope="session")
def shared_database(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The database behind `session`: nothing is ever committed there."""
    clone(server, "portal_sessions")
    database = Database(settings_for(server, "portal_sessions", tmp_path_factory.mktemp("data")))
    yield database
    for engine in database.engines.values():
        engine.dispose()


@pytest.fixture
def session(shared_database: Database) -> Iterator[Session]:
    """A session as the web, inside a transaction that is rolled back; commits inside become savepoints."""
    with shared_database.engine().connect() as connection:
        outer = connection.begin()
        with GatheringSession(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session:
            yield session
        outer.rollback()


@pytest.fixture
def database(server: Place, tmp_path: Path) -> Iterator[Database]:
    """A database of its own, for real commits and for several processes."""
    name = f"portal_{uuid4().hex[:12]}"
    clone(server, name)
    database = Database(settings_for(server, name, tmp_path))
    yield database
    for engine in database.engines.values():
        engine.dispose()
    drop(server, name)
