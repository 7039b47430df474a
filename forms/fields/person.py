"""Who a person is: name, citizen number, tax code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.vn import mst

from forms.cleaning import clean_line
from forms.errors import InvalidAnswer
from forms.fields.base import Around, NoOptions, Raw, both
from forms.fields.citizen_numbers import BIRTH_PLACES, birth_year, is_male
from forms.fields.text import Line
from forms.key_kinds import StringKey
from forms.spec import FieldSpec

_LONGEST_NUMBER = 40
_PERSONAL_DIGITS = 12
_SEPARATORS = re.compile(r"[ .\-]")
_NAME_MARKS = frozenset(" '.-\N{RIGHT SINGLE QUOTATION MARK}")
_WITHOUT_MARKS = {ord(mark): None for mark in _NAME_MARKS}
_MALE, _FEMALE = frozenset({"nam", "male"}), frozenset({"nu", "female"})


class PersonNameType(Line[NoOptions]):
    """The full name of a person."""

    name = "person_name"
    about = both("Họ, chữ đệm và tên.", "The full name of a person.")
    attributes: ClassVar[Mapping[str, str]] = {"spellcheck": "false"}
    autocomplete = "name"
    options_class = NoOptions
    longest = 100

    def read(self, spec: FieldSpec, raw: Raw) -> str | None:
        """Return the name as typed, with single blanks; digits and signs are refused."""
        name = super().read(spec, raw)
        if name and not _only_letters(name.translate(_WITHOUT_MARKS)):
            raise InvalidAnswer("name_letters")
        return name


def _only_letters(text: str) -> bool:
    """Say whether the text is letters, at least one; an accent that no letter took up belongs to its letter."""
    if text.isalpha():
        return True
    accents = [character for character in text if not character.isalpha()]
    return len(accents) < len(text) and all(unicodedata.category(one)[0] == "M" for one in accents)


@dataclass(frozen=True, slots=True)
class CitizenIdOptions:
    """The fields of the same form that the number has to agree with."""

    birth_date: str | None = None
    sex: str | None = None


class CitizenIdType(Line[CitizenIdOptions]):
    """The 12-digit personal number (số định danh cá nhân, Luật Căn cước 26/2023/QH15)."""

    name = "citizen_id"
    about = both("Số định danh cá nhân 12 số.", "The 12-digit personal number.")
    attributes: ClassVar[Mapping[str, str]] = {"inputmode": "numeric", "spellcheck": "false"}
    options_class = CitizenIdOptions
    keys = (
        StringKey(name="birth_date", doc="The field with the date of birth that the number must agree with."),
        StringKey(name="sex", doc="The choice with codes nam and nu (or male and female) it must agree with."),
    )

    def verify(self, spec: FieldSpec, others: Mapping[str, FieldSpec]) -> Sequence[tuple[str, str, str]]:
        """Both references must name fields of the right type."""
        own = self.own(spec)
        wrong = []
        for key, name, kind in (("birth_date", own.birth_date, "date"), ("sex", own.sex, "choice")):
            if name is not None and (name not in others or others[name].type != kind):
                wrong.append((key, f"'{name}' is no {kind} field of this form", f"name a field of type {kind}"))
        return wrong

    def read(self, spec: FieldSpec, raw: Raw) -> str | None:
        """Return the 12 digits."""
        del spec
        number = _SEPARATORS.sub("", clean_line(raw, _LONGEST_NUMBER))
        return check_citizen_id(number) if number else None

    def check(self, spec: FieldSpec, value: Any, around: Around) -> None:
        """The number may not be of the future, and agrees with date of birth and sex."""
        own = self.own(spec)
        year = birth_year(value)
        if year > around.today.year:
            raise InvalidAnswer("citizen_id_year", year=year)
        born = around.answers.get(own.birth_date) if own.birth_date else None
        if born is not None and born.year != year:
            raise InvalidAnswer("citizen_id_birth", year=year)
        sex = around.answers.get(own.sex) if own.sex else None
        if (sex in _MALE and not is_male(value)) or (sex in _FEMALE and is_male(value)):
            raise InvalidAnswer("citizen_id_sex")

    def show(self, spec: FieldSpec, value: str, language: str) -> str:
        """Return the digits as they stand on the card."""
        del spec, language
        return value


def check_citizen_id(number: str) -> str:
    """Return the number when its parts can be true; raise ``InvalidAnswer``."""
    if not re.fullmatch(r"\d{12}", number, re.ASCII):
        raise InvalidAnswer("citizen_id_digits")
    place = number[:3]
    if place < "100" and place not in BIRTH_PLACES:
        raise InvalidAnswer("citizen_id_place", place=place)
    return number


class TaxCodeType(Line[NoOptions]):
    """A tax code: 10 digits, 13 for a branch, or the 12-digit personal number (TT 86/2024/TT-BTC)."""

    name = "tax_code"
    about = both("Mã số thuế 10, 12 hoặc 13 số.", "A tax code of 10, 12 or 13 digits.")
    attributes: ClassVar[Mapping[str, str]] = {"inputmode": "numeric", "spellcheck": "false"}
    options_class = NoOptions

    def read(self, spec: FieldSpec, raw: Raw) -> str | None:
        """Return the digits; a branch keeps its dash: 0100109106-001."""
        del spec
        number = _SEPARATORS.sub("", clean_line(raw, _LONGEST_NUMBER))
        if not number:
            return None
        if len(number) == _PERSONAL_DIGITS:
            return check_citizen_id(number)
        try:
            return str(mst.format(mst.validate(number)))
        except InvalidChecksum:
            raise InvalidAnswer("tax_code_digit") from None
        except (ValidationError, ValueError):
            raise InvalidAnswer("tax_code") from None
