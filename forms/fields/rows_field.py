"""The WTForms field of a table: a few cells a row, posted as ``name-0-column``.

The buttons ``name-add``, ``name-remove-<n>``, ``name-copy-<n>``, ``name-up-<n>`` and ``name-down-<n>`` submit the page,
so that no script is needed: it comes back with a row more or less or in another place, and everything else as typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup
from wtforms.utils import unset_value

from forms.errors import InvalidAnswer
from forms.fields import widgets
from forms.fields.base import Raw
from forms.fields.cells import Blueprint, answered, refuse_empty
from forms.fields.inputs import AnswerField
from forms.fields.number import grouped
from forms.fields.row_conditions import is_asked, is_conditional
from forms.fields.rows_sent import SentRows
from forms.spec import FieldSpec, Text, say

MOST_ROWS = 1_000
"""Rows of one table, and of all that one page posts for it with the tables inside it."""
_MOST_BLANK = 10
_TABLES = 2_048
_BUTTONS: Mapping[str, Text] = {
    "up": {"vi": "Chuyển lên", "en": "Move up"},
    "down": {"vi": "Chuyển xuống", "en": "Move down"},
    "copy": {"vi": "Chép dòng", "en": "Copy row"},
    "remove": {"vi": "Xóa dòng", "en": "Remove row"},
}
_ADD: Text = {"vi": "Thêm dòng", "en": "Add row"}
_BUTTON = Markup('<button name="{}" value="1">{}</button>')


def in_digits(number: int) -> Text:
    """Return a number as a sentence says it in each language."""
    return {language: grouped(number, language) for language in ("vi", "en")}


class RowsWidget:
    """Every cell with its label, and the buttons."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return one group a row and the button that adds one."""
        groups = []
        for number, row in enumerate(field.rows, 1):
            cells = Markup(" ").join(Markup("{} {}").format(cell.label(), cell(**kwargs)) for cell in row.cells)
            hidden = Markup('<input type="hidden" name="{}-_id" value="{}">').format(row.place, row.identity)
            buttons = [
                _BUTTON.format(f"{field.name}-{verb}-{row.index}", say(words, field.language))
                for verb, words in _BUTTONS.items()
            ]
            groups.append(widgets.fieldset(str(number), hidden + cells + Markup("").join(buttons)))
        return Markup("").join(groups) + _BUTTON.format(f"{field.name}-add", say(_ADD, field.language))


class Row:
    """One row on the page: its number, its stable id and its cells."""

    def __init__(self, table: str, index: int, identity: str, cells: list[AnswerField]) -> None:
        """Keep the row's cells."""
        self.table = table
        self.index = index
        self.identity = identity
        self.cells = cells

    @property
    def place(self) -> str:
        """Return what the names of the row's inputs begin with."""
        return f"{self.table}-{self.index}"

    def move(self, table: str, index: int) -> None:
        """Give the row another number, and its cells their names by it."""
        if (table, index) == (self.table, self.index):
            return
        self.table, self.index = table, index
        for cell in self.cells:
            cell.rename(f"{self.place}-{cell.spec.name}")

    def refused(self) -> bool:
        """Say whether any cell cannot be read."""
        return any(cell.process_errors for cell in self.cells)

    def empty(self) -> bool:
        """Say whether nothing at all is typed in the row."""
        return not answered(self.cells) and not self.refused()


def hangs(field: RowsField) -> bool:
    """Say whether what is asked in a row of this table hangs on a condition."""
    return _hangs(field.blueprint)


@lru_cache(maxsize=_TABLES)
def _hangs(blueprint: Blueprint) -> bool:
    return any(is_conditional(column, one) for column, one in blueprint.columns) or any(
        isinstance(cell, RowsField) and hangs(cell) for cell in blueprint.first
    )


def _works_out(table: FieldSpec) -> bool:
    """Say whether a column of the table, or of one inside it, is worked out."""
    return any(column.type == "computed" or _works_out(column) for column in table.fields)


