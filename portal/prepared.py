"""Statements that nearly every request asks: compiled once, and handed to the driver as they are.

SQLAlchemy's own way from a statement to an object costs several times what the database needs for the answer. It is
worth that everywhere but on the few statements that are asked all the time; those say so by being ``Prepared``. They
are written with the same models, run on the connection and in the transaction of the session, and values pass
through the same column types.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar, cast
from uuid import UUID

from psycopg import OperationalError
from sqlalchemy import (
    BindParameter,
    ClauseElement,
    ColumnElement,
    Connection,
    ReturnsRows,
    Select,
    bindparam,
    inspect,
    select,
)
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_state, manager_of_class, set_committed_value
from sqlalchemy.types import TypeEngine

from portal.asking import Answer, Question
from portal.db import Instant, aware
from portal.gathering import connection_of
from portal.records import Record, record

Entity = TypeVar("Entity")
Convert = Callable[[Any], Any]

ALONE = "alone"
"""In the ``info`` of a session whose statements stand alone: each commits by itself."""
_DIALECT = psycopg.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
"""PostgreSQL's own way of writing parameters, so that nothing is to be rewritten when a statement runs."""


class Prepared:
    """One statement; its values are given by the names of its ``bindparam``."""

    def __init__(self, statement: ClauseElement) -> None:
        compiled: Any = statement.compile(dialect=_DIALECT)
        self._text = str(compiled).encode()
        given = [_Given(name, compiled.binds[name]) for name in compiled.positiontup or ()]
        self._names = [one.name for one in given]
        self._fixed = {one.name: one.fixed for one in given if one.is_fixed}
        self._written = [(place, one.convert) for place, one in enumerate(given) if one.convert and not one.is_fixed]
        columns = list(statement.exported_columns) if isinstance(statement, ReturnsRows) else []
        self._row: Any = NamedTuple("Row", [(column.key, Any) for column in columns])  # type: ignore[misc]
        converters = [(number, _reader(column.type)) for number, column in enumerate(columns)]
        self._taken = [(number, convert) for number, convert in converters if convert is not None]

    def first(self, session: Session, **values: Any) -> Any:
        """Return the first row, its columns by their names, or ``None``."""
        rows = self.all(session, **values)
        return rows[0] if rows else None

    def all(self, session: Session, **values: Any) -> list[Any]:
        """Return every row, its columns by their names."""
        return self.rows(self._ask(session, values))

    def run(self, session: Session, **values: Any) -> int:
        """Run a statement that changes rows, and return how many it changed."""
        return self._ask(session, values).count

    def question(self, values: dict[str, Any]) -> Question:
        """Return what is said to the server."""
        held = self._fixed | values if self._fixed else values
        return self._said([held[name] for name in self._names])

    def in_order(self, names: Sequence[str]) -> Callable[[Sequence[Any]], Question]:
        """Return what makes the question of values alone, when they come in the order of these names."""
        places = {name: place for place, name in enumerate([*names, *self._fixed])}
        order, fixed = [places[name] for name in self._names], list(self._fixed.values())

        def question(values: Sequence[Any]) -> Question:
            held = [*values, *fixed]
            return self._said([held[place] for place in order])

        return question

    def _said(self, given: list[Any]) -> Question:
        for place, convert in self._written:
            given[place] = convert(given[place])
        return self._text, given

    def rows(self, answer: Answer) -> list[Any]:
        """Return the rows of an answer, their columns by their names."""
        if not self._taken:
            return answer.rows(self._row._make)
        return [self._row._make(self._read(row)) for row in answer.rows(list)]

    def _ask(self, session: Session, values: dict[str, Any]) -> Answer:
        (answer,) = ask(session, self.question(values))
        return answer

    def _read(self, row: list[Any]) -> list[Any]:
        for number, convert in self._taken:
            row[number] = convert(row[number])
        return row


def ask(session: Session, *questions: Question) -> list[Answer]:
    """Ask the session's connection, with everything written that waits to be, as before any query.

    The questions go together, so none may wait for the answer to another; each sees what was done before it.
    """
    connection = _connection(session)
    driver: Any = connection.connection.driver_connection
    try:
        answers: list[Answer] = driver.ask(*questions)
    except OperationalError as error:
        if driver.closed:
            # The pool learns of a lost connection only from us, since the driver was spoken to directly.
            connection.invalidate(error)
        raise
    return answers


def firsts(session: Session, *asked: tuple[Prepared, dict[str, Any]]) -> list[Any]:
    """Return the first row of each statement, or ``None``: asked in one breath, one after the other.

    So what the first locks is read by the next as it is once it is locked.
    """
    answers = ask(session, *(one.question(values) for one, values in asked))
    return [next(iter(one.rows(answer)), None) for (one, _values), answer in zip(asked, answers, strict=True)]


def _connection(session: Session) -> Connection:
    """Return the connection of the session, with everything written that waits to be, as before any query."""
    if ALONE in session.info:
        # What stands alone has nothing that waits, and needs no connection from the pool.
        return cast("Connection", session.bind)
    if session.autoflush:
        session.flush()
    return connection_of(session)


