"""The database: engines for the three roles, the base of every table, and the unit of work.

The owner migrates; the web and the worker hold only the rights that the migrations grant them. Tables of the dossier
carry no schema: the connection's `search_path` says whose they are, so that each province may have a schema of its own.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import Enum, StrEnum
from functools import cache
from typing import Annotated, Any
from uuid import UUID

import orjson
from psycopg.types.json import set_json_dumps, set_json_loads
from sqlalchemy import (
    BigInteger,
    Connection,
    Date,
    Dialect,
    Engine,
    LargeBinary,
    MetaData,
    Text,
    create_engine,
    event,
    inspect,
)
from sqlalchemy import Enum as EnumType
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, sessionmaker
from sqlalchemy.types import TypeDecorator

from portal.announcing import SETTING, AnnouncingConnection
from portal.config import Settings
from portal.embedded_postgres import Place
from portal.errors import StartError
from portal.gathering import GatheringSession

SHARED = "shared"
"""The schema of people, agencies and procedures, one for all provinces."""
JOBS = "jobs"
"""The schema of procrastinate."""
EXTENSIONS = "extensions"
"""The schema of the extensions."""

NEEDED_EXTENSIONS = ("unaccent", "pg_trgm", "btree_gin")
OLDEST_SERVER = 15


class Role(StrEnum):
    """Who speaks to the database; the values are the names of the database's roles."""

    OWNER = "portal_owner"
    WEB = "portal_web"
    WORKER = "portal_worker"


def aware(value: datetime | None) -> datetime | None:
    """Return an instant; one without a time zone is refused: nobody could say which instant it means."""
    if value is not None and value.tzinfo is None:
        msg = f"an instant needs a time zone: {value!r}"
        raise ValueError(msg)
    return value


class Instant(TypeDecorator[datetime]):
    """An instant: stored as `timestamptz`, refused without a time zone, read back in UTC."""

    impl = TIMESTAMP(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Refuse a naive time."""
        return aware(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """The instant in UTC, whatever the session's time zone is."""
        return None if value is None else value.astimezone(UTC)


def new_key() -> UUID:
    """A UUIDv7 (RFC 9562): 48 bits of milliseconds, 12 bits of their fraction, 62 random bits."""
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    fraction = (nanoseconds << 12) // 1_000_000
    random = int.from_bytes(os.urandom(8)) >> 2
    value = (milliseconds << 80) | (0x7 << 76) | (fraction << 64) | (0b10 << 62) | random
    return UUID(int=value)


Key = Annotated[UUID, mapped_column(primary_key=True, default=new_key)]
"""The primary key of every table."""


class Base(DeclarativeBase):
    """The base of every table: names of constraints, and the column type of each Python type."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it once, at class creation
        str: Text,
        # Money is whole đồng, and a sum in đồng soon leaves 32 bits.
        int: BigInteger,
        bytes: LargeBinary,
        date: Date,
        datetime: Instant,
        dict[str, Any]: JSONB(none_as_null=True),
        list[Any]: JSONB(none_as_null=True),
        list[str]: JSONB(none_as_null=True),
        list[dict[str, Any]]: JSONB(none_as_null=True),
        list[dict[str, str]]: JSONB(none_as_null=True),
        Enum: EnumType(Enum, native_enum=False, length=40, values_callable=lambda kind: [one.value for one in kind]),
    }

    def __init__(self, **values: Any) -> None:
        """Take the values of a new row at once: it has no history that each of them would have to be noted in."""
        columns = _column_names(type(self))
        others = {name: value for name, value in values.items() if name not in columns}
        if others:
            super().__init__(**others)
            values = {name: value for name, value in values.items() if name in columns}
        vars(self).update(values)


@cache
def _column_names(entity: type[Base]) -> frozenset[str]:
    return frozenset(inspect(entity).column_attrs.keys())


def database_url(settings: Settings, role: Role) -> URL:
    """Where `role` finds the database: its own URL, else the owner's, else the embedded server of the data folder."""
    own = {Role.WEB: settings.database_web_url, Role.WORKER: settings.database_worker_url}.get(role)
    given = own or settings.database_url
    if given is None:
        return make_url(Place.of(settings.data, settings.postgres_bin).url(role))
    try:
        return make_url(given.reveal()).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError) as error:
        raise StartError("DATABASE_URL is not a URL of the form postgresql://user@host/database") from error


def search_path(schema: str) -> str:
    """The schemas in which unqualified names are looked up: the dossiers' own first."""
    return f"{schema},{SHARED},{JOBS},{EXTENSIONS}"


# PostgreSQL gives and takes JSON as UTF-8, which this library reads and writes many times faster than the standard one.
set_json_loads(orjson.loads)
set_json_dumps(orjson.dumps)


def open_engine(settings: Settings, role: Role, **options: Any) -> Engine:
    """An engine that speaks as `role`; `options` go to `sqlalchemy.create_engine`.

    When only the owner's URL is known, each connection takes the role's rights on by SET ROLE.
    """
    url = database_url(settings, role)
    server_options = f"-c search_path={search_path(settings.schema)} -c timezone=UTC -c {SETTING}=on"
    engine = create_engine(
        url,
        pool_pre_ping=options.pop("pool_pre_ping", True),
        # What people typed is among the parameters, and an error that shows them ends in a log.
        hide_parameters=True,
        connect_args={"options": server_options, "connect_timeout": 5, "application_name": f"{role}-{os.getpid()}"},
        **options,
    )
    event.listen(engine, "do_connect", _connect)
    own_url = {Role.WEB: settings.database_web_url, Role.WORKER: settings.database_worker_url}.get(role)
    if role is not Role.OWNER and own_url is None and settings.database_url is not None:
        event.listen(engine, "connect", _set_role(role))
    return engine


def _connect(_dialect: Any, _record: Any, arguments: Any, named: Any) -> AnnouncingConnection:
    return AnnouncingConnection.connect(*arguments, **named)


def _set_role(role: Role) -> Any:
    def set_role(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {role.value}")
        connection.commit()

    return set_role


def sessions(engine: Engine) -> sessionmaker[Session]:
    """What makes sessions on this engine; objects stay readable after the commit."""
    return sessionmaker(engine, class_=GatheringSession, expire_on_commit=False)


@contextmanager
def unit_of_work(make_session: sessionmaker[Session]) -> Iterator[Session]:
    """One transaction: leaving the block commits, raising out of it rolls everything back."""
    with make_session() as session:
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


def check_server(engine: Engine) -> None:
    """Raise `StartError`, one line, when the server cannot be reached, is too old or lacks an extension."""
    try:
        with engine.connect() as connection:
            _check_version(connection)
            _check_extensions(connection)
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise StartError(f"the database does not answer: {reason}") from error
    except DBAPIError as error:
        raise StartError(f"the database refuses: {str(error.orig).strip().splitlines()[0]}") from error


def _check_version(connection: Connection) -> None:
    number = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
    if number < OLDEST_SERVER:
        raise StartError(f"PostgreSQL {OLDEST_SERVER} or newer is needed, and this server is {number}")


def _check_extensions(connection: Connection) -> None:
    there = set(connection.exec_driver_sql("SELECT name FROM pg_available_extensions").scalars())
    missing = [name for name in NEEDED_EXTENSIONS if name not in there]
    if missing:
        raise StartError(f"the database server lacks the extension(s) {', '.join(missing)}: install postgresql-contrib")
