"""The keys of a table that hold more than a value: its columns, and the checks of a row."""

from __future__ import annotations

from dataclasses import dataclass

from forms.fields.row_conditions import Columns
from forms.keys import Key, Place, Schema, Wrong
from forms.spec import FieldSpec

MOST_LEVELS = 3
"""Rows in rows in rows: deeper, nobody finds the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnsKey(Key):
    """The columns: fields of their own."""

    def read(self, raw: object, place: Place) -> tuple[FieldSpec, ...]:
        """Return the columns, read by the parser."""
        if place.read_fields is None:
            raise Wrong(f"rows in rows go {MOST_LEVELS} levels deep", "ask for the inner rows in a table of their own")
        return place.read_fields(raw, place)

    def schema(self) -> Schema:
        """Return the JSON Schema of the columns."""
        return {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/column"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecksKey(Key):
    """A list of checks, read once the columns are known."""

    def read(self, raw: object, place: Place) -> object:
        """Leave the list as it is."""
        del place
        return raw

    def schema(self) -> Schema:
        """Return the JSON Schema of the list."""
        return {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/check"}}


def beside_columns(place: Place, columns: Columns) -> Place:
    """Return where checks of a row are read: they see every column, and the form so far."""
    scope = place.scope
    for column, one in columns:
        kind = one.value_type(column)
        scope = scope.plus(column.name, kind) if kind else scope
    return place.within("checks").scoped(scope)
