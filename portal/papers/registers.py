"""Form 07 of TT 03/2025/TT-VPCP Phụ lục I, the register of dossiers (sổ theo dõi hồ sơ), as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

TEMPLATE: Final = "papers/register.html"
TITLE: Final = "Sổ theo dõi hồ sơ"


@dataclass(frozen=True, slots=True)
class Entry:
    """One dossier of the register; who files is empty where the reader may not see people."""

    code: str
    procedure: str
    applicant: str
    address: str
    phone: str
    agency: str
    """The competent agency."""
    received_at: datetime
    promised_at: datetime | None
    returned_at: datetime | None
    delivery: str
    note: str
    sets: int = 1

    @property
    def code_parts(self) -> tuple[str, ...]:
        """Return the code in the parts after which a narrow column may break it."""
        *parts, last = self.code.split("-")
        return (*(f"{part}-" for part in parts), last)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the entries."""

    agency: str
    since: date
    until: date
    with_people: bool
    filters: tuple[str, ...] = ()
    """What the register was narrowed to, in words."""
