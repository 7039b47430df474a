"""Statements that nearly every request asks: compiled once, and handed to the driver as they are.

SQLAlchemy's own way from a statement to an object costs several times what the database needs for the answer. It is
worth that everywhere but on the few statements that are asked all the time; those say so by being ``Prepared``. They
are written with the same models, run on the connection and in the transaction of the session, and values pass
through the same column types.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ClauseElement, Connection, Select, inspect
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_state, manager_of_class
from sqlalchemy.orm.util import identity_key
from sqlalchemy.types import TypeEngine

from portal.db import Instant

Entity = TypeVar("Entity")
Convert = Callable[[Any], Any]

_DIALECT = psycopg.dialect()  # type: ignore[no-untyped-call]


class Prepared:
    """One statement; its values are given by the names of its ``bindparam``."""

    def __init__(self, statement: ClauseElement) -> None:
        compiled = statement.compile(dialect=_DIALECT)
        self._text = str(compiled)
        binds: dict[str, Any] = getattr(compiled, "binds", {})
        self._given = _converters({name: bind.type for name, bind in binds.items()}, "bind")
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        self._row: Any = NamedTuple("Row", [(column.key, Any) for column in columns])  # type: ignore[misc]
        self._taken = _converters({number: column.type for number, column in enumerate(columns)}, "result")

    def first(self, session: Session, **values: Any) -> Any:
        """Return the first row, its columns by their names, or ``None``."""
        row = self._execute(session, values).fetchone()
        return None if row is None else self._row._make(self._read(row))

    def run(self, session: Session, **values: Any) -> int:
        """Run a statement that changes rows, and return how many it changed."""
        count: int = self._execute(session, values).rowcount
        return count

    def _execute(self, session: Session, values: dict[str, Any]) -> Any:
        session.flush()
        # What stands on one connection needs none from the pool.
        bind = session.bind
        connection: Any = (bind if isinstance(bind, Connection) else session.connection()).connection.driver_connection
        for name, convert in self._given:
            values[name] = convert(values[name])
        return connection.execute(self._text, values)

    def _read(self, row: tuple[Any, ...]) -> Any:
        if not self._taken:
            return row
        read = list(row)
        for number, convert in self._taken:
            read[number] = convert(read[number])
        return read


class PreparedEntity(Prepared, Generic[Entity]):
    """A query for one object of a mapped class."""

    def __init__(self, entity: type[Entity], statement: Select[Any]) -> None:
        super().__init__(statement)
        self._entity = entity

    def one_or_none(self, session: Session, **values: Any) -> Entity | None:
        """Return the object as a member of the session, or ``None``; what the session holds already stays as it is."""
        row = self.first(session, **values)
        if row is None:
            return None
        found = of_row(self._entity, row._asdict())
        known: Entity | None = session.identity_map.get(inspect(found).key)
        if known is not None:
            return known
        session.add(found)
        return found


def of_row(entity: type[Entity], values: dict[str, Any]) -> Entity:
    """Return the object of a row of its table, whose key is ``id``: one that was loaded and belongs to no session."""
    found: Entity = manager_of_class(entity).new_instance()
    found.__dict__.update(values)
    instance_state(found).key = identity_key(entity, values["id"])
    return found


def _converters(types: dict[Any, TypeEngine[Any]], way: str) -> list[tuple[Any, Convert]]:
    found: list[tuple[Any, Convert]] = []
    for name, kind in types.items():
        impl = kind.dialect_impl(_DIALECT)
        convert = impl.bind_processor(_DIALECT) if way == "bind" else impl.result_processor(_DIALECT, None)
        # Every connection speaks UTC, so an instant arrives as it is to be read.
        if convert is not None and not (way == "result" and isinstance(kind, Instant)):
            found.append((name, convert))
    return found