class PreparedEntity(Prepared, Generic[Entity]):
    """A query for one object of a mapped class."""

    def __init__(self, entity: type[Entity], statement: Select[Any]) -> None:
        super().__init__(statement)
        self._entity = entity

    def one_or_none(self, session: Session, **values: Any) -> Entity | None:
        """Return the object as a member of the session, or ``None``; what the session holds already stays as it is."""
        row = self.first(session, **values)
        return None if row is None else self._member(session, row)

    def all_of(self, session: Session, **values: Any) -> list[Entity]:
        """Return every object as a member of the session."""
        return [self._member(session, row) for row in self.all(session, **values)]

    def fresh(self, session: Session, **values: Any) -> Entity | None:
        """Return the object as the row says, also where the session held it already: for what was just locked."""
        return self.fresh_of(session, self.first(session, **values))

    def fresh_of(self, session: Session, row: Any) -> Entity | None:
        """Return the object of a row that was read, as ``fresh`` does."""
        found: Entity | None = None if row is None else _member(session, self._entity, row._asdict(), fresh=True)
        return found

    def record_of(self, session: Session, row: Any) -> Entity | None:
        """Return what was read to be used like the object, with none of the ORM's books (`portal/records.py`)."""
        return None if row is None else record(session, self._entity, row._fields, row)

    def _member(self, session: Session, row: Any) -> Entity:
        found: Entity = _member(session, self._entity, row._asdict())
        return found


class PreparedRow(Prepared):
    """A query for one row in which objects of several classes lie, and what else is asked beside them.

    ``narrow`` is given the query on the first class, and joins the others.
    """

    def __init__(
        self,
        entities: Sequence[type[Any]],
        beside: Sequence[ColumnElement[Any]],
        narrow: Callable[[Select[Any]], Select[Any]],
    ) -> None:
        tables = [inspect(entity).local_table for entity in entities]
        columns = [column.label(f"{table.name}_{column.key}") for table in tables for column in table.c]
        super().__init__(narrow(select(*columns, *beside).select_from(tables[0])))
        self._parts: list[tuple[type[Any], list[str], slice]] = []
        first = 0
        for entity, table in zip(entities, tables, strict=True):
            after = first + len(table.c)
            self._parts.append((entity, [column.key for column in table.c], slice(first, after)))
            first = after
        self._beside = slice(first, None)

    def records_of(self, session: Session, row: Any) -> tuple[Any, ...] | None:
        """Return what was read to be used like the objects (`portal/records.py`), then what lies beside them."""
        if row is None:
            return None
        said = [record(session, entity, names, row[where]) for entity, names, where in self._parts]
        return (*said, *row[self._beside])


class PreparedKey(PreparedEntity[Entity]):
    """The query for the object with a key; what the session holds already is not asked for."""

    def __init__(self, entity: type[Entity]) -> None:
        table: Any = entity
        super().__init__(entity, select(table).where(table.id == bindparam("id")))
        self._mapper: Any = inspect(entity)

    def get(self, session: Session, key: UUID) -> Entity:
        """Return the object that must be there."""
        known: Entity | None = session.identity_map.get(self._mapper.identity_key_from_primary_key((key,)))
        if known is not None:
            # What was expired is read by the ORM when somebody looks at it.
            return known
        with session.no_autoflush:
            found = self.one_or_none(session, id=key)
        # Only what is not there yet can be among what waits to be written.
        found = found or self.one_or_none(session, id=key)
        if found is None:
            raise NoResultFound(f"no {self._entity.__name__} has this key")
        return found


def of_row(entity: type[Entity], values: dict[str, Any]) -> Entity:
    """Return the object of a row of its table, whose key is ``id``: one that was loaded and belongs to no session."""
    manager = manager_of_class(entity)
    found: Entity = manager.new_instance()
    vars(found).update(values)
    instance_state(found).key = manager.mapper.identity_key_from_primary_key((values["id"],))
    return found


def object_of(read: Entity) -> Entity:
    """Return the object of a record, which belongs to no session."""
    found: Any = read
    return of_row(found.entity, found.whole()) if isinstance(found, Record) else read


def member_of(session: Session, read: Entity) -> Entity:
    """Return the object of a record as a member of the session, for whoever hands it to the ORM."""
    if not isinstance(read, Record):
        return read
    found: Entity = _member(session, read.entity, read.whole(), fresh=True)
    return found


def _member(session: Session, entity: type[Any], values: dict[str, Any], *, fresh: bool = False) -> Any:
    """Return the object of a row as a member of the session; ``fresh``: as the row says, also where it was held."""
    found = of_row(entity, values)
    key: Any = instance_state(found).key
    known = session.identity_map.get(key)
    if known is None:
        # What was just read has nothing beside it that would have to be added too, which ``add`` looks for.
        session._save_or_update_impl(instance_state(found))  # noqa: SLF001
        return found
    if fresh:
        for name, value in values.items():
            set_committed_value(known, name, value)
    return known


class _Given:
    """One parameter: under which name its value is given, and how the driver wants it."""

    def __init__(self, name: str, bind: BindParameter[Any]) -> None:
        self.name = name
        self.convert: Convert | None = _writer(bind.type)
        self.is_fixed = not bind.required
        """Whether its value stands in the statement itself."""
        self.fixed = self.convert(bind.effective_value) if self.convert else bind.effective_value


def _writer(kind: TypeEngine[Any]) -> Convert | None:
    """Return what makes what the driver takes of a value, if anything is to be made."""
    return aware if isinstance(kind, Instant) else kind.dialect_impl(_DIALECT).bind_processor(_DIALECT)


def _reader(kind: TypeEngine[Any]) -> Convert | None:
    """Return what makes a value of what the driver gives, if anything is to be made."""
    # Every connection speaks UTC, so an instant arrives as it is to be read.
    return None if isinstance(kind, Instant) else kind.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
