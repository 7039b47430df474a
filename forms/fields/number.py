"""Whole numbers, decimal numbers and amounts of money, as Vietnamese people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from forms.cleaning import clean_line
from forms.errors import InvalidAnswer
from forms.expressions import DECIMAL, WHOLE, ValueType
from forms.fields.base import Example, FieldType, Json, Raw, both
from forms.fields.inputs import AnswerField, unbound
from forms.key_kinds import DecimalKey, TextKey, WholeKey
from forms.keys import Key, Place
from forms.spec import FieldSpec, Text, say

LARGEST = 10**15
"""Beyond this a double is no longer exact, and no real answer lies."""
_LEAST, _MOST = Decimal(-LARGEST), Decimal(LARGEST)
_VIETNAMESE = str.maketrans(",.", ".,")
_LONGEST = 40
_GROUP = 3
"""Digits of a group of thousands."""
_GROUPED = re.compile(r"(-?\d{1,3})((?:[., ]\d{3})+)")
_WHOLE = re.compile(r"-?\d{1,16}")
_DECIMAL = re.compile(r"(-?\d{1,16})(?:[.,](\d{1,12}))?")
_UNCLEAR = re.compile(r"-?\d{1,3}\.\d{3}")
_CURRENCY = re.compile(r"(?<=\d)\s*(?:đồng|đ|₫|vnđ|vnd)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NumberOptions:
    """Limits (both included), the unit after the number, and the digits after the point."""

    min: Decimal | None = None
    max: Decimal | None = None
    unit: Text | None = None
    places: int = 0


def grouped(number: int | Decimal, language: str) -> str:
    """Return a number with its thousands apart: 1.250.000,5 in Vietnamese, 1,250,000.5 in English."""
    text = f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"
    return text.translate(_VIETNAMESE) if language == "vi" else text


def _ungroup(text: str) -> str:
    """Take thousands separators out of a whole number when all of them are the same."""
    match = _GROUPED.fullmatch(text)
    if match is None or len(set(match.group(2)) - set("0123456789")) != 1:
        return text
    return re.sub(r"[., ]", "", text)


class NumberType(FieldType[NumberOptions]):
    """What whole and decimal numbers have in common."""

    options_class = NumberOptions

    def options(self, values: dict[str, Any], place: Place) -> NumberOptions | None:
        """Check that the limits leave something over."""
        own = NumberOptions(**values)
        if own.min is not None and own.max is not None and own.min > own.max:
            place.within("min").wrong(f"min {own.min} is above max {own.max}", "no answer could fit: swap them")
        return own

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """One input."""
        return unbound(AnswerField, spec, self, language)

    def within_limits(self, spec: FieldSpec, number: Any) -> Any:
        """Return the number, or raise ``InvalidAnswer`` outside the author's limits and ours."""
        own = self.own(spec)
        least = own.min if own.min is not None else _LEAST
        most = own.max if own.max is not None else _MOST
        if number < least:
            raise InvalidAnswer("too_small", least=self._limit(least, own))
        if number > most:
            raise InvalidAnswer("too_large", most=self._limit(most, own))
        return number

    def _limit(self, limit: Decimal, own: NumberOptions) -> Text:
        return {language: _with_unit(grouped(limit, language), own, language) for language in ("vi", "en")}

    def show(self, spec: FieldSpec, value: Any, language: str) -> str:
        """Return the number with its thousands apart and its unit."""
        return _with_unit(grouped(value, language), self.own(spec), language)


def _with_unit(text: str, own: NumberOptions, language: str) -> str:
    return f"{text} {say(own.unit, language)}" if own.unit else text


