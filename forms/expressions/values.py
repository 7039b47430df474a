"""What an expression gives, and how Python values travel into CEL and back.

An expression is known, unknown (it reads what nobody has answered yet) or failed; it never raises.
Dates travel as midnight UTC, decimals as doubles; what CEL cannot hold exactly never decides about money,
which is whole đồng and travels as an integer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from forms.expressions.types import Kind, ValueType

Plain = object
"""A plain Python value: str, int, bool, Decimal, date, list or dict of these."""


@dataclass(frozen=True, slots=True)
class Known:
    """The expression has this value."""

    value: Plain


@dataclass(frozen=True, slots=True)
class Unknown:
    """The expression reads these names, which have no answer yet."""

    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Failed:
    """The expression cannot be computed: division by zero, too large a number, too much work."""

    message: str
    rest: Plain = None
    """What stays of a value of which only a part cannot be computed: a table without one of its cells."""


Value = Known | Unknown | Failed


def is_true(value: Value) -> bool:
    """Say whether a value is known and true; a 1 is not."""
    return isinstance(value, Known) and value.value is True


def to_cel(value: object, kind: ValueType) -> object:
    """Return ``value`` as CEL takes it; raise ``TypeError`` when it is not of this kind."""
    return _INTO[kind.kind](value, kind)


def follow(values: Mapping[str, object], path: tuple[str, ...]) -> object | None:
    """Return the value at ``path`` (``("identity", "full_name")``), ``None`` where nothing stands."""
    found: object = values
    for part in path:
        if not isinstance(found, Mapping):
            return None
        found = found.get(part)
    return found


def from_cel(value: object) -> Plain:
    """Return what CEL gave as a plain Python value; raise ``ValueError`` for infinity and no-number."""
    if isinstance(value, float):
        if not math.isfinite(value):
            message = "the result is not a finite number"
            raise ValueError(message)
        return Decimal(repr(value))
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, list):
        return [from_cel(item) for item in value]
    if isinstance(value, Mapping):
        return {key: from_cel(item) for key, item in value.items()}
    return value


def _refuse(value: object, kind: ValueType) -> TypeError:
    return TypeError(f"expected {kind.kind}, got {type(value).__name__}")


def _exactly(python_type: type) -> Callable[[object, ValueType], object]:
    def convert(value: object, kind: ValueType) -> object:
        if type(value) is not python_type:
            raise _refuse(value, kind)
        return value

    return convert


def _decimal(value: object, kind: ValueType) -> float:
    if isinstance(value, bool) or not isinstance(value, (Decimal, int, float)):
        raise _refuse(value, kind)
    return float(value)


def _date(value: object, kind: ValueType) -> datetime:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, date):
        raise _refuse(value, kind)
    return datetime(value.year, value.month, value.day, tzinfo=UTC)


def _texts(value: object, kind: ValueType) -> list[str]:
    if isinstance(value, str) or not isinstance(value, (list, tuple, set, frozenset)):
        raise _refuse(value, kind)
    if not all(isinstance(item, str) for item in value):
        raise _refuse(value, kind)
    return list(value)


def _record(value: object, kind: ValueType) -> dict[str, object]:
    if not isinstance(value, Mapping):
        raise _refuse(value, kind)
    return {key: _inner(value[key], part) for key, part in kind.parts.items() if value.get(key) is not None}


def _inner(value: object, kind: ValueType) -> object:
    """Return a value inside a map; the engine takes no date there, so a date travels as a text."""
    converted = to_cel(value, kind)
    return converted.isoformat() if isinstance(converted, datetime) else converted


def _rows(value: object, kind: ValueType) -> list[dict[str, object]]:
    if not isinstance(value, (list, tuple)):
        raise _refuse(value, kind)
    return [_record(row, kind) for row in value]


def _anything(value: object, _kind: ValueType) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return value


_INTO: dict[Kind, Callable[[object, ValueType], object]] = {
    Kind.TEXT: _exactly(str),
    Kind.WHOLE: _exactly(int),
    Kind.TRUTH: _exactly(bool),
    Kind.DECIMAL: _decimal,
    Kind.DATE: _date,
    Kind.TEXTS: _texts,
    Kind.RECORD: _record,
    Kind.ROWS: _rows,
    Kind.ANY: _anything,
}