class RowsField(AnswerField):
    """A table; each cell is a field of its own."""

    widget: Any = RowsWidget()

    def __init__(self, *, blueprint: Blueprint, **kwargs: Any) -> None:
        """Keep what a row's cells are made of."""
        super().__init__(**kwargs)
        self.blueprint = blueprint
        self.rows: list[Row] = []
        self.settles = _works_out(self.spec)
        self.conditional = False
        self.around: Mapping[str, Any] = {}
        """The answers outside the table, where its columns hang on conditions."""

    def empty(self) -> Raw:
        """Return no rows."""
        return []

    def inner(self) -> Sequence[AnswerField]:
        """Return every cell."""
        return [cell for row in self.rows for cell in row.cells]

    def rename(self, name: str) -> None:
        """Rename the rows with the table."""
        super().rename(name)
        for row in vars(self).get("rows", ()):
            row.move(name, row.index)

    def is_posted(self, formdata: Any) -> bool:
        """Say whether any row or button of the table was sent."""
        if isinstance(formdata, SentRows):
            return formdata.has(self.name)
        return any(key.startswith(f"{self.name}-") for key in formdata)

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Sequence[Any] | None = None) -> None:
        """Make a row of each stored or posted one."""
        self.rows, self.pressed = [], False
        if formdata is None:
            self._show(data)
        super().process(formdata, data, extra_filters)

    def _show(self, data: Any) -> None:
        stored = [] if data is unset_value or data is None else data
        self.rows = [self._row(index, row.get("_id", ""), None, row) for index, row in enumerate(stored)]

    def _row(self, index: int, identity: str, formdata: Any, data: Mapping[str, Any]) -> Row:
        return Row(self.name, index, identity, self.blueprint.at(f"{self.name}-{index}", formdata, data))

    def collect(self, formdata: Any) -> Raw:
        """Take the posted rows in the order of their numbers, and do what a pressed button asks."""
        sent = formdata if isinstance(formdata, SentRows) else SentRows(formdata, self.name)
        self.rows = []
        if sent is not formdata and sent.count > MOST_ROWS:
            return self._flooded(sent)
        stored = {row.get("_id"): row for row in self.object_data or []}
        for index in sent.rows(self.name)[: self._most + 1]:
            self._take(sent, index, stored)
        self._press(sent, stored)
        return [{cell.spec.name: cell.raw for cell in row.cells} | {"_id": row.identity} for row in self.rows]

    def _flooded(self, sent: SentRows) -> Raw:
        """Refuse more rows than any page of ours sends, without reading one; the page shows those that are kept."""
        own = len(sent.rows(self.name)) > self._most
        self._show(self.object_data)
        key, most = ("too_many_rows", self._most) if own else ("too_many_rows_inside", MOST_ROWS)
        self.refuse(InvalidAnswer(key, most=in_digits(most)))
        return self.field_type.typed(self.spec, self.object_data or [])

    @property
    def _most(self) -> int:
        most: int = self.field_type.own(self.spec).max
        return most

    def _take(self, sent: SentRows, index: int, stored: Mapping[Any, Mapping[str, Any]]) -> None:
        identity = (sent.getlist(f"{self.name}-{index}-_id") or [""])[0]
        self.rows.append(self._row(index, identity, sent, stored.get(identity, {})))

    def _press(self, sent: SentRows, stored: Mapping[Any, Mapping[str, Any]]) -> None:
        pressed = [key[len(self.name) + 1 :] for key in sent.pressed if key.startswith(f"{self.name}-")]
        own = [key for key in pressed if key == "add" or key.partition("-")[0] in _BUTTONS]
        for button in own:
            verb, _, number = button.partition("-")
            self._do(verb, int(number or -1), sent, stored)
        for index, row in enumerate(self.rows if own else ()):
            row.move(self.name, index)
        self.pressed = bool(own) or any(cell.pressed for cell in self.inner())

    def _do(self, verb: str, index: int, sent: SentRows, stored: Mapping[Any, Mapping[str, Any]]) -> None:
        at = next((place for place, row in enumerate(self.rows) if row.index == index), None)
        room = len(self.rows) < self._most
        if verb == "add" and room:
            self.rows.append(self._row(self._next(), "", None, {}))
        elif at is None:
            return
        elif verb == "remove":
            del self.rows[at]
        elif verb == "copy" and room:
            copied = self._row(index, "", sent, stored.get(self.rows[at].identity, {}))
            self.rows.insert(at + 1, copied)
        elif verb in {"up", "down"}:
            other = at + (1 if verb == "down" else -1)
            if 0 <= other < len(self.rows):
                self.rows[at], self.rows[other] = self.rows[other], self.rows[at]

    def settle(self, value: Any) -> None:
        """Show in each row what is worked out of its cells."""
        filled = [row for row in self.rows if not row.empty()]
        for row, values in zip(filled, value or [], strict=False) if len(filled) == len(value or []) else ():
            for cell in row.cells:
                if cell.settles:
                    cell.settle(values.get(cell.spec.name))

    def hide(self, around: Mapping[str, Any]) -> None:
        """Take out of each row the cells that are not asked in it; what is posted still holds every one."""
        self.conditional, self.around = True, around
        for row in self.rows:
            self._hide(row)

    def _hide(self, row: Row) -> None:
        values = {
            **{name: one for name, one in self.around.items() if name not in self._columns},
            **answered(row.cells),
        }
        row.cells = [cell for cell in row.cells if is_asked(cell.spec, values)]
        for cell in row.cells:
            codes = cell.field_type.offered(cell.spec, values)
            cell.offered = codes if isinstance(codes, frozenset) else None
            if isinstance(cell, RowsField) and hangs(cell):
                cell.hide(values)

    @property
    def _columns(self) -> frozenset[str]:
        return frozenset(column.name for column, _ in self.blueprint.columns)

    def _next(self) -> int:
        return max((row.index for row in self.rows), default=-1) + 1

    def drawn_rows(self) -> list[Row]:
        """Return the rows as the page shows them: with empty ones up to the least number, and at least one."""
        own = self.field_type.own(self.spec)
        lacking = min(max(own.min, 1), _MOST_BLANK) - len(self.rows)
        first = self._next()
        blank = [self._row(first + number, "", None, {}) for number in range(lacking)]
        for row in blank if self.conditional else ():
            self._hide(row)
        return self.rows + blank

    def _read(self) -> None:
        filled = [row for row in self.rows if not row.empty()]
        if self.process_errors:
            self.data = self.object_data
            return
        for row in filled:
            refuse_empty(row.cells)
        refused = [row for row in filled if row.refused()]
        found = [{**answered(row.cells), "_id": row.identity} for row in filled if row not in refused]
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

    def refuse(self, error: InvalidAnswer) -> None:
        """Note an error; that of a cell stands in the cell."""
        filled = [row for row in self.rows if not row.empty()]
        for one in error.all() if error.path else ():
            at, column = one.path[:2]
            for cell in filled[int(at)].cells if int(at) < len(filled) else ():
                if cell.spec.name == column:
                    cell.blame(one.at(2))
        super().refuse(InvalidAnswer("cells") if error.path else error)

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Pass every cell's errors on, then the table's own."""
        for cell in self.inner():
            cell.validate(form)
        return super().validate(form, extra_validators)
