"""Rows that are read and changed like objects of a mapped class, without the books that the ORM keeps on these.

For what every act reads, changes a little and writes again at once: there the ORM's books cost several times what is
done. A record belongs to no session. Where the session holds the object of the same row, that is kept like the record:
when it is read, and when what changed is written.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy import inspect
from sqlalchemy.orm.attributes import instance_state, set_committed_value

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Entity = TypeVar("Entity")


class Record:
    """One row of the table of ``entity``: each attribute a column, as it was read, or set since.

    ``read`` are the values as they were read, in the order of ``held``; a row that is new has none.
    """

    __slots__ = ("__dict__", "__weakref__", "entity", "read")

    def __init__(self, entity: Any, held: dict[str, Any], read: Sequence[Any] = ()) -> None:
        self.__dict__ = held
        self.entity, self.read = entity, read

    def __getattr__(self, name: str) -> Any:
        """Return what stands in a column that nobody set: nothing."""
        if name in _names(self.entity):
            return None
        raise AttributeError(f"{self.entity.__name__} has no {name}")

    def whole(self) -> dict[str, Any]:
        """Return what stands in every column."""
        return dict.fromkeys(_names(self.entity)) | vars(self)

    def changes(self) -> dict[str, Any]:
        """Return the attributes that are other than they were read, and take them as read from now on."""
        held = vars(self)
        found = {
            name: value
            for (name, value), was in zip(held.items(), self.read, strict=True)
            if value is not was and value != was
        }
        if found:
            self.read = list(held.values())
        return found


def loose(entity: type[Entity], names: Sequence[str], values: Sequence[Any]) -> Entity:
    """Return what was read of a row, to be used like an object that belongs to no session: nobody writes it here."""
    return cast("Entity", Record(entity, dict(zip(names, values, strict=True)), values))


def record(session: Session, entity: type[Entity], names: Sequence[str], values: Sequence[Any]) -> Entity:
    """Return what was read of a row of the table of a mapped class, to be used like an object of it."""
    found: Any = Record(entity, dict(zip(names, values, strict=True)), values)
    known = _held(session, found)
    if known is not None:
        _keep(known, vars(found))
    return cast("Entity", found)


def written(session: Session, one: Record, changes: Mapping[str, Any]) -> None:
    """Take what is written of a record over to the object of the same row, where the session holds it.

    After a rollback to a savepoint that is read anew.
    """
    known = _held(session, one)
    if known is not None:
        _keep(known, changes)
        session._register_altered([instance_state(known)])  # noqa: SLF001


def _held(session: Session, one: Record) -> object | None:
    held = session.identity_map
    # Mostly nothing is held; to ask for that costs less than to make a key.
    return held.get(_key(one.entity)((vars(one)["id"],))) if len(held) else None


def _keep(known: object, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        set_committed_value(known, name, value)


@cache
def _key(entity: Hashable) -> Any:
    """Return what makes the key of an object of a class among those that a session holds."""
    mapper: Any = inspect(entity)
    return mapper.identity_key_from_primary_key


@cache
def _names(entity: Hashable) -> frozenset[str]:
    mapper: Any = inspect(entity)
    return frozenset(mapper.column_attrs.keys())
