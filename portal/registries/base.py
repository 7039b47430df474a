"""The contract of the population register: who a citizen id belongs to, as the state has it on record.

    RegistryError
    ├── RegistryUnavailable    no answer: ask the person instead, and try again later
    └── LookUpRefused          the register does not answer this question to us

Each look-up names its purpose and the dossier it serves, because each is recorded on both sides (Luật 91/2025/QH15).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from portal.errors import PortalError

CALL_LIMIT = 5.0
"""Seconds that one look-up may take."""


class RegistryError(PortalError):
    """A register cannot answer."""


class RegistryUnavailable(RegistryError):
    """The register gives no answer."""


class LookUpRefused(RegistryError):
    """The register does not answer this question to us."""


class Sex(StrEnum):
    """As it stands in the register."""

    MALE = "male"
    FEMALE = "female"


class MaritalStatus(StrEnum):
    """As it stands in the register."""

    SINGLE = "single"
    MARRIED = "married"
    DIVORCED = "divorced"
    WIDOWED = "widowed"


@dataclass(frozen=True, slots=True)
class Relative:
    """A father, mother, husband or wife, as far as the register tells."""

    full_name: str
    citizen_id: str | None = None
    birth_date: date | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """Where someone is permanently resident: codes of 2025, and the same in words."""

    province: str
    commune: str
    detail: str
    text: str


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """What the register knows of one citizen; None where it knows nothing."""

    citizen_id: str
    full_name: str
    sex: Sex
    birth_date: date
    ethnicity: str | None = None
    nationality: str | None = None
    birth_registered_at: str | None = None
    hometown: str | None = None
    home: Home | None = None
    marital_status: MaritalStatus | None = None
    spouse: Relative | None = None
    father: Relative | None = None
    mother: Relative | None = None


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why a look-up is made: which dossier, and what for in a few words."""

    dossier: str
    reason: str


class PopulationRegistry(Protocol):
    """The register of the population. Every look-up calls the outside: never make it in a transaction."""

    def find(self, citizen_id: str, purpose: Purpose) -> PersonRecord | None:
        """The record of that citizen id, or None when there is none. Raises `RegistryUnavailable`, `LookUpRefused`."""
        ...
