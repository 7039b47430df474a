"""What kinds of value an expression can read and give, without a word of CEL.

``ValueType`` describes one value: its kind, and where it is closed its codes or its named parts.
The constants and functions below are the whole vocabulary that other packages need.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of value; the words are the ones an author reads in a message."""

    TEXT = "text"
    WHOLE = "whole number"
    DECIMAL = "decimal number"
    TRUTH = "yes or no"
    DATE = "date"
    TEXTS = "list of texts"
    RECORD = "group of values"
    ROWS = "table of rows"
    ANY = "any value"


@dataclass(frozen=True, slots=True)
class ValueType:
    """One kind of value. ``codes`` closes a text or a list of texts; ``parts`` names keys or columns."""

    kind: Kind
    codes: tuple[str, ...] | None = None
    parts: Mapping[str, ValueType] = field(default_factory=dict)


TEXT = ValueType(Kind.TEXT)
WHOLE = ValueType(Kind.WHOLE)
DECIMAL = ValueType(Kind.DECIMAL)
TRUTH = ValueType(Kind.TRUTH)
DATE = ValueType(Kind.DATE)
TEXTS = ValueType(Kind.TEXTS)
ANY = ValueType(Kind.ANY)


def one_of(*codes: str) -> ValueType:
    """Return the type of a text that is one of ``codes``."""
    return ValueType(Kind.TEXT, codes=codes)


def some_of(*codes: str) -> ValueType:
    """Return the type of a list of texts, each one of ``codes``."""
    return ValueType(Kind.TEXTS, codes=codes)


def record(parts: Mapping[str, ValueType]) -> ValueType:
    """Return the type of a value with named parts: ``identity.full_name``."""
    return ValueType(Kind.RECORD, parts=dict(parts))


def rows(columns: Mapping[str, ValueType]) -> ValueType:
    """Return the type of a table whose rows have these columns."""
    return ValueType(Kind.ROWS, parts=dict(columns))