class IntegerType(NumberType):
    """A whole number."""

    name = "integer"
    about = both("Số nguyên.", "A whole number.")
    example = Example("{name: so_ban, type: integer, label: Số bản, min: 1, max: 20, unit: bản}", "2", "so_ban > 1")
    attributes: ClassVar[Mapping[str, str]] = {"inputmode": "numeric"}
    keys: ClassVar[tuple[Key, ...]] = (
        WholeKey(name="min", doc="Least value.", least=-LARGEST, most=LARGEST),
        WholeKey(name="max", doc="Greatest value.", least=-LARGEST, most=LARGEST),
        TextKey(name="unit", doc="Unit shown after the number."),
    )
    wrong = "not_whole"

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see a whole number."""
        del spec
        return WHOLE

    def read(self, spec: FieldSpec, raw: Raw) -> int | None:
        """Return the number; 1.250 and 1 250 are 1250."""
        text = _ungroup(clean_line(raw, _LONGEST))
        if not text:
            return None
        if not _WHOLE.fullmatch(text):
            raise InvalidAnswer(self.wrong)
        number: int = self.within_limits(spec, int(text))
        return number

    def typed(self, spec: FieldSpec, value: int) -> str:
        """Return the digits."""
        del spec
        return str(value)

    def load(self, spec: FieldSpec, data: Json) -> int:
        """Take a JSON number only."""
        if isinstance(data, bool) or not isinstance(data, int):
            raise InvalidAnswer("wrong_kind")
        number: int = self.within_limits(spec, data)
        return number


class MoneyType(IntegerType):
    """An amount in whole đồng."""

    name = "money"
    about = both("Số tiền nguyên đồng.", "An amount in whole đồng.")
    example = Example("{name: von, type: money, label: Vốn kinh doanh, max: 1000000000}", "50000000", "von >= 10000000")
    keys = (
        WholeKey(name="min", doc="Least amount in đồng.", most=LARGEST, default=0),
        WholeKey(name="max", doc="Greatest amount in đồng.", most=LARGEST),
    )
    wrong = "not_money"

    def options(self, values: dict[str, Any], place: Place) -> NumberOptions | None:
        """The unit is always đồng."""
        return super().options({**values, "unit": {"vi": "đồng", "en": "VND"}}, place)

    def read(self, spec: FieldSpec, raw: Raw) -> int | None:
        """Return the amount; a currency after it is passed over."""
        return super().read(spec, _CURRENCY.sub("", clean_line(raw, _LONGEST)))


class DecimalType(NumberType):
    """A number with digits after the comma."""

    name = "decimal"
    about = both("Số thập phân, có đơn vị.", "A decimal number with a unit.")
    example = Example(
        "{name: dien_tich, type: decimal, label: Diện tích, unit: m², min: 0.1, places: 1}",
        '"85.5"',
        "dien_tich > 60.0",
    )
    attributes: ClassVar[Mapping[str, str]] = {"inputmode": "decimal"}
    keys = (
        DecimalKey(name="min", doc="Least value."),
        DecimalKey(name="max", doc="Greatest value."),
        TextKey(name="unit", doc="Unit shown after the number: m²."),
        WholeKey(name="places", doc="Most digits after the comma.", least=1, most=9, default=2),
    )

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see a decimal number."""
        del spec
        return DECIMAL

    def read(self, spec: FieldSpec, raw: Raw) -> Decimal | None:
        """Return the number: 85,5 or 85.5 or 1.250,5; what could mean two numbers is asked again."""
        text = clean_line(raw, _LONGEST)
        if not text:
            return None
        number = self._number(spec, text)
        return self.within_limits(spec, number.normalize() + 0 if number else Decimal(0))  # type: ignore[no-any-return]

    def _number(self, spec: FieldSpec, text: str) -> Decimal:
        places = self.own(spec).places
        if _UNCLEAR.fullmatch(text) and places >= _GROUP:
            whole = text.replace(".", "")
            raise InvalidAnswer("unclear_decimal", whole=whole, fraction=text.replace(".", ","))
        match = _DECIMAL.fullmatch(_plain(text))
        if match is None:
            raise InvalidAnswer("not_decimal")
        if match.group(2) and len(match.group(2)) > places:
            raise InvalidAnswer("too_many_places", places=places)
        return Decimal(f"{match.group(1)}.{match.group(2) or 0}")

    def typed(self, spec: FieldSpec, value: Decimal) -> str:
        """Return the digits with a comma."""
        del spec
        return f"{value:f}".replace(".", ",")

    def store(self, spec: FieldSpec, value: Decimal) -> Json:
        """Return a string, so that no digit is lost."""
        del spec
        return f"{value:f}"

    def load(self, spec: FieldSpec, data: Json) -> Decimal:
        """Take a string of digits with a point, as ``store`` writes it."""
        if not isinstance(data, str) or not re.fullmatch(r"-?\d{1,16}(\.\d{1,12})?", data):
            raise InvalidAnswer("wrong_kind")
        number: Decimal = self.within_limits(spec, Decimal(data))
        return number


def _plain(text: str) -> str:
    """Take thousands separators out: 1.250 and 1.250,5 and 1 250,5."""
    head, comma, tail = text.rpartition(",")
    if comma and _GROUPED.fullmatch(head):
        return f"{_ungroup(head)},{tail}"
    return _ungroup(text) if text.count(",") != 1 or "." in text else text
