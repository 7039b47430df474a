"""Writes new objects without the unit of work of the ORM: one prepared statement for all of them.

For the few places that write many new rows at once and are asked for often: there the ORM's own way costs several
times what the database needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy import ClauseElement, Column, Insert, bindparam, inspect, literal_column, select
from sqlalchemy.orm import Session, make_transient_to_detached

from portal.db import Base, GatheringSession
from portal.prepared import ALONE, Prepared

Write = Callable[[int], ClauseElement]
"""Makes an expression that calls a function of the database, or an insert of several rows; its values are named by this
number."""
Kinds = tuple[type[Base] | Write, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """What the database does together with the rows that are written: a function called, or several rows inserted."""

    write: Write
    values: Mapping[str, Any]


def together(session: Session, call: Call) -> bool:
    """Set ``call`` aside until the new rows are written; say no when nobody gathers any."""
    gathered = getattr(session, "gathered", None)
    if gathered is None:
        return False
    gathered.append(call)
    return True


@contextmanager
def new_rows(session: Session) -> Iterator[None]:
    """Write what the block adds at the end of the block, by one statement.

    So rows may refer to one another, whatever their order. What was written belongs to no session. Raises the driver's
    own errors; when the block raises, nothing is written.
    """
    gathering = cast("GatheringSession", session)
    waiting: list[Base | Call] = []
    gathering.gathered = waiting
    try:
        yield
    finally:
        gathering.gathered = None
    _write(session, waiting)


def _write(session: Session, waiting: Sequence[Base | Call]) -> None:
    values: dict[str, Any] = {}
    for number, one in enumerate(waiting):
        if isinstance(one, Call):
            values |= {f"{name}_{number}": value for name, value in one.values.items()}
        else:
            values |= _values(one, number)
    if waiting:
        kinds = tuple(one.write if isinstance(one, Call) else type(one) for one in waiting)
        _statement(kinds).run(session, **values)


def take_back(session: Session, one: Base) -> None:
    """Make an object that was written this way a member of the session again, as if it had been read.

    Where each statement stands alone the session writes nothing, and the object belongs to nobody.
    """
    if ALONE in session.info:
        return
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
def _statement(kinds: Kinds) -> Prepared:
    """Return the statement that writes one object of each class, inserts side by side, and calls the functions."""
    inserts, calls = [], []
    for number, kind in enumerate(kinds):
        made = _insert(kind, number) if isinstance(kind, type) else kind(number)
        if isinstance(made, Insert):
            inserts.append(made.cte(f"new_{number}"))
        else:
            calls.append(made)
    said: list[Any] = calls or [literal_column("1").label("written")]
    return Prepared(select(*said).add_cte(*inserts))


def _insert(entity: type[Base], number: int) -> Any:
    table: Any = inspect(entity).local_table
    columns = _columns(entity).items()
    values = {column.key: bindparam(f"{name}_{number}", type_=column.type) for name, column in columns}
    return table.insert().values(values)
