"""What migrations say about roles, rights and the job tables; each call can be repeated without harm."""

from collections.abc import Iterable
from pathlib import Path

from alembic import op
from sqlalchemy.exc import ProgrammingError

from portal.db import EXTENSIONS, JOBS, NEEDED_EXTENSIONS, SHARED, Role
from portal.errors import StartError

SPEAKERS = (Role.WEB, Role.WORKER)
"""The roles that the migrations grant rights to; the owner has them all."""


def create_roles() -> None:
    """Make the roles of the web and the worker, and let the owner take them on (`SET ROLE`).

    They belong to the whole server, so they may be there already, and going back does not remove them.
    """
    bind = op.get_bind()
    try:
        for role in SPEAKERS:
            found = bind.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = %s", (role.value,)).first()
            if found is None:
                bind.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
                bind.exec_driver_sql(f"GRANT {role} TO CURRENT_USER")
    except ProgrammingError as error:
        names = " and ".join(SPEAKERS)
        raise StartError(f"the database's owner may not create roles: let an administrator create {names}") from error


def create_extensions() -> None:
    """Make the extensions in their own schema: unaccented and trigram search, mixed GIN indexes."""
    for name in NEEDED_EXTENSIONS:
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {name} SCHEMA {EXTENSIONS}")


def drop_extensions() -> None:
    """Remove the extensions again."""
    for name in reversed(NEEDED_EXTENSIONS):
        op.execute(f"DROP EXTENSION IF EXISTS {name}")


def dossier_schema() -> str:
    """The schema of the dossiers for which the migrations run at the moment."""
    return str(op.get_context().opts["version_table_schema"])


def grant_schemas() -> None:
    """Let web and worker see into the four schemas."""
    for name in (dossier_schema(), SHARED, JOBS, EXTENSIONS):
        op.execute(f'GRANT USAGE ON SCHEMA "{name}" TO {_speakers()}')


def create_jobs_schema() -> None:
    """Install procrastinate's tables into the schema `jobs`.

    The text is a copy, so that a newer library does not change what this migration made; its own changes come as
    migrations of ours.
    """
    driver = op.get_bind().connection.driver_connection
    if driver is None:
        raise StartError("migrations need a live connection: offline SQL is not supported")
    statements = (Path(__file__).parent / "jobs_3_10.sql").read_text(encoding="utf-8")
    before = driver.execute("SHOW search_path").fetchone()[0]
    driver.execute(f"SET LOCAL search_path TO {JOBS}")
    driver.execute(statements)
    driver.execute(f"SET LOCAL search_path TO {before}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {JOBS} TO {Role.WORKER}")
    op.execute(f"GRANT SELECT, INSERT ON {JOBS}.procrastinate_jobs, {JOBS}.procrastinate_events TO {Role.WEB}")
    op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {JOBS} TO {_speakers()}")


def drop_jobs_schema() -> None:
    """Remove procrastinate's tables, types and functions; the empty schema stays."""
    op.execute(f"DROP SCHEMA {JOBS} CASCADE")
    op.execute(f"CREATE SCHEMA {JOBS}")


def create_refusal() -> None:
    """Make the trigger function behind `grant_append_only`."""
    op.execute(
        f"""
        CREATE OR REPLACE FUNCTION {SHARED}.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% refuses %: its rows are written once', TG_TABLE_NAME, TG_OP
                USING ERRCODE = 'restrict_violation';
        END
        $$
        """
    )


def drop_refusal() -> None:
    """Remove the trigger function."""
    op.execute(f"DROP FUNCTION {SHARED}.refuse_change()")


def grant_tables(tables: Iterable[str], *, to: Iterable[Role] = SPEAKERS) -> None:
    """Let the roles read, add, change and delete rows; a table may be named with its schema."""
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(tables)} TO {', '.join(to)}")


def grant_reading(tables: Iterable[str], *, to: Iterable[Role] = SPEAKERS) -> None:
    """Let the roles read rows, and nothing more."""
    op.execute(f"GRANT SELECT ON {', '.join(tables)} TO {', '.join(to)}")


def grant_append_only(tables: Iterable[str]) -> None:
    """Let web and worker add and read rows only; a trigger refuses every change, whoever tries it."""
    for table in tables:
        op.execute(f"GRANT SELECT, INSERT ON {table} TO {_speakers()}")
        op.execute(
            f"CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {SHARED}.refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {SHARED}.refuse_change()"
        )


def _speakers() -> str:
    return ", ".join(SPEAKERS)
