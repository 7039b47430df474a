"""Prepared statements and quick inserts: on the session's own connection, in its own transaction."""

from datetime import datetime
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from portal.db import Role, unit_of_work
from portal.inserting import new_rows, take_back
from portal.models import Agency
from portal.parts import Parts
from portal.prepared import Prepared, PreparedEntity, PreparedKey
from portal.queue import defer
from tests.conftest import Database
from tests.statements import noted

AT = datetime.fromisoformat("2026-11-22T08:00:00+07:00")
BY_CODE = PreparedEntity(Agency, select(Agency).where(Agency.code == bindparam("code")))
ALL_CODES = Prepared(select(Agency.code).order_by(Agency.code).limit(2))


def agency(code: str, **more: object) -> Agency:
    return Agency(code=code, name="Ủy ban", abbr="UBND", tier="commune", place="Bắc Ninh", created_at=AT, **more)


def test_what_was_added_is_seen_and_is_one_object(session: Session) -> None:
    added = agency("H01", hours={"mon": ["07:30-11:30"]})
    session.add(added)
    assert BY_CODE.one_or_none(session, code="H01") is added
    session.expunge_all()
    found = BY_CODE.one_or_none(session, code="H01")
    assert found is not None
    assert (found.hours, found.created_at) == ({"mon": ["07:30-11:30"]}, AT)
    found.name = "Tên mới"
    session.flush()
    session.expunge_all()
    assert [one.name for one in BY_CODE.all_of(session, code="H01")] == ["Tên mới"]


def test_what_others_wrote_meanwhile_is_read_afresh_and_stays_one_object(session: Session) -> None:
    session.add(agency("H01"))
    known = BY_CODE.one_or_none(session, code="H01")
    session.execute(text("UPDATE shared.agencies SET name = 'Tên mới'"))
    assert known is not None
    assert known.name == "Ủy ban"
    assert BY_CODE.fresh(session, code="H01") is known
    assert known.name == "Tên mới"
    assert not session.dirty, "what was read is not to be written"


def test_a_key_finds_what_is_held_what_waits_and_what_is_stored(session: Session) -> None:
    by_key, added = PreparedKey(Agency), agency("H01")
    added.id = uuid4()
    session.add(added)
    assert by_key.get(session, added.id) is added, "it is written first"
    assert by_key.get(session, added.id) is added
    session.expunge_all()
    assert by_key.get(session, added.id).code == "H01"
    with pytest.raises(NoResultFound):
        by_key.get(session, uuid4())


def test_what_is_read_while_new_rows_are_gathered_is_not_written_again(session: Session) -> None:
    session.add(agency("H01"))
    session.flush()
    session.expunge_all()
    with new_rows(session):
        above = BY_CODE.one_or_none(session, code="H01")
        assert above is not None
        session.add(agency("H01.1", parent_id=above.id))
    assert [row.code for row in ALL_CODES.all(session)] == ["H01", "H01.1"]


def test_a_limit_that_stands_in_the_statement_holds(session: Session) -> None:
    session.add_all([agency("H01"), agency("H02"), agency("H03")])
    assert [row.code for row in ALL_CODES.all(session)] == ["H01", "H02"]


def test_new_objects_are_written_whatever_their_order_and_can_be_taken_back(session: Session) -> None:
    above = agency("H01")
    above.id = uuid4()
    below = agency("H01.1", parent_id=above.id)
    with new_rows(session):
        session.add(below)
        session.add(above)
    assert not session.new
    assert below.id is not None, "a default is given"
    assert below not in session
    take_back(session, below)
    below.name = "Phòng"
    session.flush()
    session.expire_all()
    assert (below.name, below.hours, below.parent_id) == ("Phòng", None, above.id)


def test_what_changed_is_written_with_the_new_rows_as_late_as_the_orm_would(database: Database) -> None:
    with unit_of_work(database.sessions()) as session:
        session.add(agency("H01"))
    with noted() as said, unit_of_work(database.sessions()) as session:
        above = BY_CODE.one_or_none(session, code="H01")
        assert above is not None
        with new_rows(session, above):
            above.name, above.place = "Tên mới", above.place
            session.add(agency("H01.1", parent_id=above.id))
        defer(session, "deliver_message", message_id="x")
        assert not session.dirty
    said = [one for one in said if "SELECT" in one]  # without the greeting of the pool, and the commit
    assert len(said) == 2, "one reads, and one writes both rows and the job, when all is committed"
    with unit_of_work(database.sessions()) as session:
        assert [row.code for row in ALL_CODES.all(session)] == ["H01", "H01.1"]
        assert session.scalar(text("SELECT count(*) FROM jobs.procrastinate_jobs")) == 1
        found = BY_CODE.one_or_none(session, code="H01")
        assert found is not None
        assert found.name == "Tên mới"


def test_what_waits_is_forgotten_with_a_rollback_to_a_savepoint(session: Session) -> None:
    session.add(agency("H01"))
    session.flush()
    above = BY_CODE.one_or_none(session, code="H01")
    assert above is not None
    for written in (False, True):
        nested = session.begin_nested()
        with new_rows(session, above):
            above.name = "Tên mới"
            session.add(agency("H01.1"))
        if written:
            assert [row.code for row in ALL_CODES.all(session)] == ["H01", "H01.1"]
        nested.rollback()
        assert [row.code for row in ALL_CODES.all(session)] == ["H01"]
        assert above.name == "Ủy ban"
    with session.begin_nested(), new_rows(session, above):
        above.name = "Tên mới"
    session.expire_all()
    assert above.name == "Tên mới", "leaving the savepoint writes it"


def test_a_row_that_the_database_refuses_leaves_nothing(database: Database) -> None:
    refused = pytest.raises(psycopg.errors.UniqueViolation)
    with refused, unit_of_work(database.sessions()) as session, new_rows(session):
        session.add(agency("H01"))
        session.add(agency("H01"))
    with unit_of_work(database.sessions()) as session:
        assert session.query(Agency).count() == 0
        with new_rows(session):
            session.add(agency("H01"))
    with unit_of_work(database.sessions()) as session:
        assert session.query(Agency).count() == 1


def test_statements_that_stand_alone_are_there_for_others_at_once(database: Database) -> None:
    parts = Parts(database.settings, Role.WEB)
    alone = parts.alone_session()
    with new_rows(alone):
        alone.add(agency("H01"))
    with unit_of_work(database.sessions()) as session:
        assert session.query(Agency).count() == 1
    parts.give_back(alone)
    assert parts.alone_session() is alone
    assert not list(alone)
    parts.give_back(alone)
    parts.close()


def test_a_lost_connection_costs_one_request_and_no_more(database: Database) -> None:
    parts = Parts(database.settings, Role.WEB)
    for kind in (parts.alone_session, parts.make_session):
        session = kind()
        assert BY_CODE.one_or_none(session, code="H01") is None
        number = session.scalar(text("SELECT pg_backend_pid()"))
        with database.engine(Role.OWNER).connect() as owner:
            owner.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
        with pytest.raises(psycopg.OperationalError):
            BY_CODE.one_or_none(session, code="H01")
        _done(parts, session)
        session = kind()
        assert BY_CODE.one_or_none(session, code="H01") is None
        _done(parts, session)
    parts.close()


def _done(parts: Parts, session: Session) -> None:
    session.rollback()
    if "alone" in session.info:
        parts.give_back(session)
    else:
        session.close()
