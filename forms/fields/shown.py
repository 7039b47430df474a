"""What is shown and never posted, and first of all a value that the portal computes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from forms.errors import InvalidAnswer
from forms.expressions import Expression, Failed, Kind, Known, ValueType
from forms.fields import widgets
from forms.fields.base import FieldType, Json, Raw, both
from forms.fields.day_limits import show_day
from forms.fields.inputs import AnswerField, unbound
from forms.fields.number import LARGEST, grouped
from forms.fields.yes_no import YES_NO
from forms.key_kinds import ExpressionKey, TextKey, WholeKey
from forms.keys import Place
from forms.spec import FieldSpec, Text, say

_COMPUTABLE = frozenset({Kind.TEXT, Kind.WHOLE, Kind.DECIMAL, Kind.TRUTH, Kind.DATE})
_PYTHON_KINDS = {Kind.TEXT: str, Kind.WHOLE: int, Kind.TRUTH: bool}


@dataclass(frozen=True, slots=True)
class ComputedOptions:
    """The expression, the unit after its value, and the digits after the comma."""

    value: Expression | None = None
    unit: Text | None = None
    places: int = 2


class ShownField(AnswerField):
    """Words on the page; what is posted under its name is passed over."""

    widget: Any = widgets.Words()
    settles = True

    def is_posted(self, formdata: Any) -> bool:
        """Nothing is ever posted."""
        del formdata
        return False

    def collect(self, formdata: Any) -> Raw:
        """Nothing is typed here."""
        del formdata
        return self.empty()

    def _read(self) -> None:
        self.data = self.object_data

    def settle(self, value: Any) -> None:
        """Show the value of the answers as they are now."""
        self.data = value

    def words(self) -> str:
        """Return what the page shows."""
        return self.field_type.show(self.spec, self.data, self.language)


class ShownType(FieldType[Any]):
    """What computed values and texts have in common: nobody answers them."""

    asked = False
    takes_default = False

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """Words on the page."""
        return unbound(ShownField, spec, self, language)

    def read(self, spec: FieldSpec, raw: Raw) -> None:
        """Nothing is read."""
        del spec, raw

    def typed(self, spec: FieldSpec, value: Any) -> Raw:
        """Nothing is typed."""
        del spec, value
        return ""


class ComputedType(ShownType):
    """A value worked out from earlier answers; it is kept with them as evidence of what was shown."""

    name = "computed"
    about = both("Giá trị tính từ câu trả lời trước.", "A value worked out from earlier answers.")
    options_class = ComputedOptions
    keys = (
        ExpressionKey(name="value", doc="The expression (CEL) that gives the value.", expects=None, needed=True),
        TextKey(name="unit", doc="Unit shown after the value."),
        WholeKey(name="places", doc="Digits after the comma.", most=9, default=2),
    )

    def options(self, values: dict[str, Any], place: Place) -> ComputedOptions | None:
        """Refuse a value that no field could show."""
        own = ComputedOptions(**values)
        if own.value is not None and own.value.gives not in _COMPUTABLE:
            place.within("value").wrong(f"the expression gives a {own.value.gives}", "give one text, number or date")
        return own

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see what the expression gives."""
        own: ComputedOptions = self.own(spec)
        return ValueType(own.value.gives if own.value else Kind.ANY)

    def conditions(self, spec: FieldSpec) -> list[Expression]:
        """Return the expression of the value."""
        own: ComputedOptions = self.own(spec)
        return [own.value] if own.value is not None else []

    def settle(self, spec: FieldSpec, value: Any, values: Mapping[str, Any]) -> Any:
        """Return the value, rounded half up, ``None`` while it is not known, ``Failed`` when it cannot be computed."""
        del value
        own: ComputedOptions = self.own(spec)
        result = own.value.evaluate(values) if own.value else None
        if isinstance(result, Known):
            return _rounded(result.value, own.places)
        return result if isinstance(result, Failed) else None

    def store(self, spec: FieldSpec, value: Any) -> Json:
        """Return the value as the types of its kind do."""
        del spec
        if isinstance(value, Decimal):
            return f"{value:f}"
        return value.isoformat() if isinstance(value, date) else value

    def load(self, spec: FieldSpec, data: Json) -> Any:
        """Return the value by the kind of the expression."""
        kind = self.value_type(spec).kind
        if kind in _PYTHON_KINDS:
            if type(data) is not _PYTHON_KINDS[kind]:
                raise InvalidAnswer("wrong_kind")
            return data
        try:
            return Decimal(data) if kind is Kind.DECIMAL else date.fromisoformat(data)
        except (ArithmeticError, TypeError, ValueError):
            raise InvalidAnswer("wrong_kind") from None

    def show(self, spec: FieldSpec, value: Any, language: str) -> str:
        """Return the value in words, a dash while it is not known."""
        own: ComputedOptions = self.own(spec)
        if value is None:
            return "—"
        text = _words(value, language)
        return f"{text} {say(own.unit, language)}" if own.unit else text


def _rounded(value: Any, places: int) -> Any:
    """Return a decimal rounded half up, ``Failed`` when it is too large to be exact; any other value as it is."""
    if not isinstance(value, Decimal):
        return value
    if abs(value) >= LARGEST:
        return Failed("the result is too large to be exact")
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _words(value: Any, language: str) -> str:
    if isinstance(value, bool):
        return say(YES_NO[str(value).lower()], language)
    if isinstance(value, Decimal):
        return grouped(value.normalize() + 0, language)
    if isinstance(value, int):
        return grouped(value, language)
    return show_day(value) if isinstance(value, date) else str(value)
