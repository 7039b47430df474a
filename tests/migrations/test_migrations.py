"""The migrations: one line of them, both directions, and the tables that the models describe."""

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, text

import portal.models  # noqa: F401 - registers every table
from portal.cli.migrate import configuration, downgrade, upgrade
from portal.config import PROJECT
from portal.db import SHARED, Base, Role
from portal.errors import StartError
from tests.conftest import Database

CATALOGUE = text(
    """
    SELECT n.nspname, c.relkind::text, c.relname, coalesce(pg_get_indexdef(c.oid), '')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('dossiers', 'shared', 'jobs', 'extensions') AND c.relname NOT LIKE 'alembic_version%'
    UNION ALL
    SELECT n.nspname, 'function', p.proname, pg_get_function_identity_arguments(p.oid)
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN ('dossiers', 'shared', 'jobs')
    UNION ALL
    SELECT n.nspname, 'trigger', c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal
    UNION ALL
    SELECT n.nspname, 'rights', c.relname, c.relacl::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('dossiers', 'shared', 'jobs') AND c.relname NOT LIKE 'alembic_version%' AND c.relkind = 'r'
    ORDER BY 1, 2, 3, 4
    """
)


def objects(database: Database) -> list[tuple[str, ...]]:
    with database.engine(Role.OWNER).connect() as connection:
        return [tuple(row) for row in connection.execute(CATALOGUE)]


def test_every_migration_goes_down_and_up_again(database: Database) -> None:
    engine = database.engine(Role.OWNER)
    revisions = [one.revision for one in ScriptDirectory.from_config(configuration()).walk_revisions()]
    levels = {revisions[0]: objects(database)}
    for revision in revisions[1:]:
        downgrade(engine, "dossiers", revision)
        levels[revision] = objects(database)
    downgrade(engine, "dossiers", "base")
    assert objects(database) == []
    for revision in reversed(revisions):
        upgrade(engine, "dossiers", revision)
        assert objects(database) == levels[revision], revision


def test_there_is_one_head_and_the_numbers_follow_each_other() -> None:
    script = ScriptDirectory.from_config(configuration())
    assert len(script.get_heads()) == 1
    found = [(one.revision, Path(one.path).name) for one in reversed(list(script.walk_revisions()))]
    assert [revision for revision, _ in found] == [f"{number:04d}" for number in range(1, len(found) + 1)]
    assert all(re.fullmatch(rf"{revision}_[a-z_]+\.py", name) for revision, name in found)


def test_models_and_migrations_describe_the_same_tables(database: Database) -> None:
    def compared(connection: Connection) -> list[object]:
        options = {
            "include_schemas": True,
            "include_name": lambda name, kind, _: kind != "schema" or name in {None, SHARED},
            "compare_type": True,
        }
        context = MigrationContext.configure(connection, opts={"target_metadata": Base.metadata, **options})
        found = compare_metadata(context, Base.metadata)
        return [one for one in found if "alembic_version" not in str(one)]

    with database.engine(Role.OWNER).connect() as connection:
        # Only what is visible without a schema's name counts as the dossiers' own.
        connection.execute(text("SET search_path TO dossiers"))
        assert compared(connection) == []


def test_nothing_lies_in_the_schema_public(database: Database) -> None:
    with database.engine(Role.OWNER).connect() as connection:
        found = connection.execute(text("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
        assert list(found.scalars()) == []


def test_the_job_tables_are_those_of_the_installed_library() -> None:
    copy = (PROJECT / "migrations" / "jobs_3_10.sql").read_text(encoding="utf-8")
    assert copy == SchemaManager.get_schema(), "write a migration from procrastinate's own, and a new copy"


def test_a_database_of_a_newer_portal_is_refused_in_one_line(database: Database) -> None:
    with database.engine(Role.OWNER).begin() as connection:
        connection.execute(text("UPDATE dossiers.alembic_version SET version_num = '9999'"))
    with pytest.raises(StartError, match="newer version of the portal"):
        upgrade(database.engine(Role.OWNER), "dossiers")
