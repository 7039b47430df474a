"""A table: the same few questions, row after row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms.checks import read_checks
from forms.errors import InvalidAnswer
from forms.expressions import Expression, Failed, ValueType, rows
from forms.fields.base import Around, FieldType, Json, Raw, both
from forms.fields.cells import Blueprint
from forms.fields.inputs import unbound
from forms.fields.row_conditions import (
    broken,
    expressions_of,
    is_conditional,
    lacking,
    left_of,
    may_lack,
    note_failures,
)
from forms.fields.rows_field import MOST_ROWS, RowsField, in_digits
from forms.fields.rows_keys import ChecksKey, ColumnsKey, beside_columns
from forms.key_kinds import WholeKey
from forms.keys import Place
from forms.spec import Check, FieldSpec, say

ID = "_id"
"""The key of a row's stable id, beside its columns."""
_ROW_ID = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class RowsOptions:
    """How many rows at least and at most, and the columns with their types."""

    min: int = 0
    max: int = MOST_ROWS
    columns: tuple[tuple[FieldSpec, FieldType[Any]], ...] = ()
    settled: tuple[tuple[FieldSpec, FieldType[Any]], ...] = ()
    """The columns with something computed in them, and those that hang on a condition."""
    checks: tuple[Check, ...] = ()
    """What the answers of one row must fulfil together."""
    judged: bool = False
    """Whether a requirement or a check of a row is an expression."""
    needed: frozenset[str] = frozenset()
    """The columns that every row answers, whatever else it holds."""
    hanging: tuple[tuple[FieldSpec, FieldType[Any]], ...] = ()
    """The columns that a row may have to answer, as a condition says."""


