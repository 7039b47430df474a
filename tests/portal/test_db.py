"""Keys, instants, the unit of work, and what each role may do."""

from datetime import datetime
from uuid import RFC_4122, uuid4

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, ProgrammingError, StatementError
from sqlalchemy.orm import Session

from portal import db
from portal.config import Settings
from portal.db import Role, check_server, new_key, open_engine, unit_of_work
from portal.errors import StartError
from portal.models import Agency
from tests.conftest import Database

AT = datetime.fromisoformat("2026-11-22T08:00:00+07:00")


def agency(code: str) -> Agency:
    return Agency(code=code, name="Ủy ban", abbr="UBND", tier="commune", place="Bắc Ninh", created_at=AT)


def codes(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT code FROM shared.agencies ORDER BY code")).scalars())


def test_keys_are_version_7_and_sort_by_the_time_they_were_made() -> None:
    keys = [new_key() for _ in range(1000)]
    assert {key.version for key in keys} == {7}
    assert {key.variant for key in keys} == {RFC_4122}
    assert len(set(keys)) == 1000
    # The last 62 bits are random, so two keys of the same quarter of a microsecond may change places.
    assert [key.int >> 64 for key in keys] == sorted(key.int >> 64 for key in keys)


def test_leaving_commits_and_raising_rolls_back(database: Database) -> None:
    with unit_of_work(database.sessions()) as session:
        session.add(agency("H01"))
    with pytest.raises(RuntimeError), unit_of_work(database.sessions()) as session:
        session.add(agency("H02"))
        session.flush()
        raise RuntimeError
    assert codes(database.engine()) == ["H01"]


def test_a_session_of_a_test_leaves_nothing(session: Session) -> None:
    session.add(agency("H03"))
    session.commit()
    assert session.query(Agency).count() == 1
    session.rollback()
    assert session.query(Agency).count() == 1


def test_instants_come_back_in_utc_and_naive_ones_are_refused(session: Session) -> None:
    session.add(agency("H04"))
    session.flush()
    session.expire_all()
    assert session.query(Agency).one().created_at.isoformat() == "2026-11-22T01:00:00+00:00"
    session.add(Agency(code="H05", name="", abbr="", tier="commune", place="", created_at=AT.replace(tzinfo=None)))
    with pytest.raises(StatementError, match="time zone"):
        session.flush()


@pytest.mark.parametrize("role", [Role.WEB, Role.WORKER])
def test_web_and_worker_make_no_tables(database: Database, role: Role) -> None:
    for schema in ("dossiers", "shared", "jobs", "extensions"):
        with database.engine(role).connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text(f"CREATE TABLE {schema}.mine (a int)"))


def test_nothing_looks_into_the_schema_public(database: Database) -> None:
    with database.engine().connect() as connection:
        assert "public" not in connection.execute(text("SELECT current_schemas(false)::text")).scalar_one()


def test_with_the_owners_address_alone_the_web_takes_its_role_on(database: Database) -> None:
    given = database.environment()
    del given["PORTAL_DATABASE_WEB_URL"]
    engine = open_engine(Settings.from_environment(given), Role.WEB)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT current_user")).scalar_one() == Role.WEB
        connection.rollback()
        assert connection.execute(text("SELECT current_user")).scalar_one() == Role.WEB
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text("CREATE TABLE mine (a int)"))
    engine.dispose()


def test_an_old_server_and_a_missing_extension_are_one_line_each(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_server(database.engine())
    with monkeypatch.context() as patched:
        patched.setattr(db, "OLDEST_SERVER", 99)
        with pytest.raises(StartError, match=r"^PostgreSQL 99 or newer is needed, and this server is \d+$"):
            check_server(database.engine())
    with monkeypatch.context() as patched:
        patched.setattr(db, "NEEDED_EXTENSIONS", ("unaccent", "no_such_thing"))
        with pytest.raises(StartError, match=r"lacks .* no_such_thing"):
            check_server(database.engine())


@pytest.mark.parametrize("url", ["postgresql://x@127.0.0.1:1/nowhere", "postgresql://x@/db?host=/nowhere"])
def test_a_server_that_is_not_there_is_one_line(database: Database, url: str) -> None:
    settings = Settings.from_environment({**database.environment(), "DATABASE_URL": url})
    with pytest.raises(StartError, match=r"^the database does not answer: ") as caught:
        check_server(open_engine(settings, Role.OWNER))
    assert "\n" not in str(caught.value)


def test_events_are_written_once_even_for_the_owner(database: Database) -> None:
    with database.engine(Role.OWNER).begin() as connection:
        table = connection.execute(
            text("SELECT relname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid WHERE tgname = 'refuse_truncate'")
        ).scalars()
        tables = sorted(table)
    assert "dossier_events" in tables
    for name in tables:
        with database.engine(Role.OWNER).connect() as connection, pytest.raises(DBAPIError, match="written once"):
            connection.execute(text(f"TRUNCATE {name} CASCADE"))
        with (
            database.engine(Role.WEB).connect() as connection,
            pytest.raises(ProgrammingError, match="permission denied"),
        ):
            connection.execute(text(f"DELETE FROM {name} WHERE {name} IS NULL"))


def test_the_key_of_a_row_is_given_before_it_is_stored(session: Session) -> None:
    row = agency(f"H{uuid4().hex[:6]}")
    session.add(row)
    session.flush()
    assert row.id.version == 7
