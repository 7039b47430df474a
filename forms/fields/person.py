"""Who a person is: name and personal number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from forms.cleaning import clean_line
from forms.errors import InvalidAnswer
from forms.fields.base import Around, Example, Raw, both
from forms.fields.citizen_numbers import birth_year, check_citizen_id, is_male
from forms.fields.text import Line
from forms.key_kinds import FlagKey, StringKey
from forms.spec import FieldSpec

_LONGEST_NUMBER = 40
_SEPARATORS = re.compile(r"[ .\-]")
_NAME_MARKS = frozenset(" '.-\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}")
_WITHOUT_MARKS = {ord(mark): None for mark in _NAME_MARKS}
_LATIN = frozenset(
    character for character in map(chr, range(ord("A"), 0x1F00)) if unicodedata.name(character, "").startswith("LATIN")
)
"""The letters of every language that is written as Vietnamese is; a Cyrillic or Greek letter may look the same."""
_FEWEST_WORDS = 2
_BIRTHS, _SEXES = ("date", "partial_date"), ("sex", "choice")
_MALE, _FEMALE = frozenset({"nam", "male"}), frozenset({"nu", "female"})


@dataclass(frozen=True, slots=True)
class PersonNameOptions:
    """Whether it is the name of a citizen of Việt Nam."""

    vietnamese: bool = False


class PersonNameType(Line[PersonNameOptions]):
    """The full name of a person, in the letters of Vietnamese or of a passport.

    The name of a citizen is in Vietnamese or in the language of another people of Việt Nam, and has no digits or signs
    (BLDS 91/2015/QH13, Điều 26): a surname and a given name at least.
    """

    name = "person_name"
    about = both("Họ, chữ đệm và tên.", "The full name of a person.")
    example = Example(
        "{name: ho_ten, type: person_name, label: Họ và tên, vietnamese: true, from: identity.full_name}",
        "Nguyễn Thị Lan",
        "ho_ten.startsWith('Nguyễn')",
    )
    attributes: ClassVar[Mapping[str, str]] = {"spellcheck": "false"}
    autocomplete = "name"
    options_class = PersonNameOptions
    keys = (FlagKey(name="vietnamese", doc="Whether it is a citizen's: a surname and a given name at least."),)
    longest = 100

    def read(self, spec: FieldSpec, raw: Raw) -> str | None:
        """Return the name as typed, with single blanks; digits and signs are refused."""
        name = super().read(spec, raw)
        if not name:
            return None
        letters = name.translate(_WITHOUT_MARKS)
        if not _only_letters(letters):
            raise InvalidAnswer("name_letters")
        if not letters.isascii() and not _is_latin(letters):
            raise InvalidAnswer("name_latin")
        if self.own(spec).vietnamese and len(name.split()) < _FEWEST_WORDS:
            raise InvalidAnswer("name_whole")
        return name


def is_name(text: str) -> bool:
    """Say whether the text may be a name: letters, blanks and the marks of names."""
    return _only_letters(text.translate(_WITHOUT_MARKS))


def _only_letters(text: str) -> bool:
    """Say whether the text is letters, at least one; an accent that no letter took up belongs to its letter."""
    if text.isalpha():
        return True
    accents = [character for character in text if not character.isalpha()]
    return len(accents) < len(text) and all(unicodedata.category(one)[0] == "M" for one in accents)


def _is_latin(letters: str) -> bool:
    return _LATIN.issuperset(letters) or all(one in _LATIN or unicodedata.category(one)[0] == "M" for one in letters)


@dataclass(frozen=True, slots=True)
class CitizenIdOptions:
    """The fields of the same form that the number has to agree with."""

    birth_date: str | None = None
    sex: str | None = None


class CitizenIdType(Line[CitizenIdOptions]):
    """The 12-digit personal number (số định danh cá nhân, Luật Căn cước 26/2023/QH15)."""

    name = "citizen_id"
    about = both("Số định danh cá nhân 12 số.", "The 12-digit personal number.")
    example = Example(
        "{name: so_dinh_danh, type: citizen_id, label: Số định danh, birth_date: ngay_sinh, sex: gioi_tinh}",
        '"001190012345"',
        "so_dinh_danh.startsWith('001')",
    )
    attributes: ClassVar[Mapping[str, str]] = {"inputmode": "numeric", "spellcheck": "false"}
    options_class = CitizenIdOptions
    keys = (
        StringKey(name="birth_date", doc="The date or partial_date of birth that the number must agree with."),
        StringKey(
            name="sex",
            doc="The sex, or the choice with codes nam and nu (or male and female), that it must agree with.",
        ),
    )

    def verify(self, spec: FieldSpec, others: Mapping[str, FieldSpec]) -> Sequence[tuple[str, str, str]]:
        """Both references must name fields of the right type."""
        own = self.own(spec)
        wrong = []
        for key, name, kinds in (("birth_date", own.birth_date, _BIRTHS), ("sex", own.sex, _SEXES)):
            if name is not None and (name not in others or others[name].type not in kinds):
                cure = f"name a field of type {' or '.join(kinds)}"
                wrong.append((key, f"'{name}' is no {kinds[0]} field of this form", cure))
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
        if born is not None and _year_of(born) != year:
            raise InvalidAnswer("citizen_id_birth", year=year)
        sex = around.answers.get(own.sex) if own.sex else None
        if (sex in _MALE and not is_male(value)) or (sex in _FEMALE and is_male(value)):
            raise InvalidAnswer("citizen_id_sex")

    def show(self, spec: FieldSpec, value: str, language: str) -> str:
        """Return the digits as they stand on the card."""
        del spec, language
        return value


def _year_of(born: date | Mapping[str, int]) -> int:
    """Return the year of a date, whole or partial."""
    return born["year"] if isinstance(born, Mapping) else born.year
