"""Writes new objects without the unit of work of the ORM: one prepared statement for all of them.

For the few places that write many new rows at once and are asked for often: there the ORM's own way costs several
times what the database needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, cast

from sqlalchemy import Column, bindparam, inspect
from sqlalchemy.orm import Session, make_transient_to_detached

from portal.db import Base, GatheringSession
from portal.prepared import Prepared

Kinds = tuple[type[Base], ...]


@contextmanager
def new_rows(session: Session) -> Iterator[None]:
    """Write what the block adds at the end of the block, by one statement.

    So rows may refer to one another, whatever their order. What was written belongs to no session. Raises the driver's
    own errors; when the block raises, nothing is written.
    """
    gathering = cast("GatheringSession", session)
    waiting: list[Base] = []
    gathering.gathered = waiting
    try:
        yield
    finally:
        gathering.gathered = None
    _write(session, waiting)


def _write(session: Session, waiting: Sequence[Base]) -> None:
    values: dict[str, Any] = {}
    for number, one in enumerate(waiting):
        values |= _values(one, number)
    if waiting:
        _insert(tuple(type(one) for one in waiting)).run(session, **values)


def take_back(session: Session, one: Base) -> None:
    """Make an object that was written this way a member of the session again, as if it had been read."""
    make_transient_to_detached(one)
    session.add(one)


def _values(one: Base, number: int) -> dict[str, Any]:
    """Return what ``one`` is written with, named apart from the others; what was left out gets its default."""
    held = vars(one)
    for name, column in _columns(type(one)).items():
        if name not in held:
            held[name] = _default(column)
    return {f"{name}_{number}": held[name] for name in _columns(type(one))}


def _default(column: Column[Any]) -> Any:
    default = column.default
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg  # type: ignore[attr-defined]


@cache
def _columns(entity: type[Base]) -> Mapping[str, Column[Any]]:
    """Return the columns of a class by the names of their attributes."""
    mapper = inspect(entity)
    named: dict[str, Any] = {mapper.get_property_by_column(column).key: column for column in mapper.local_table.c}
    return named


@cache
def _insert(kinds: Kinds) -> Prepared:
    """Return the statement that writes one object of each class: inserts side by side."""
    inserts = []
    for number, entity in enumerate(kinds):
        table: Any = inspect(entity).local_table
        columns = _columns(entity).items()
        values = {column.key: bindparam(f"{name}_{number}", type_=column.type) for name, column in columns}
        inserts.append(table.insert().values(values))
    *others, last = inserts
    return Prepared(last.add_cte(*(one.cte(f"new_{number}") for number, one in enumerate(others))))
