"""Statements that are asked directly: in order, each as of its own moment, and whatever else the driver does."""

from __future__ import annotations

from threading import Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from psycopg.errors import DivisionByZero
from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from portal import asking
from portal.asking import AskingConnection
from portal.db import Role, unit_of_work
from portal.gathering import connection_of
from portal.models import Agency
from portal.prepared import Prepared, firsts
from tests.portal.test_prepared import agency

if TYPE_CHECKING:
    from portal.asking import Question
    from tests.conftest import Database

LOCKED = Prepared(select(Agency.id).where(Agency.code == bindparam("code")).with_for_update())
NAMED = Prepared(select(Agency.name).where(Agency.code == bindparam("code")))
BLOCKED = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")


def driver(session: Session) -> AskingConnection:
    found = connection_of(session).connection.driver_connection
    assert isinstance(found, AskingConnection)
    return found


def values(session: Session, *questions: Question) -> list[list[Any]]:
    return [answer.rows(list) for answer in driver(session).ask(*questions)]


def test_what_is_read_behind_a_lock_is_as_it_is_once_it_is_locked(database: Database) -> None:
    with unit_of_work(database.sessions()) as session:
        session.add(agency("H01"))
    read: list[Any] = []

    def late() -> None:
        with unit_of_work(database.sessions()) as other:
            read.extend(firsts(other, (LOCKED, {"code": "H01"}), (NAMED, {"code": "H01"})))

    with unit_of_work(database.sessions()) as session:
        found = session.query(Agency).with_for_update().one()
        found.name = "Tên mới"
        session.flush()
        waiting = Thread(target=late)
        waiting.start()
        _until_blocked(database)
    waiting.join(20)
    assert [row[0] for row in read] == [found.id, "Tên mới"], "and whoever waits lets other threads go on"


def _until_blocked(database: Database) -> None:
    until = monotonic() + 20
    with database.engine(Role.OWNER).connect() as connection:
        while not connection.scalar(BLOCKED):
            assert monotonic() < until
            connection.rollback()
            sleep(0.01)


def test_statements_are_known_again_after_the_driver_made_the_server_forget_them(session: Session) -> None:
    session.add(agency("H01"))
    session.flush()
    for _ in range(7):
        # So often that the driver prepares something itself, which it has forgotten with every rollback.
        session.execute(text("SELECT 1"))
    assert NAMED.first(session, code="H01").name == "Ủy ban"
    session.begin_nested().rollback()
    assert NAMED.first(session, code="H01").name == "Ủy ban"


def test_values_of_every_kind_arrive_however_large_they_are(session: Session) -> None:
    key, long = uuid4(), "ệ" * 3_000_000
    asked = values(
        session,
        (b"SELECT length($1::text), $2::uuid[], $3::int, $4::date", [long, [key], None, None]),
        (b"SELECT $1::jobs.procrastinate_job_status::text, $2::numeric + 1", ["todo", 2]),
        (b"SELECT 1 WHERE false", []),
    )
    assert asked == [[[len(long), [key], None, None]], [["todo", 3]], []]
    assert isinstance(asked[0][0][1][0], UUID)


def test_nothing_is_carried_out_after_what_fails(database: Database) -> None:
    insert = b"INSERT INTO jobs.procrastinate_jobs (queue_name, task_name) VALUES ('default', 'tell')"
    with pytest.raises(DivisionByZero), unit_of_work(database.sessions()) as session:
        values(session, (b"SELECT 1 / $1::int", [0]), (insert, []))
    with unit_of_work(database.sessions()) as session:
        assert values(session, (b"SELECT count(*) FROM jobs.procrastinate_jobs", [])) == [[[0]]]


def test_what_was_prepared_longest_ago_is_forgotten_and_can_be_asked_again(database: Database) -> None:
    with patch.object(asking, "MOST", 3), database.engine().connect() as connection:
        direct = connection.connection.driver_connection
        assert isinstance(direct, AskingConnection)
        for number in (1, 2, 3, 4, 1, 2):
            # What begins the transaction is the oldest of all when it is asked for again.
            assert [answer.rows(list) for answer in direct.ask((b"SELECT %d" % number, []))] == [[[number]]]
            direct.rollback()
        (kept,) = direct.ask((b"SELECT count(*)::int FROM pg_prepared_statements WHERE name LIKE 'portal_%'", []))
        assert kept.rows(list)[0][0] <= 5
