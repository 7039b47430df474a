"""The WTForms field of a table: one small form a row, posted as ``name-0-column``.

Without script, ``name-add`` and ``name-remove-<n>`` are submit buttons: the page comes back with a row more or less
and everything else as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import wtforms
from markupsafe import Markup
from wtforms.utils import unset_value

from forms.errors import InvalidAnswer
from forms.fields import widgets
from forms.fields.inputs import AnswerField
from forms.spec import FieldSpec

if TYPE_CHECKING:
    from forms.fields.base import FieldType, Raw

_MOST_INDEX_DIGITS = 4


class RowsWidget:
    """Every cell with its label, and the buttons."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return one group a row and the button that adds one."""
        words = ("Xóa dòng", "Thêm dòng") if field.language == "vi" else ("Remove row", "Add row")
        button = Markup('<button name="{}" value="1">{}</button>')
        groups = []
        for number, row in enumerate(field.rows, 1):
            cells = Markup(" ").join(Markup("{} {}").format(cell.label(), cell(**kwargs)) for cell in row.cells())
            hidden = Markup('<input type="hidden" name="{}-_id" value="{}">').format(row.prefix, row.identity)
            inside = hidden + cells + button.format(row.remove_name, words[0])
            groups.append(widgets.fieldset(str(number), inside))
        return Markup("").join(groups) + button.format(f"{field.name}-add", words[1])


class Row:
    """One row on the page: its cells, its id, and the name of the button that removes it."""

    def __init__(self, name: str, index: int, identity: str, form: wtforms.Form) -> None:
        """Keep the row's form."""
        self.index = index
        self.identity = identity
        self.form = form
        self.prefix = f"{name}-{index}"
        self.remove_name = f"{name}-remove-{index}"

    def cells(self) -> list[AnswerField]:
        """Return the fields of the row in the order of the columns."""
        return list(self.form)  # type: ignore[arg-type]

    def refused(self) -> bool:
        """Say whether any cell cannot be read."""
        return any(cell.process_errors for cell in self.cells())

    def values(self) -> dict[str, Any]:
        """Return the answered cells by column."""
        return {
            cell.spec.name: cell.data
            for cell in self.cells()
            if cell.field_type.asked and not cell.field_type.blank(cell.data)
        }

    def empty(self) -> bool:
        """Say whether nothing at all is typed in the row."""
        return not self.values() and not self.refused()


def row_form(columns: list[tuple[FieldSpec, FieldType[Any]]], language: str) -> type[wtforms.Form]:
    """Return the form class of one row."""
    return type("RowForm", (wtforms.Form,), {column.name: one.bind(column, language) for column, one in columns})


class RowsField(AnswerField):
    """A table of small forms."""

    widget: Any = RowsWidget()

    def __init__(self, *, row_class: type[wtforms.Form], **kwargs: Any) -> None:
        """Keep the class of a row's form."""
        super().__init__(**kwargs)
        self.row_class = row_class
        self.rows: list[Row] = []

    def empty(self) -> Raw:
        """Return no rows."""
        return []

    def is_posted(self, formdata: Any) -> bool:
        """Say whether any row or button of the table was sent."""
        return any(key.startswith(f"{self.name}-") for key in formdata)

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Sequence[Any] | None = None) -> None:
        """Make a small form of each stored or posted row."""
        stored = [] if data is unset_value or data is None else data
        if formdata is None:
            self.rows = [self._row(index, row.get("_id", ""), None, row) for index, row in enumerate(stored)]
        super().process(formdata, data, extra_filters)

    def _row(self, index: int, identity: str, formdata: Any, data: dict[str, Any] | None = None) -> Row:
        return Row(self.name, index, identity, self.row_class(formdata, prefix=f"{self.name}-{index}-", data=data))

    def collect(self, formdata: Any) -> Raw:
        """Take the posted rows, and do what a pressed button asks."""
        pattern = re.compile(rf"{re.escape(self.name)}-(\d{{1,{_MOST_INDEX_DIGITS}}})-", re.ASCII)
        indexes = sorted({int(match.group(1)) for key in formdata if (match := pattern.match(key))})
        most = self.field_type.own(self.spec).max
        computed = {row.get("_id"): row for row in self.object_data or []}
        self.rows = []
        for index in indexes[: most + 1]:
            identity = (formdata.getlist(f"{self.name}-{index}-_id") or [""])[0]
            self.rows.append(self._row(index, identity, formdata, computed.get(identity)))
        self._press(formdata, most)
        return [{cell.spec.name: cell.raw for cell in row.cells()} | {"_id": row.identity} for row in self.rows]

    def _press(self, formdata: Any, most: int) -> None:
        kept = [row for row in self.rows if row.remove_name not in formdata]
        adding = f"{self.name}-add" in formdata
        self.pressed = adding or len(kept) < len(self.rows)
        self.rows = kept
        if adding and len(kept) < most:
            self.rows.append(self._row(max((row.index for row in kept), default=-1) + 1, "", None))

    def blank_row(self) -> Row:
        """Return an empty row to show where there is none yet."""
        return self._row(max((row.index for row in self.rows), default=-1) + 1, "", None)

    def _read(self) -> None:
        filled = [row for row in self.rows if not row.empty()]
        refused = [row for row in filled if self._refuses(row)]
        found = [{**row.values(), "_id": row.identity} for row in filled if row not in refused]
        if self.pressed:
            self.data = self.field_type.kept(found)  # type: ignore[attr-defined]
            return
        try:
            self.data = self.field_type.counted(self.spec, found)  # type: ignore[attr-defined]
        except InvalidAnswer as error:
            self.data = None
            self.refuse(error)
        if refused:
            self.data = None
            self.refuse(InvalidAnswer("cells"))

    def _refuses(self, row: Row) -> bool:
        """Say whether the row cannot be kept, and mark its required cells that nobody answered."""
        for cell in row.cells():
            required = cell.spec.required is True and cell.field_type.asked
            if required and not cell.process_errors and cell.field_type.blank(cell.data):
                cell.refuse(InvalidAnswer(cell.field_type.required_message))
        return row.refused()

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Pass every cell's errors on, then the table's own."""
        for row in self.rows:
            for cell in row.cells():
                cell.validate(row.form)
        return super().validate(form, extra_validators)
