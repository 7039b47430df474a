"""The contracts of the registers: who a citizen id belongs to, and what stands in the lists that the state keeps.

    RegistryError
    ├── RegistryUnavailable    no answer: ask the person instead
    ├── RegistryBroken         what came back cannot be believed: ask the person instead
    └── LookUpRefused          the register does not answer this question to us

Each look-up names its purpose, the dossier it serves and the groups of data that it needs, because each is recorded on
both sides (Luật 91/2025/QH15); nothing is told that was not asked for.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from forms.fields.registry_lists import RegistryEntry
from portal.errors import PortalError
from procedures.population import Group

CALL_LIMIT = 5.0
"""Seconds that one look-up may take."""


class RegistryError(PortalError):
    """A register cannot answer."""


class RegistryUnavailable(RegistryError):
    """The register gives no answer."""


class RegistryBroken(RegistryError):
    """What came back cannot be believed."""


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
    """Where someone lives: codes of 2025, and the same in words."""

    province: str
    commune: str
    detail: str
    text: str


@dataclass(frozen=True, slots=True)
class Household:
    """In whose household someone lives, and what they are to that person."""

    head_name: str
    head_citizen_id: str | None = None
    relation: str | None = None


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """What the register tells of one citizen; None where it knows nothing or was not asked."""

    citizen_id: str
    """The number that was asked about: whoever gets an answer looks whether it is the right one."""
    full_name: str | None = None
    sex: Sex | None = None
    birth_date: date | None = None
    ethnicity: str | None = None
    """The official code of the ethnic group (`forms/data/ethnic_groups.json`)."""
    religion: str | None = None
    """The code of `forms/data/religions.json`."""
    nationality: str | None = None
    """The two letters of ISO 3166-1."""
    birth_registered_at: str | None = None
    hometown: str | None = None
    home: Home | None = None
    current_home: Home | None = None
    marital_status: MaritalStatus | None = None
    blood_group: str | None = None
    spouse: Relative | None = None
    father: Relative | None = None
    mother: Relative | None = None
    household: Household | None = None
    died_on: date | None = None


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why a look-up is made: which dossier, and what for in a few words."""

    dossier: str
    reason: str


class PopulationRegistry(Protocol):
    """The register of the population. Every look-up calls the outside: never make it in a transaction or a request."""

    def find(self, citizen_id: str, groups: Collection[Group], purpose: Purpose) -> PersonRecord | None:
        """The asked groups of the record of that citizen id, or None when there is none. Raises `RegistryError`."""
        ...


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """What a list holds of some words: the nearest entries, and how many there are in all."""

    entries: tuple[RegistryEntry, ...]
    count: int


class RegistryLists(Protocol):
    """The lists of registries: lines of business, health facilities, schools, units. Never search in a transaction."""

    def search(self, registry: str, typed: str) -> ListAnswer:
        """Return the entries of a list that hold the typed words, the nearest first. Raises `RegistryError`."""
        ...