def in_lines(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Return a table in words, a line of text for each of its lines."""
    return "\n".join(
        "; ".join(f"{head}: {_in_line(cell)}" for head, cell in zip(heads, line, strict=True) if cell) for line in lines
    )


def _in_line(words: str) -> str:
    return " ".join(f"({line})" for line in words.split("\n")) if "\n" in words else words


def give_ids(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows, each with an id of its own: the one it has, or the next number."""
    taken: set[str] = set()
    last = max((int(row[ID]) for row in values if _ROW_ID.fullmatch(str(row.get(ID, "")))), default=0)
    given = []
    for row in values:
        identity = str(row.get(ID, ""))
        if not _ROW_ID.fullmatch(identity) or identity in taken:
            last += 1
            identity = str(last)
        taken.add(identity)
        given.append({**row, ID: identity})
    return given


def _is_needed(column: FieldSpec, one: FieldType[Any]) -> bool:
    """Say whether every row has to answer a column."""
    return one.asked and column.required is True and not is_conditional(column, one)


def _settles(column: FieldSpec, one: FieldType[Any]) -> bool:
    """Say whether anything is computed in a column, or hangs on the row."""
    return (
        not one.asked
        or is_conditional(column, one)
        or (isinstance(column.options, RowsOptions) and bool(column.options.settled))
    )


class RowsType(FieldType[RowsOptions]):
    """A table of rows; an answer is a list of mappings from column to value, each with a stable ``_id``."""

    name = "rows"
    takes_default = False
    about = both("Bảng nhiều dòng.", "A table of rows.")
    options_class = RowsOptions
    keys = (
        ColumnsKey(name="fields", doc="The columns.", needed=True, default=()),
        ChecksKey(name="checks", doc="What the answers of one row must fulfil together."),
        WholeKey(name="min", doc="How many rows at least.", most=MOST_ROWS, default=0),
        WholeKey(name="max", doc="How many rows at most.", least=1, most=MOST_ROWS, default=MOST_ROWS),
    )
    required_message = "required_rows"

    def __init__(self, types: Mapping[str, FieldType[Any]]) -> None:
        """Keep the types that columns may have."""
        self.types = types

    def options(self, values: dict[str, Any], place: Place) -> RowsOptions | None:
        """Check that the numbers can be met."""
        columns = tuple((column, self.types[column.type]) for column in values["fields"])
        settled = tuple(pair for pair in columns if _settles(*pair))
        checks = read_checks(values["checks"], values["fields"], beside_columns(place, columns))
        judged = bool(checks) or any(isinstance(column.required, Expression) for column, _ in columns)
        needed = frozenset(column.name for column, one in columns if _is_needed(column, one))
        hanging = tuple(pair for pair in columns if may_lack(*pair))
        own = RowsOptions(values["min"], values["max"], columns, settled, checks, judged, needed, hanging)
        if own.min > own.max:
            place.within("min").wrong(f"min {own.min} is above max {own.max}", "swap them")
        return own

    def columns(self, values: dict[str, Any]) -> tuple[FieldSpec, ...]:
        """Return the nested fields."""
        found: tuple[FieldSpec, ...] = values["fields"]
        return found

    def each(self, spec: FieldSpec) -> tuple[tuple[FieldSpec, FieldType[Any]], ...]:
        """Return every column with its type."""
        return self.own(spec).columns

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see a table of these columns."""
        return rows({column.name: kind for column, one in self.each(spec) if (kind := one.value_type(column))})

    def conditions(self, spec: FieldSpec) -> Iterator[Expression]:
        """Return every expression of the columns."""
        return expressions_of(self.each(spec))

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """Return rows of inputs."""
        return unbound(RowsField, spec, self, language, {"blueprint": Blueprint(self.each(spec), language)})

    def read(self, spec: FieldSpec, raw: Raw) -> list[dict[str, Any]] | None:
        """Return the rows; a row in which nothing is typed is passed over."""
        found = []
        for typed in raw:
            row = self._row(spec, typed)
            if row:
                found.append({**row, ID: typed.get(ID, "")})
        return self.counted(spec, found)

    def _row(self, spec: FieldSpec, typed: Mapping[str, Raw]) -> dict[str, Any]:
        row = {
            column.name: value
            for column, one in self.each(spec)
            if column.name in typed and not one.blank(value := one.read(column, typed[column.name]))
        }
        return self.whole(spec, row)

    def whole(self, spec: FieldSpec, row: dict[str, Any]) -> dict[str, Any]:
        """Return the row when every column that is always required is answered or none is."""
        if row and not self.own(spec).needed <= row.keys():
            raise InvalidAnswer("cells")
        return row

    def counted(self, spec: FieldSpec, found: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
        """Return the rows with ids when their number fits."""
        own = self.own(spec)
        if not found:
            return None
        if len(found) < own.min:
            raise InvalidAnswer("too_few_rows", least=own.min)
        if len(found) > own.max:
            raise InvalidAnswer("too_many_rows", most=in_digits(own.max))
        return give_ids(found)

    def kept(self, found: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
        """Return the rows of an unfinished table, whatever their number."""
        return give_ids(found) or None

    def check(self, spec: FieldSpec, value: list[dict[str, Any]], around: Around) -> None:
        """Check every cell against the day, the conditions and the answers of its own row."""
        own = {column.name for column in spec.fields}
        outside = {name: answer for name, answer in around.answers.items() if name not in own}
        values = {name: answer for name, answer in around.values.items() if name not in own} | outside
        wrong = [
            error
            for at, row in enumerate(value)
            for error in self._wrong(spec, at, row, Around(around.today, {**outside, **row}, {**values, **row}))
        ]
        if wrong:
            raise InvalidAnswer.together(wrong)

    def _wrong(self, spec: FieldSpec, at: int, row: Mapping[str, Any], beside: Around) -> Iterator[InvalidAnswer]:
        for column, one in self.each(spec):
            if column.name in row:
                try:
                    one.check(column, row[column.name], beside)
                except InvalidAnswer as error:
                    yield error.within(at, column.name, label=column.label)
        own = self.own(spec)
        found = [*lacking(own.hanging, row, beside.values), *broken(own.checks, own.columns, beside.values)]
        for column, problem in found:
            yield problem.within(at, column.name, label=column.label)

    def settle(self, spec: FieldSpec, value: Any, values: Mapping[str, Any]) -> Any:
        """Return the rows with their computed columns, and without the cells that are not asked in them."""
        if not value or not (self.own(spec).settled or self.own(spec).judged):
            return value
        # A column hides a field of the same name, answered or not.
        own = {column.name for column in spec.fields}
        around = {name: one for name, one in values.items() if name not in own}
        failed: list[Failed] = []
        settled = [self._settled(spec, row, around, failed) for row in value]
        return Failed(failed[0].message, settled) if failed else settled

    def _settled(
        self, spec: FieldSpec, row: Mapping[str, Any], around: Mapping[str, Any], failed: list[Failed]
    ) -> dict[str, Any]:
        own, settled = self.own(spec), dict(row)
        for column, one in own.settled:
            kept = settled.pop(column.name, None)
            value = left_of(column, one, kept, {**around, **settled}, failed)
            if not one.blank(value):
                settled[column.name] = value
        if own.judged:
            note_failures(own.columns, own.checks, {**around, **settled}, failed)
        return settled

    def typed(self, spec: FieldSpec, value: list[dict[str, Any]]) -> Raw:
        """Return what would be typed, row by row."""
        return [self._each_cell(spec, row, "typed") for row in value]

    def store(self, spec: FieldSpec, value: list[dict[str, Any]]) -> Json:
        """Return the rows with their ids."""
        return [self._each_cell(spec, row, "store") for row in value]

    def _each_cell(self, spec: FieldSpec, row: Mapping[str, Any], verb: str) -> dict[str, Any]:
        """Return the row's id and what the type of each answered column makes of its cell."""
        cells = {
            column.name: getattr(one, verb)(column, row[column.name])
            for column, one in self.each(spec)
            if column.name in row
        }
        return {ID: row.get(ID, ""), **cells}

    def load(self, spec: FieldSpec, data: Json) -> list[dict[str, Any]] | None:
        """Take a list of mappings only."""
        if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
            raise InvalidAnswer("wrong_kind")
        found = [self._each_cell(spec, row, "load") for row in data]
        for row in found:
            self.whole(spec, row)
        return self.counted(spec, found)

    def show(self, spec: FieldSpec, value: list[dict[str, Any]], language: str) -> str:
        """Return the table as lines of text, the lines of a table inside it in brackets; ``table`` gives its cells."""
        return in_lines(*self.table(spec, value, language))

    def on_paper(self, spec: FieldSpec, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the rows as mappings from column to words, a table inside them as such rows again."""
        return [
            {
                column.name: one.on_paper(column, row[column.name]) if column.name in row else ""
                for column, one in self.each(spec)
            }
            for row in value
        ]

    def table(
        self, spec: FieldSpec, value: list[dict[str, Any]], language: str
    ) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Return the heads and the cells in words."""
        columns = list(self.each(spec))
        heads = tuple(say(column.label, language) for column, _ in columns)
        lines = tuple(
            tuple(one.show(column, row[column.name], language) if column.name in row else "" for column, one in columns)
            for row in value
        )
        return heads, lines
