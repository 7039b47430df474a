"""The errors of a form as the summary at the head of the page lists them: each with the input that it leads to."""

from collections.abc import Iterator
from typing import Any

import wtforms

from forms.fields.inputs import AnswerField, PartsField
from portal.web.language import gettext


def errors_of(form: wtforms.Form) -> list[tuple[str, str]]:
    """Return (message, id of the input) in the order of the fields; the id is empty for the form as a whole."""
    found = [pair for field in form for pair in _errors(field)]
    found.extend((str(message), "") for message in form.form_errors)
    return found


def _errors(field: Any) -> Iterator[tuple[str, str]]:
    cells = [cell for cell in field.inner() if cell.errors] if isinstance(field, AnswerField) else []
    if cells:
        for cell in cells:
            yield from _errors(cell)
        return
    for message in field.errors:
        yield (str(message) if isinstance(field, AnswerField) else gettext(str(message))), first_input(field)


def first_input(field: Any) -> str:
    """Return the id of the input of a field that has to be mended, the first where there are several."""
    return str(field.part_id(field.wrong_part())) if isinstance(field, PartsField) else str(field.id)
