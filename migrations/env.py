"""Runs the migrations, as the owner, in one transaction that only one process at a time can hold.

`portal migrate` hands over a connection; without one (the command `alembic` itself) the environment's settings count.
"""

import os

from alembic import context
from sqlalchemy import Connection, text

import portal.models  # noqa: F401 - registers every table, so that models and migrations can be compared
from portal.config import Settings
from portal.db import EXTENSIONS, JOBS, SHARED, Base, Role, open_engine, search_path

ONE_AT_A_TIME = 7_202_611
"""The number of the advisory lock that a migrating process holds."""


def _ours(name: str | None, kind: str, parents: object) -> bool:  # noqa: ARG001 - the signature is Alembic's
    """What is compared with the models: the dossiers' own schema and the shared one."""
    return kind != "schema" or name in {None, SHARED}


def _run(connection: Connection, schema: str) -> None:
    with connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": ONE_AT_A_TIME})
        for name in (schema, SHARED, JOBS, EXTENSIONS):
            connection.exec_driver_sql(f'CREATE SCHEMA IF NOT EXISTS "{name}"')
        connection.exec_driver_sql(f"SET LOCAL search_path TO {search_path(schema)}")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            version_table_schema=schema,
            include_schemas=True,
            include_name=_ours,
            compare_type=True,
        )
        context.run_migrations()


def main() -> None:
    """Use the connection that was handed over, or open one from the settings."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _run(given, context.config.attributes["schema"])
        return
    settings = Settings.from_environment(os.environ)
    with open_engine(settings, Role.OWNER).connect() as connection:
        _run(connection, settings.schema)


main()
