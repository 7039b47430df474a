"""The databases of towns: thrown away after the measurement, or kept in a folder for the next one."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, text

from benchmarks.site.home import environment_of
from benchmarks.town.agencies import Town, found, met_again
from benchmarks.town.filling import fill
from portal.cli.migrate import upgrade
from portal.config import Settings
from portal.db import Role, open_engine, sessions, unit_of_work
from portal.embedded_postgres import EmbeddedPostgres, Place

KEPT = "BENCH_TOWN"
"""The variable that names the folder in which what was filled is kept."""
STALE = 7 * 24 * 3600
"""Seconds after which too many promises have passed for the lists to be those of a town at work."""


@contextmanager
def folder_of_towns() -> Iterator[Path]:
    """Give the folder named by ``BENCH_TOWN``, else one that is taken away at the end."""
    named = os.environ.get(KEPT)
    folder = Path(named).resolve() if named else Path(tempfile.mkdtemp(prefix="portal-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        if not named:
            shutil.rmtree(folder)


@contextmanager
def server_of(folder: Path) -> Iterator[Place]:
    """Run the server whose data lie in the folder."""
    place = Place.of(folder)
    with EmbeddedPostgres(place):
        yield place


def town_of(place: Place, folder: Path, count: int) -> tuple[Settings, Town]:
    """Return a database of ``count`` dossiers, migrated; filled now unless it was kept."""
    name = database_of(count)
    settings = Settings.from_environment(environment_of(place, folder, name))
    mark = folder / f"{name}.filled"
    kept = mark.exists() and time.time() - mark.stat().st_mtime < STALE
    if not kept:
        mark.unlink(missing_ok=True)
        _create(place, name)
    owner = open_engine(settings, Role.OWNER)
    upgrade(owner, settings.schema)
    web = open_engine(settings, Role.WEB)
    with unit_of_work(sessions(web)) as session:
        town = met_again(session) if kept else found(session)
    web.dispose()
    if not kept:
        _fill(owner, town, count)
        mark.touch()
    owner.dispose()
    return settings, town


def database_of(count: int) -> str:
    """Return the name of the database of ``count`` dossiers."""
    return f"desk_{count}"


def _create(place: Place, name: str) -> None:
    server = create_engine(place.url(Role.OWNER, "postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()


def _fill(owner: Engine, town: Town, count: int) -> None:
    began = time.perf_counter()
    with owner.begin() as connection:
        fill(connection, town, count)
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    print(f"filled {count:,} dossiers in {time.perf_counter() - began:.0f} s", file=sys.stderr)
