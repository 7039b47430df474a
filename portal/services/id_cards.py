"""Who stands at the counter: what the chip card's QR code says, or what an officer reads on a paper and types.

The code holds one line (thông tin trên mã QR của thẻ căn cước): number, old number, name, birth, sex, address, day of
issue, with a bar between them. A scanner types it like a keyboard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from forms.cleaning import clean_line
from forms.errors import InvalidAnswer
from forms.fields.citizen_numbers import check_citizen_id, is_male
from forms.fields.civil_status import FEMALE, MALE
from portal.errors import DomainError

CHIP: Final = "chip"
TYPED: Final = "typed"
_LONGEST: Final = 1_000
_PARTS: Final = 7
_DAY: Final = re.compile(r"(\d\d)(\d\d)(\d{4})", re.ASCII)
_SEXES: Final = {"nam": MALE, "nữ": FEMALE}


@dataclass(frozen=True, slots=True)
class Presented:
    """What a person showed of who they are, and how it was taken over (``by``: ``chip`` or ``typed``)."""

    number: str
    full_name: str
    birth_date: date
    by: str

    @property
    def sex(self) -> str:
        """Return the sex, which the number says."""
        return MALE if is_male(self.number) else FEMALE

    def as_json(self, at: datetime) -> dict[str, Any]:
        """Return it as a draft keeps it, under the names of what an electronic identity tells."""
        told = {
            "citizen_id": self.number,
            "full_name": self.full_name,
            "birth_date": self.birth_date.isoformat(),
            "sex": self.sex,
        }
        return {"by": self.by, "at": at.isoformat(), "told": told}


class CardUnreadableError(DomainError):
    """The text is not that of a card: ``what`` is ``parts``, ``number``, ``birth``, ``sex`` or ``issued``."""

    def __init__(self, what: str) -> None:
        """Name the part that cannot be read."""
        super().__init__(f"the card cannot be read: {what}")
        self.what = what


def read_card(text: str, today: date) -> Presented:
    """Return what the QR code of a card says; raise ``CardUnreadableError``.

    Whether name and birth fit together with the number is judged where they are taken over, as for what is typed.
    """
    try:
        parts = [part.strip() for part in clean_line(text, _LONGEST).split("|")]
    except InvalidAnswer:
        raise CardUnreadableError("parts") from None
    if len(parts) < _PARTS:
        raise CardUnreadableError("parts")
    number, _old, name, birth, sex, _address, issued = parts[:_PARTS]
    _demand_number(number)
    presented = Presented(number, name, _day(birth, "birth", today), CHIP)
    _day(issued, "issued", today)
    if _SEXES.get(sex.casefold()) != presented.sex:
        raise CardUnreadableError("sex")
    return presented


def _demand_number(number: str) -> None:
    try:
        check_citizen_id(number)
    except InvalidAnswer:
        raise CardUnreadableError("number") from None


def _day(text: str, what: str, today: date) -> date:
    """Return the day of eight digits; one that is still to come stands on no card."""
    digits = _DAY.fullmatch(text)
    if digits is None:
        raise CardUnreadableError(what)
    day, month, year = map(int, digits.groups())
    try:
        read = date(year, month, day)
    except ValueError:
        raise CardUnreadableError(what) from None
    if read > today:
        raise CardUnreadableError(what)
    return read
