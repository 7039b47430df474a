"""A constant that nobody sees: kept with the answers, for conditions, papers and whoever reads them later."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.errors import InvalidAnswer
from forms.expressions import TEXT, TRUTH, WHOLE, ValueType
from forms.fields.base import Json, both
from forms.fields.shown import ShownType
from forms.fields.yes_no import YES_NO
from forms.key_kinds import LONGEST_TEXT
from forms.keys import Key, Place, Schema, Wrong, said
from forms.spec import FieldSpec, say

Constant = str | int | bool
_TYPES: Mapping[type, ValueType] = {str: TEXT, int: WHOLE, bool: TRUTH}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstantKey(Key):
    """A text, a whole number, or true or false."""

    def read(self, raw: object, place: Place) -> Constant:
        """Return the value, a text in NFC."""
        del place
        if isinstance(raw, str):
            text = unicodedata.normalize("NFC", raw).strip()
            if not text or len(text) > LONGEST_TEXT:
                raise Wrong(f"a text has 1 to {LONGEST_TEXT} characters, this has {len(text)}")
            return text
        if not isinstance(raw, int):
            raise Wrong(f"a constant is a text, a whole number or true or false, not {said(raw)}")
        return raw

    def schema(self) -> Schema:
        """Return the JSON Schema of the value."""
        return {"type": ["string", "integer", "boolean"]}


@dataclass(frozen=True, slots=True)
class ConstantOptions:
    """The value."""

    value: Constant = ""


class ConstantType(ShownType):
    """A value that the pack gives and nobody is asked or shown; whatever is posted under its name is passed over."""

    name = "constant"
    about = both("Giá trị cố định, không hiện và không hỏi.", "A constant, neither shown nor asked.")
    options_class = ConstantOptions
    keys = (ConstantKey(name="value", doc="The value: a text, a whole number, true or false.", needed=True),)
    drawn = False
    labelled = False
    in_rows = False

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see a text, a whole number or a truth."""
        return _TYPES[type(self.own(spec).value)]

    def settle(self, spec: FieldSpec, value: Any, values: Mapping[str, Any]) -> Constant:
        """Return the constant, whatever was kept."""
        del value, values
        constant: Constant = self.own(spec).value
        return constant

    def load(self, spec: FieldSpec, data: Json) -> Constant:
        """Take a value of the constant's own kind."""
        if type(data) is not type(self.own(spec).value):
            raise InvalidAnswer("wrong_kind")
        kept: Constant = data
        return kept

    def show(self, spec: FieldSpec, value: Constant, language: str) -> str:
        """Return the value in words."""
        del spec
        return say(YES_NO[str(value).lower()], language) if isinstance(value, bool) else str(value)
