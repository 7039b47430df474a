"""The fields inside a field: the cells of a row, the boxes of a block; bound once and copied wherever they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import wtforms
from wtforms.utils import unset_value

from forms.errors import InvalidAnswer
from forms.spec import FieldSpec

if TYPE_CHECKING:
    from forms.fields.base import FieldType
    from forms.fields.inputs import AnswerField

Columns = Sequence[tuple[FieldSpec, "FieldType[Any]"]]


class Blueprint:
    """The cells of one row or block; to bind a field costs many times as much as to copy it."""

    def __init__(self, columns: Columns, language: str) -> None:
        """Keep what the cells are bound from."""
        self.columns = columns
        self.language = language

    @cached_property
    def first(self) -> list[AnswerField]:
        """Return the cells that are copied."""
        bound = {column.name: one.bind(column, self.language) for column, one in self.columns}
        form: Callable[[], wtforms.Form] = type("Cells", (wtforms.Form,), bound)
        return list(form())  # type: ignore[arg-type]

    def at(self, place: str, formdata: Any, data: Mapping[str, Any]) -> list[AnswerField]:
        """Return the cells named ``place-column``, with their stored values and over them what was posted."""
        cells = []
        for first in self.first:
            cell = first.copied(f"{place}-{first.spec.name}")
            cell.process(formdata, data.get(first.spec.name, unset_value))
            cells.append(cell)
        return cells


def refuse_empty(cells: Sequence[AnswerField]) -> None:
    """Mark every required cell that nobody answered; what a condition requires is judged with the whole form."""
    for cell in cells:
        required = cell.spec.required is True and cell.spec.when is None and cell.field_type.asked
        if required and not cell.process_errors and cell.field_type.blank(cell.data):
            cell.refuse(InvalidAnswer(cell.field_type.required_message))


def answered(cells: Sequence[AnswerField]) -> dict[str, Any]:
    """Return the answered cells by the names of their columns."""
    return {
        cell.spec.name: cell.data for cell in cells if cell.field_type.asked and not cell.field_type.blank(cell.data)
    }
