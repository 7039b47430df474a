"""`portal migrate`: bring the database to the newest form."""

import argparse
import os
from collections.abc import Callable

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from portal.config import PROJECT, Settings
from portal.db import Role, check_server, open_engine
from portal.errors import StartError


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    parser = subparsers.add_parser("migrate", help="bring the database to the newest form")
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Check the server, then run what is missing, as the owner."""
    settings = Settings.from_environment(os.environ)
    engine = open_engine(settings, Role.OWNER)
    check_server(engine)
    upgrade(engine, settings.schema)
    engine.dispose()
    return 0


def upgrade(engine: Engine, schema: str, revision: str = "head") -> None:
    """Run the migrations up to `revision` on `engine`, which speaks as the owner."""
    _migrate(engine, schema, lambda config: command.upgrade(config, revision))


def downgrade(engine: Engine, schema: str, revision: str) -> None:
    """Take the migrations back down to `revision` (`base` for all of them)."""
    _migrate(engine, schema, lambda config: command.downgrade(config, revision))


def head() -> str | None:
    """The newest migration that this copy of the portal knows."""
    return ScriptDirectory.from_config(configuration()).get_current_head()


def configuration() -> Config:
    """Alembic's configuration, which stands in pyproject.toml."""
    return Config(toml_file=PROJECT / "pyproject.toml")


def _migrate(engine: Engine, schema: str, act: Callable[[Config], None]) -> None:
    config = configuration()
    try:
        with engine.connect() as connection:
            config.attributes.update(connection=connection, schema=schema)
            act(config)
    except CommandError as error:
        if "Can't locate revision" in str(error):
            raise StartError("the database was written by a newer version of the portal: update the portal") from error
        raise
    except DBAPIError as error:
        raise StartError(f"the migration fails: {str(error.orig).strip().splitlines()[0]}") from error
