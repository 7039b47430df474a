"""A job exists if and only if the change that asked for it is committed."""

import json
from datetime import UTC, datetime

import psycopg
import pytest
from sqlalchemy import text

from portal.db import Role, unit_of_work
from portal.queue import CHANNEL, defer
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


def test_workers_are_woken_right_after_the_commit_and_not_by_a_rollback(database: Database) -> None:
    url = database.engine(Role.WORKER).url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        with pytest.raises(ZeroDivisionError), unit_of_work(database.sessions()) as session:
            defer(session, "tell", dossier="1")
            _ = 1 / 0
        with unit_of_work(database.sessions()) as session:
            assert session.scalar(text("SELECT 1")) == 1
        assert not list(listener.notifies(timeout=0)), "nothing was brought"
        with unit_of_work(database.sessions()) as session:
            defer(session, "tell", dossier="2")
            defer(session, "tell", dossier="3")
            assert not list(listener.notifies(timeout=0)), "nothing is committed"
        (woken,) = listener.notifies(timeout=5, stop_after=1)
        assert json.loads(woken.payload)["type"] == "job_inserted"
        assert not list(listener.notifies(timeout=0)), "once for all of them"
        listener.execute("SET search_path TO jobs")
        listener.execute("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('default', 'tell')")
        assert list(listener.notifies(timeout=5, stop_after=1)), "what procrastinate enqueues itself wakes them too"
