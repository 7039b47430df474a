"""A job exists if and only if the change that asked for it is committed."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from portal.db import Role, unit_of_work
from portal.queue import defer
from tests.conftest import Database

JOBS = text("SELECT task_name, args, queue_name, lock, scheduled_at FROM jobs.procrastinate_jobs ORDER BY id")


def jobs(database: Database) -> list[tuple[object, ...]]:
    with database.engine(Role.WORKER).connect() as connection:
        return [tuple(row) for row in connection.execute(JOBS)]


def test_commit_leaves_the_job(database: Database) -> None:
    at = datetime(2026, 11, 22, 1, 2, tzinfo=UTC)
    with unit_of_work(database.sessions()) as session:
        defer(session, "tell", at=at, lock="dossier", queue="papers", dossier="đ", copies=2)
    assert jobs(database) == [("tell", {"dossier": "đ", "copies": 2}, "papers", "dossier", at)]


def test_rollback_leaves_no_job(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work(database.sessions()) as session:
        defer(session, "tell", dossier="1")
        _ = 1 / 0
    assert jobs(database) == []
