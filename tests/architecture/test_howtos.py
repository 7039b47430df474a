"""What an operator is told to type works: each statement and each script of the pages runs on the real database."""

import getpass
import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.config import PROJECT
from portal.db import Role
from portal.models import Appointment, Officer
from portal.services import officers
from tests.conftest import Database

HOWTO = PROJECT / "docs" / "howto"


def blocks(name: str, language: str) -> list[str]:
    """Return the fenced blocks of one language in a page."""
    return re.findall(rf"```{language}\n(.*?)```", (HOWTO / name).read_text(encoding="utf-8"), re.DOTALL)


STATEMENTS = [
    *blocks("operate.md", "sql"),
    *(sql for sql in blocks("production.md", "sql") if "CREATE ROLE" not in sql),
]


@pytest.mark.parametrize("sql", STATEMENTS, ids=[" ".join(sql.split())[:50] for sql in STATEMENTS])
def test_every_statement_runs_as_the_owner(shared_database: Database, sql: str) -> None:
    with shared_database.engine(Role.OWNER).connect() as connection:
        for statement in filter(str.strip, sql.split(";")):
            connection.exec_driver_sql(statement)
        connection.rollback()


def test_the_script_makes_agencies_and_officers_who_can_sign_in(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    (script,) = blocks("production.md", "python")
    for name, value in database.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(getpass, "getpass", lambda prompt: f"mat-khau-cua-{prompt.strip(': ')}")
    names: dict[str, Any] = {}
    for _ in range(2):
        exec(compile(script, "production.md", "exec"), names)  # noqa: S102 - the page is ours, and this is its test
    with Session(database.engine()) as session:
        leader = officers.sign_in(session, "duclong", "mat-khau-cua-duclong")
        assert leader is not None
        assert leader.full_name == "Phạm Đức Long"
        assert len(session.scalars(select(Officer)).all()) == 4
        assert {row.role for row in session.scalars(select(Appointment))} >= {"receptionist", "leader", "approver"}
