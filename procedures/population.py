"""What the population register holds of a citizen: fourteen groups of data, and the names of their parts.

The groups are those of Luật Căn cước công dân 2014 Điều 9, with which the register was opened; Luật Căn cước 2023
widened it, and what a connector can really ask is settled with whoever runs the register.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Group(StrEnum):
    """One group of data: the least that can be asked for."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    BIRTH_REGISTRATION = "birth_registration"
    HOMETOWN = "hometown"
    ETHNICITY = "ethnicity"
    RELIGION = "religion"
    NATIONALITY = "nationality"
    MARITAL_STATUS = "marital_status"
    RESIDENCE = "residence"
    BLOOD_GROUP = "blood_group"
    RELATIVES = "relatives"
    HOUSEHOLD = "household"
    DEATH = "death"


@dataclass(frozen=True, slots=True)
class Datum:
    """One thing that a source can tell: which group it is asked with, and which types of fields can hold it."""

    types: tuple[str, ...]
    group: Group
    words_of: str | None = None
    """The type whose list of codes says it in words, where a field of text is to hold it."""


_NAME: Final = ("person_name", "text")
_NUMBER: Final = ("citizen_id", "text")
_TEXT: Final = ("text", "long_text")


def _relative(who: str) -> dict[str, Datum]:
    return {
        f"{who}_name": Datum(_NAME, Group.RELATIVES),
        f"{who}_citizen_id": Datum(_NUMBER, Group.RELATIVES),
        f"{who}_birth_date": Datum(("date",), Group.RELATIVES),
    }


POPULATION: Final[Mapping[str, Datum]] = MappingProxyType(
    {
        "full_name": Datum(_NAME, Group.NAME),
        "citizen_id": Datum(_NUMBER, Group.NAME),
        "birth_date": Datum(("date",), Group.BIRTH_DATE),
        "sex": Datum(("sex", "text"), Group.SEX, "sex"),
        "birth_registered_at": Datum(_TEXT, Group.BIRTH_REGISTRATION),
        "hometown": Datum(_TEXT, Group.HOMETOWN),
        "ethnicity": Datum(("ethnic_group", "text"), Group.ETHNICITY, "ethnic_group"),
        "religion": Datum(("religion", "text"), Group.RELIGION, "religion"),
        "nationality": Datum(("nationality", "country", "text"), Group.NATIONALITY, "nationality"),
        "marital_status": Datum(("choice",), Group.MARITAL_STATUS),
        "residence": Datum(("address",), Group.RESIDENCE),
        "current_residence": Datum(("address",), Group.RESIDENCE),
        "blood_group": Datum(("choice", "text"), Group.BLOOD_GROUP),
        **_relative("father"),
        **_relative("mother"),
        **_relative("spouse"),
        "household_head_name": Datum(_NAME, Group.HOUSEHOLD),
        "household_head_citizen_id": Datum(_NUMBER, Group.HOUSEHOLD),
        "relation_to_household_head": Datum(_TEXT, Group.HOUSEHOLD),
    }
)
"""By the name that stands behind ``population.`` in a pack; nobody who files is asked about their death."""
