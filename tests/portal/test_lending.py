"""Sessions that are lent again: nothing of one unit of work is left for the next, with the ORM or without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from psycopg import OperationalError
from psycopg.pq import TransactionStatus
from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.orm import Session

from portal.announcing import AnnouncingConnection
from portal.db import Role, unit_of_work
from portal.gathering import connection_of
from portal.inserting import new_rows
from portal.lending import MOST
from portal.models import Agency
from portal.parts import Parts
from portal.prepared import Prepared
from tests.conftest import Database
from tests.portal.test_prepared import ALL_CODES, BY_CODE, agency

RENAME = Prepared(update(Agency).where(Agency.code == bindparam("of_code")).values(name=bindparam("new_name")))
NAMES = Prepared(select(Agency.code, Agency.name).order_by(Agency.code))


@pytest.fixture
def parts(database: Database) -> Iterator[Parts]:
    parts = Parts(database.settings, Role.WEB)
    with unit_of_work(database.sessions()) as session:
        session.add(agency("H01"))
    yield parts
    parts.close()


def agency_rows(database: Database) -> list[tuple[str, str]]:
    with unit_of_work(database.sessions()) as session:
        return [(code, name) for code, name in NAMES.all(session)]


def rename(session: Session, name: str) -> None:
    assert RENAME.run(session, of_code="H01", new_name=name) == 1


def test_what_was_asked_directly_is_committed_and_one_session_serves_the_next(parts: Parts, database: Database) -> None:
    with unit_of_work(parts.make_session) as first:
        rename(first, "Một")
        found = BY_CODE.one_or_none(first, code="H01")
        with new_rows(first):
            first.add(agency("H02"))
    assert is_idle(parts)
    with unit_of_work(parts.make_session) as second:
        assert second is first
        assert found not in second
        assert [row.code for row in ALL_CODES.all(second)] == ["H01", "H02"]
    assert agency_rows(database) == [("H01", "Một"), ("H02", "Ủy ban")]


def is_idle(parts: Parts) -> bool:
    with parts.make_session() as session:
        driver = connection_of(session).connection.driver_connection
        assert isinstance(driver, AnnouncingConnection)
        return driver.info.transaction_status is TransactionStatus.IDLE


@pytest.mark.parametrize("fails", [False, True])
def test_the_orm_joins_what_was_begun_directly(parts: Parts, database: Database, *, fails: bool) -> None:
    def work() -> None:
        with unit_of_work(parts.make_session) as session:
            rename(session, "Một")
            session.add(agency("H02"))
            with session.begin_nested() as savepoint:
                rename(session, "Hai")
                savepoint.rollback()
            if fails:
                raise ZeroDivisionError

    if fails:
        with pytest.raises(ZeroDivisionError):
            work()
    else:
        work()
    assert agency_rows(database) == ([("H01", "Ủy ban")] if fails else [("H01", "Một"), ("H02", "Ủy ban")])


@pytest.mark.parametrize("with_the_orm", [False, True])
def test_what_is_not_committed_is_rolled_back(parts: Parts, database: Database, *, with_the_orm: bool) -> None:
    def unfinished(session: Session) -> None:
        known = BY_CODE.one_or_none(session, code="H01")
        assert known is not None
        rename(session, "Một")
        if with_the_orm:
            assert session.scalar(text("SELECT 1")) == 1
        with new_rows(session, known):
            known.place = "Nơi khác"

    with parts.make_session() as session:
        unfinished(session)
    with pytest.raises(ZeroDivisionError), unit_of_work(parts.make_session) as again:
        unfinished(again)
        raise ZeroDivisionError
    with unit_of_work(parts.make_session) as after:
        assert after is session
        unfinished(after)
        after.rollback()
        assert [one.name for one in BY_CODE.all_of(after, code="H01")] == ["Ủy ban"], "it is read anew"
    assert agency_rows(database) == [("H01", "Ủy ban")]


def test_nobody_has_the_session_of_another(parts: Parts) -> None:
    with ExitStack() as stack:
        lent = [stack.enter_context(parts.make_session()) for _ in range(MOST + 2)]
        assert len({id(one) for one in lent}) == MOST + 2
    first = lent[0]
    first.close()
    for use in (lambda: ALL_CODES.all(first), lambda: first.scalar(text("SELECT 1"))):
        with pytest.raises(RuntimeError, match="closed"):
            use()
    with ExitStack() as stack:
        again = [stack.enter_context(parts.make_session()) for _ in range(MOST + 2)]
        assert len({id(one) for one in again} & {id(one) for one in lent}) == MOST


def test_a_connection_that_is_lost_in_the_middle_is_replaced(parts: Parts, database: Database) -> None:
    lost = pytest.raises(OperationalError)
    with lost, unit_of_work(parts.make_session) as session:
        rename(session, "Một")
        number = Prepared(select(func.pg_backend_pid().label("number"))).first(session).number
        with database.engine(Role.OWNER).connect() as owner:
            owner.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
    with unit_of_work(parts.make_session) as again:
        rename(again, "Hai")
    assert agency_rows(database) == [("H01", "Hai")]


def test_a_session_whose_connection_ended_while_it_waited_is_lent_no_more(parts: Parts, database: Database) -> None:
    with unit_of_work(parts.make_session) as session:
        number = Prepared(select(func.pg_backend_pid().label("number"))).first(session).number
    with database.engine(Role.OWNER).connect() as owner:
        # It answers once the other process has ended, or after that many milliseconds.
        assert owner.scalar(text("SELECT pg_terminate_backend(:number, 10000)"), {"number": number})
    with unit_of_work(parts.make_session) as again:
        assert again is not session
        rename(again, "Một")
    assert agency_rows(database) == [("H01", "Một")]
