"""Writes new objects, and changes of old ones, without the unit of work of the ORM: one prepared statement for all.

For the few places that write many rows at once and are asked for often: there the ORM's own way costs several times
what the database needs.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast

from sqlalchemy import Column, Delete, Insert, Update, bindparam, inspect, literal_column, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_state

from portal.announcing import AnnouncingConnection
from portal.asking import Question
from portal.db import Base
from portal.gathering import GatheringSession
from portal.prepared import ALONE, Prepared, ask, member_of, object_of
from portal.records import Record, written

Made = TypeVar("Made", bound=Base)
Write = Callable[[int], Insert | Update | Delete]
"""Makes an insert of several rows, an update or a delete, its values named by this number."""


class Call(NamedTuple):
    """What the database does together with the rows that are written."""

    write: Write
    values: Mapping[str, Any]


class Rows:
    """Rows, and what is done together with them: written by one statement."""

    def __init__(self) -> None:
        self._kinds: list[Write] = []
        self._names: list[Iterable[str]] = []
        self._values: list[Any] = []

    def add(self, one: Base | Call) -> None:
        """Take in what is written as it is now; an object gets its defaults."""
        if isinstance(one, Call):
            kind, values = one
        else:
            entity, values = (one.entity, vars(one)) if isinstance(one, Record) else (type(one), _values(one))
            kind = _insert(entity, tuple(values))
        self._kinds.append(kind)
        self._names.append(values)
        self._values += values.values()

    def write(self, session: Session) -> None:
        """Write all of it, if there is anything: before what the ORM has to write, which came after it."""
        if self._kinds:
            with session.no_autoflush:
                ask(session, self._question())

    def write_last(self, driver: AnnouncingConnection) -> None:
        """Have all of it written together with the commit."""
        if self._kinds:
            driver.write_last(self._question())

    def _question(self) -> Question:
        kinds = tuple(self._kinds)
        known = _QUESTIONS.get(kinds)
        if known is None:
            names = [f"{name}_{number}" for number, names in enumerate(self._names) for name in names]
            known = _QUESTIONS[kinds] = _statement(kinds).in_order(names)
        return known(self._values)


_QUESTIONS: dict[tuple[Write, ...], Callable[[Sequence[Any]], Question]] = {}
"""What makes the statement for rows of these columns, and what is done beside them, of their values."""


def add_new(session: Session, entity: type[Made], **values: Any) -> Made:
    """Add a new row with these values and its defaults, and return it: a record where new rows are gathered.

    For what every act makes anew: nothing else is done, and what is gathered is no object of the ORM.
    """
    gathered = getattr(session, "gathered", None)
    if gathered is None:
        one = entity(**values)
        session.add(one)
        return one
    for name, column in _defaults(entity):
        if name not in values:
            values[name] = _default(column)
    new = Record(entity, values)
    gathered.append(new)
    return cast("Made", new)


def together(session: Session, call: Call) -> bool:
    """Have ``call`` done with the new rows that wait to be written; say no when there are none."""
    gathered, waiting = getattr(session, "gathered", None), getattr(session, "waiting", None)
    if gathered is not None:
        gathered.append(call)
    elif waiting is not None:
        waiting.add(call)
    return gathered is not None or waiting is not None


@contextmanager
def new_rows(session: Session, *changing: Base) -> Iterator[None]:
    """Write what the block adds and what changed on objects ``changing`` by one statement, as late as the ORM would.

    So rows may refer to one another, whatever their order. What was added belongs to no session; what changed is a
    member of this one or a record, its row locked by whoever calls. Whoever has it written gets the driver's own
    errors; when the block raises, nothing is written.
    """
    gathering = cast("GatheringSession", session)
    rows: list[Base | Call] = []
    gathering.gathered = rows
    try:
        yield
    finally:
        gathering.gathered = None
    waiting = Rows()
    for one in (*rows, *(change for each in changing if (change := _change(session, each)))):
        waiting.add(one)
    # What waits already was gathered by another block.
    gathering.flush()
    gathering.waiting = waiting
    if ALONE in session.info:
        gathering.flush()


def _change(session: Session, one: Base) -> Call | None:
    """Return what writes the attributes that are other than they were read; for the ORM they are written then."""
    if isinstance(one, Record):
        return _change_of_record(session, one)
    held, state = vars(one), instance_state(one)
    names = tuple(sorted(name for name, value in state.committed_state.items() if held[name] != value))
    # As the ORM does once it has written: so it writes nothing twice, and reads anew after a rollback to a savepoint.
    state._commit_all(held, session.identity_map)  # noqa: SLF001
    session._register_altered([state])  # noqa: SLF001
    return Call(_update(type(one), names), {name: held[name] for name in ("id", *names)}) if names else None


def _change_of_record(session: Session, one: Record) -> Call | None:
    changes = one.changes()
    written(session, one, changes)
    return Call(_update(one.entity, tuple(changes)), {"id": vars(one)["id"], **changes}) if changes else None


def take_back(session: Session, one: Made) -> Made:
    """Return the object of a new row that was gathered, as a member of the session, as if it had been read.

    The row is written before whatever is asked next, and at the latest with the commit. Where each statement stands
    alone the session writes nothing, and the object belongs to nobody.
    """
    return object_of(one) if ALONE in session.info else member_of(session, one)


def _values(one: Base) -> Mapping[str, Any]:
    """Return what an object is written with; what was left out gets its default."""
    held, columns = vars(one), _columns(type(one))
    for name in columns.keys() - held.keys():
        held[name] = _default(columns[name])
    return {name: held[name] for name in columns}


@cache
def _defaults(entity: Hashable) -> Sequence[tuple[str, Column[Any]]]:
    """Return the columns of a class for which something stands where nothing is said."""
    return [(name, column) for name, column in _columns(entity).items() if column.default is not None]


def _default(column: Column[Any]) -> Any:
    default = column.default
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg  # type: ignore[attr-defined]


@cache
def _columns(entity: Hashable) -> Mapping[str, Column[Any]]:
    """Return the columns of a class by the names of their attributes."""
    mapper = inspect(entity)
    named: dict[str, Any] = {mapper.get_property_by_column(column).key: column for column in mapper.local_table.c}
    return named


def _statement(kinds: tuple[Write, ...]) -> Prepared:
    """Return the statement that writes one row of each kind, and does the rest side by side with that."""
    written = (kind(number).cte(f"row_{number}") for number, kind in enumerate(kinds))
    return Prepared(select(literal_column("1").label("written")).add_cte(*written))


@cache
def _update(entity: Hashable, names: tuple[str, ...]) -> Write:
    """Return what makes the update of these attributes of one object."""
    table: Any = inspect(entity).local_table
    columns = _columns(entity)

    def write(number: int) -> Update:
        given = {name: bindparam(f"{name}_{number}", type_=columns[name].type) for name in ("id", *names)}
        changes = {columns[name].key: given[name] for name in names}
        return update(table).where(table.c.id == given["id"]).values(changes)

    return write


@cache
def _insert(entity: Hashable, names: tuple[str, ...]) -> Write:
    """Return what makes the insert of one row with these columns."""
    table: Any = inspect(entity).local_table
    columns = _columns(entity)

    def write(number: int) -> Insert:
        values = {columns[name].key: bindparam(f"{name}_{number}", type_=columns[name].type) for name in names}
        return cast("Insert", table.insert().values(values))

    return write
