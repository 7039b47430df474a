"""What the conditions of a table's columns make of one row: which cells are asked, which must be answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from forms.checks import check_error, leads_to
from forms.errors import InvalidAnswer
from forms.expressions import Expression, Failed, Known, is_true
from forms.spec import Check, FieldSpec

if TYPE_CHECKING:
    from forms.fields.base import FieldType

Columns = Sequence[tuple[FieldSpec, "FieldType[Any]"]]
Values = Mapping[str, Any]


def is_conditional(column: FieldSpec, one: FieldType[Any]) -> bool:
    """Say whether what a row holds decides whether, or with which options, this column is asked."""
    return column.when is not None or (one.asked and any(True for _ in one.conditions(column)))


def expressions_of(columns: Columns) -> Iterator[Expression]:
    """Yield every expression of the columns."""
    for column, one in columns:
        yield from (found for found in (column.when, column.required) if isinstance(found, Expression))
        yield from one.conditions(column)


def is_asked(column: FieldSpec, values: Values) -> bool:
    """Say whether a column is asked in a row; ``values`` are the form's answers with the row's over them."""
    return column.when is None or column.when.holds(values)


def left_of(column: FieldSpec, one: FieldType[Any], value: Any, values: Values, failed: list[Failed]) -> Any:
    """Return what stays of an asked or computed cell in its row, ``None`` where it is hidden; note what failed."""
    if column.when is not None:
        asked = column.when.evaluate(values)
        if isinstance(asked, Failed):
            failed.append(asked)
        if not is_true(asked):
            return None
    offered = one.offered(column, values)
    if isinstance(offered, Failed):
        failed.append(offered)
    elif offered is not None and value is not None:
        value = one.within(column, value, offered)
    settled = one.settle(column, value if one.asked else None, values)
    if isinstance(settled, Failed):
        failed.append(settled)
        return settled.rest
    return settled


def note_failures(columns: Columns, checks: Sequence[Check], values: Values, failed: list[Failed]) -> None:
    """Note which requirements and checks of a row cannot be computed."""
    required = (column.required for column, _ in columns if isinstance(column.required, Expression))
    for expression in (*required, *(check.that for check in checks)):
        result = expression.evaluate(values)
        if isinstance(result, Failed):
            failed.append(result)


def may_lack(column: FieldSpec, one: FieldType[Any]) -> bool:
    """Say whether a condition decides if a row has to hold a cell of this column."""
    return one.asked and (is_conditional(column, one) or isinstance(column.required, Expression))


def lacking(columns: Columns, row: Values, values: Values) -> Iterator[tuple[FieldSpec, InvalidAnswer]]:
    """Yield the cells that this row has to hold by a condition, and does not, among ``columns`` that ``may_lack``."""
    for column, one in columns:
        if column.name in row or not is_asked(column, values):
            continue
        if column.required is True or (isinstance(column.required, Expression) and column.required.holds(values)):
            yield column, InvalidAnswer(one.required_message)


def broken(checks: Sequence[Check], columns: Columns, values: Values) -> Iterator[tuple[FieldSpec, InvalidAnswer]]:
    """Yield the checks of a row that are known not to hold, each at its column."""
    shown = [column for column, _ in columns if is_asked(column, values)]
    for check in checks:
        if check.that.evaluate(values) == Known(value=False):
            yield leads_to(check, shown), check_error(check)
