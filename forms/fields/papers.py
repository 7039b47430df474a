"""Numbers of papers that prove who a person is: passports, and the identity cards of 9 digits of old."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from forms.cleaning import clean_line
from forms.errors import InvalidAnswer
from forms.fields.base import Around, Example, NoOptions, Raw, both
from forms.fields.nation import HOME, CountryType, NationalityType
from forms.fields.text import Line
from forms.key_kinds import OneOfKey, StringKey
from forms.keys import Place
from forms.spec import FieldSpec

_LONGEST = 40
_NOISE = re.compile(r"[ .\-]")
_ANY = re.compile(r"(?=[A-Z]*\d)[A-Z0-9]{5,15}", re.ASCII)
"""Letters and digits; ICAO 9303 has nine, some states print more."""
_VIETNAMESE = re.compile(r"[A-Z]\d{7,8}", re.ASCII)
"""One letter and seven digits; eight are let through, since a series may grow."""
_OLD_CARD = re.compile(r"\d{9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PassportOptions:
    """Who issued the passport, as the author knows it or as another field says it."""

    issued_by: str = "any"
    country: str | None = None


class PassportType(Line[PassportOptions]):
    """The number of a passport, in capitals and without blanks."""

    name = "passport"
    about = both("Số hộ chiếu.", "The number of a passport.")
    example = Example(
        "{name: ho_chieu, type: passport, label: Số hộ chiếu, country: quoc_tich}",
        "C1234567",
        "ho_chieu.startsWith('C')",
    )
    attributes: ClassVar[Mapping[str, str]] = {"spellcheck": "false", "autocapitalize": "characters"}
    options_class = PassportOptions
    keys = (
        OneOfKey(
            name="issued_by",
            doc="vietnam, foreign or any; a Vietnamese number is a letter and seven or eight digits.",
            words=("any", "vietnam", "foreign"),
            default="any",
        ),
        StringKey(
            name="country", doc="The field with country or nationality; where it says VN, the number is Vietnamese."
        ),
    )

    def options(self, values: dict[str, Any], place: Place) -> PassportOptions | None:
        """Refuse what would be said twice."""
        own = PassportOptions(**values)
        if own.country is not None and own.issued_by != "any":
            place.within("country").wrong("issued_by says already who issued it", "leave one of the two out")
        return own

    def verify(self, spec: FieldSpec, others: Mapping[str, FieldSpec]) -> Sequence[tuple[str, str, str]]:
        """The reference must name a country or nationality."""
        name = self.own(spec).country
        kinds = (CountryType.name, NationalityType.name)
        if name is None or (name in others and others[name].type in kinds):
            return ()
        return (
            ("country", f"'{name}' is no country field of this form", f"name a field of type {' or '.join(kinds)}"),
        )

    def read(self, spec: FieldSpec, raw: Raw) -> str | None:
        """Return the number."""
        number = _NOISE.sub("", clean_line(raw, _LONGEST)).upper()
        if not number:
            return None
        if not _ANY.fullmatch(number):
            raise InvalidAnswer("passport")
        if self.own(spec).issued_by == "vietnam":
            _check_vietnamese(number)
        return number

    def check(self, spec: FieldSpec, value: str, around: Around) -> None:
        """A passport of a Vietnamese is a Vietnamese one."""
        name = self.own(spec).country
        if name is not None and around.answers.get(name) == HOME:
            _check_vietnamese(value)


def _check_vietnamese(number: str) -> None:
    if not _VIETNAMESE.fullmatch(number):
        raise InvalidAnswer("passport_vietnamese")


class OldCitizenIdType(Line[NoOptions]):
    """The 9 digits of an identity card of old (chứng minh nhân dân), which stand in papers issued before 2025."""

    name = "old_citizen_id"
    about = both("Số chứng minh nhân dân 9 số (cũ).", "The 9 digits of an identity card of old.")
    example = Example(
        "{name: so_cmnd, type: old_citizen_id, label: Số chứng minh nhân dân cũ, required: false}",
        '"012345678"',
        "so_cmnd.startsWith('01')",
    )
    attributes: ClassVar[Mapping[str, str]] = {"inputmode": "numeric", "spellcheck": "false"}
    options_class = NoOptions

    def read(self, spec: FieldSpec, raw: Raw) -> str | None:
        """Return the 9 digits."""
        del spec
        number = _NOISE.sub("", clean_line(raw, _LONGEST))
        if not number:
            return None
        if not _OLD_CARD.fullmatch(number) or not number.strip("0"):
            raise InvalidAnswer("old_citizen_id")
        return number
