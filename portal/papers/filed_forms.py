"""The form as it was filed (tờ khai), as values: answers in words, files by their hashes, and who signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from forms.answers import Shown

COMMON_LAYOUT: Final = "papers/filed_form.html"
"""The layout of every form whose pack brings none of its own."""


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the form."""

    title: str
    answers: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class FiledFile:
    """One file that was filed with the form: the document that it is for, its name, and the SHA-256 of its bytes."""

    title: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Somebody else who confirmed the form with their own electronic identity."""

    name: str
    number: str
    title: str
    """As what: Thành viên hộ gia đình."""
    at: datetime
    assurance: int
    digest: str
    """SHA-256 of what was confirmed."""


@dataclass(frozen=True, slots=True)
class ToSign:
    """How the result is handed over, and the fee in whole đồng; ``None`` while the answers do not tell it."""

    delivery: str
    fee: int | None


@dataclass(frozen=True, slots=True)
class FiledForm:
    """What was filed, by whom, when, and how it was signed."""

    to: str
    """Kính gửi: the agency that decides."""
    number: int
    """1 for the filing itself; each supplement adds one."""
    filed_at: datetime
    sections: tuple[Section, ...]
    declarations: tuple[str, ...]
    """What the person declared, word by word."""
    files: tuple[FiledFile, ...]
    sha256: str
    """Of the answer set, which the database keeps byte for byte."""
    person_number: str | None = None
    """Số định danh or mã số thuế of who files."""
    assurance: int = 0
    """The level of the electronic identity with which it was confirmed; 0 where no such identity was used."""
    confirmed: tuple[Confirmed, ...] = ()
    """Who else confirmed it before it was filed."""
    represents: str | None = None
    """For whom it was filed and by what right, where it was for another."""
    confirmed_at: datetime | None = None
    """When the person at a counter confirmed what an officer had filled in; ``None`` for who filed it themselves."""
    by_hand: bool = False
    """Whether that was done by signing a printed form."""
    to_sign: ToSign | None = None
    """What the last page of the filing says, when it is printed to be signed by hand before it is filed."""
