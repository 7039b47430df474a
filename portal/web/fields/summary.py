"""The errors of a form as the summary at the head of the page lists them: each with the input that it leads to."""

from collections.abc import Iterator
from typing import Any

import wtforms

from forms.fields.inputs import AnswerField, PartsField
from forms.fields.rows_field import RowsField
from portal.web.language import gettext


def errors_of(form: wtforms.Form) -> list[tuple[str, str]]:
    """Return (message, id of the input) in the order of the fields; the id is empty for the form as a whole."""
    found = [pair for field in form for pair in _errors(field)]
    found.extend((str(message), "") for message in form.form_errors)
    return found


def _errors(field: Any) -> Iterator[tuple[str, str]]:
    inner = [(words, id_) for place, cell in _inside(field) for words, id_ in _placed(place, cell)]
    if inner:
        yield from inner
        return
    for message in field.errors:
        yield (str(message) if isinstance(field, AnswerField) else gettext(str(message))), first_input(field)


def _inside(field: Any) -> Iterator[tuple[str, AnswerField]]:
    """Yield what a field is made of, each with the words for its place: the row of a table, the name of a block."""
    if isinstance(field, RowsField):
        for number, row in enumerate(field.rows, 1):
            yield from ((gettext("Dòng %(n)s", n=number), cell) for cell in row.cells)
    elif isinstance(field, AnswerField):
        yield from ((str(field.label.text), cell) for cell in field.inner())


def _placed(place: str, cell: AnswerField) -> Iterator[tuple[str, str]]:
    """Yield the errors of a cell: the same words may stand in every row."""
    if cell.errors:
        yield from ((f"{place}: {words}", id_) for words, id_ in _errors(cell))


def first_input(field: Any) -> str:
    """Return the id of the input of a field that has to be mended, the first where there are several."""
    return str(field.part_id(field.wrong_part())) if isinstance(field, PartsField) else str(field.id)
