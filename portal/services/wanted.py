"""Which list of the desk is wanted, as a value: a view, and what narrows it. It names nobody who filed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID


class View(StrEnum):
    """The lists of the desk; the values stand in addresses."""

    MINE = "cua-toi"
    ROLE = "vai-tro"
    SOON = "sap-den-han"
    OVERDUE = "qua-han"
    ALL = "tat-ca"


class Due(StrEnum):
    """How what is wanted stands against the legal limit; the values stand in addresses."""

    SOON = "sap-den-han"
    OVERDUE = "qua-han"
    NONE = "chua-co-han"
    """The clock has not started, or stands still."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A view, narrowed; what is ``None`` narrows nothing."""

    view: View
    due: Due | None = None
    role: str | None = None
    officer_id: UUID | None = None
    """Who holds the task."""
    agency_id: UUID | None = None
    sector: str | None = None
    procedure: str | None = None
    step: str | None = None
    """A step of ``procedure``; without the procedure it means nothing."""
    status: int | None = None
    label_id: UUID | None = None

    def as_data(self) -> dict[str, Any]:
        """Return the values that narrow it, as they are kept."""
        kept = {name: value for name, value in asdict(self).items() if value is not None}
        return {name: value if isinstance(value, int) else str(value) for name, value in kept.items()}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Wanted:
        """Return what ``as_data`` gave."""
        values = dict(data)
        kinds = {"view": View, "due": Due, "officer_id": UUID, "agency_id": UUID, "label_id": UUID}
        return cls(**{name: kinds[name](value) if name in kinds else value for name, value in values.items()})
