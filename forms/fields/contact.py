"""How a person is reached: telephone and e-mail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from forms.cleaning import clean_line
from forms.errors import InvalidAnswer
from forms.fields.base import Example, NoOptions, Raw, both
from forms.fields.text import Line
from forms.spec import FieldSpec

_LONGEST_PHONE = 40
_LONGEST_EMAIL = 254
_LONGEST_LOCAL = 64
_NOISE = re.compile(r"[ .()\-]")
_PHONE = re.compile(r"0(?:[35789]\d{8}|2\d{9})", re.ASCII)
"""Mobile numbers of 10 digits, fixed lines of 11 beginning with 02 (since the change of 2018)."""
_EMAIL = re.compile(
    r"([a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*)"
    r"@((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63})",
    re.IGNORECASE | re.ASCII,
)
_MOBILE_LENGTH = 10
_SHORT_AREAS = ("024", "028")
"""Hà Nội and Hồ Chí Minh City have area codes of three digits, every other province of four."""


def in_groups(number: str) -> str:
    """Return a telephone number as people read it: 0912 345 678, 024 3825 1234, 0225 382 5123."""
    if len(number) == _MOBILE_LENGTH:
        return f"{number[:4]} {number[4:7]} {number[7:]}"
    area = 3 if number.startswith(_SHORT_AREAS) else 4
    return f"{number[:area]} {number[area:-4]} {number[-4:]}"


class PhoneType(Line[NoOptions]):
    """A Vietnamese telephone number."""

    name = "phone"
    about = both("Số điện thoại Việt Nam.", "A Vietnamese telephone number.")
    example = Example(
        "{name: dien_thoai, type: phone, label: Số điện thoại, from: identity.phone}",
        '"0912345678"',
        "dien_thoai.startsWith('09')",
    )
    attributes: ClassVar[Mapping[str, str]] = {"type": "tel"}
    autocomplete = "tel"
    options_class = NoOptions

    def read(self, spec: FieldSpec, raw: Raw) -> str | None:
        """Return the digits with a leading 0; +84 and 84 are read as 0."""
        del spec
        typed = _NOISE.sub("", clean_line(raw, _LONGEST_PHONE))
        if not typed:
            return None
        number = re.sub(r"^(?:\+84|0084|84)0?", "0", typed)
        if not _PHONE.fullmatch(number):
            raise InvalidAnswer("phone")
        return number

    def show(self, spec: FieldSpec, value: str, language: str) -> str:
        """Return the number in groups."""
        del spec, language
        return in_groups(value)


class EmailType(Line[NoOptions]):
    """An e-mail address."""

    name = "email"
    about = both("Địa chỉ thư điện tử.", "An email address.")
    example = Example(
        "{name: thu, type: email, label: Thư điện tử, required: false}", "lan@vidu.vn", "thu.endsWith('.vn')"
    )
    attributes: ClassVar[Mapping[str, str]] = {"type": "email", "spellcheck": "false"}
    autocomplete = "email"
    options_class = NoOptions

    def read(self, spec: FieldSpec, raw: Raw) -> str | None:
        """Return the address, its domain in lower case."""
        del spec
        typed = clean_line(raw, _LONGEST_EMAIL)
        if not typed:
            return None
        match = _EMAIL.fullmatch(typed)
        if match is None or len(match.group(1)) > _LONGEST_LOCAL:
            raise InvalidAnswer("email")
        return f"{match.group(1)}@{match.group(2).lower()}"
