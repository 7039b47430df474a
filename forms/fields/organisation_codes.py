"""Numbers of those who do business: tax codes, and the codes of enterprises, which are the same numbers.

A tax code has 10 digits with a check digit; a dependent unit has three more after a dash; persons and, since July 2025,
household businesses have the 12 digits of a personal number (TT 86/2024/TT-BTC).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.vn import mst

from forms.cleaning import clean_line
from forms.errors import InvalidAnswer
from forms.fields.base import Around, Example, Raw, both
from forms.fields.citizen_numbers import birth_year, check_citizen_id
from forms.fields.text import Line
from forms.keys import Key, Place, Schema, Wrong, said
from forms.spec import FieldSpec, Text

_LONGEST = 40
_SEPARATORS = re.compile(r"[ .\-]")
_LENGTHS: Mapping[int, str] = {10: "whole", 13: "unit", 12: "personal"}


@dataclass(frozen=True, slots=True, kw_only=True)
class KindsKey(Key):
    """Which kinds of code are taken."""

    kinds: tuple[str, ...]

    def read(self, raw: object, place: Place) -> tuple[str, ...]:
        """Return the kinds, each once."""
        del place
        if not isinstance(raw, (list, tuple)) or not raw or not all(kind in self.kinds for kind in raw):
            raise Wrong(f"a list of kinds is needed, not {said(raw)}", f"some of: {', '.join(self.kinds)}")
        return tuple(dict.fromkeys(raw))

    def schema(self) -> Schema:
        """Return the JSON Schema of the list."""
        return {"type": "array", "minItems": 1, "items": {"enum": list(self.kinds)}}


@dataclass(frozen=True, slots=True)
class CodeOptions:
    """The kinds of code that are taken."""

    kinds: tuple[str, ...] = ()


class CodeType(Line[CodeOptions]):
    """What tax codes and codes of enterprises have in common."""

    attributes: ClassVar[Mapping[str, str]] = {"inputmode": "numeric", "spellcheck": "false"}
    options_class = CodeOptions
    wrong: ClassVar[str]

    def read(self, spec: FieldSpec, raw: Raw) -> str | None:
        """Return the digits; a dependent unit keeps its dash: 0100109106-001."""
        number = _SEPARATORS.sub("", clean_line(raw, _LONGEST))
        if not number:
            return None
        kind = _LENGTHS.get(len(number))
        if kind not in self.own(spec).kinds:
            raise InvalidAnswer(self.wrong)
        return check_citizen_id(number) if kind == "personal" else _checked(number, self.wrong)

    def check(self, spec: FieldSpec, value: str, around: Around) -> None:
        """A personal number may not be of the future."""
        del spec
        personal = _LENGTHS.get(len(value)) == "personal"
        if personal and (year := birth_year(value)) > around.today.year:
            raise InvalidAnswer("citizen_id_year", year=year)


def _checked(number: str, wrong: str) -> str:
    try:
        return str(mst.format(mst.validate(number)))
    except InvalidChecksum:
        raise InvalidAnswer("tax_code_digit") from None
    except (ValidationError, ValueError):
        raise InvalidAnswer(wrong) from None


class TaxCodeType(CodeType):
    """A tax code: 10 digits, 13 for a dependent unit, or the 12-digit personal number."""

    name = "tax_code"
    about: ClassVar[Text] = both("Mã số thuế 10, 12 hoặc 13 số.", "A tax code of 10, 12 or 13 digits.")
    example = Example(
        "{name: ma_so_thue, type: tax_code, label: Mã số thuế, kinds: [whole, unit]}",
        '"0100109106"',
        "size(ma_so_thue) == 10",
    )
    keys: ClassVar[tuple[Key, ...]] = (
        KindsKey(
            name="kinds",
            doc="Kinds taken: whole (10 digits), unit (13), personal (12).",
            kinds=("whole", "unit", "personal"),
            default=("whole", "unit", "personal"),
        ),
    )
    wrong = "tax_code"


class BusinessCodeType(CodeType):
    """The code of an enterprise, a cooperative or one of their dependent units (mã số doanh nghiệp)."""

    name = "business_code"
    about = both("Mã số doanh nghiệp, hợp tác xã.", "The code of an enterprise or a cooperative.")
    example = Example(
        "{name: ma_so, type: business_code, label: Mã số doanh nghiệp}", '"0100109106-001"', "size(ma_so) > 10"
    )
    keys = (
        KindsKey(
            name="kinds",
            doc="Kinds taken: whole (an enterprise), unit (branch or office), personal (a household business).",
            kinds=("whole", "unit", "personal"),
            default=("whole", "unit"),
        ),
    )
    wrong = "business_code"
