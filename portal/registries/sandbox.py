"""A population register for development: knows the sample people of one file, and nobody else."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ruamel.yaml import YAML

from forms.fields.lists import by_name, folded, listed
from portal.errors import StartError
from portal.registries.base import (
    Home,
    Household,
    LookUpRefused,
    MaritalStatus,
    PersonRecord,
    Purpose,
    Relative,
    Sex,
)
from procedures.population import Group

PEOPLE = Path(__file__).parent.parent / "identity" / "sandbox" / "people.yaml"
"""The one file of sample people, which the sandbox of the e-ID reads too."""
CITIZEN_ID = re.compile(r"[0-9]{12}")
Sample = Mapping[str, Any]
Citizens = Mapping[str, Sample]


class SandboxPopulation:
    """The register of the people in a file (`citizens:`). Refuses to exist in production."""

    def __init__(self, people: Path, *, production: bool) -> None:
        if production:
            raise StartError("the register's sandbox does not run in production: PORTAL_ENV is production")
        self._citizens: Citizens = {one["key"]: one for one in YAML(typ="safe").load(people)["citizens"]}
        self._keys = {one["citizen_id"]: key for key, one in self._citizens.items()}

    def find(self, citizen_id: str, groups: Collection[Group], purpose: Purpose) -> PersonRecord | None:
        """The asked groups; a question without a purpose or a group is refused, as the real register does."""
        if not groups or not purpose.dossier or not purpose.reason or not CITIZEN_ID.fullmatch(citizen_id):
            raise LookUpRefused("a look-up needs a citizen id of twelve digits, groups, a dossier and a reason")
        key = self._keys.get(citizen_id)
        if key is None:
            return None
        told: dict[str, Any] = {}
        for group in groups:
            told |= TELLING[group](self._citizens[key], self._citizens)
        return PersonRecord(citizen_id=citizen_id, **told)


def _plain(name: str) -> Callable[[Sample, Citizens], dict[str, Any]]:
    return lambda one, _others: {name: one.get(name)}


def _listed(name: str, of: str) -> Callable[[Sample, Citizens], dict[str, Any]]:
    codes = by_name(listed(of))
    return lambda one, _others: {name: codes[folded(one[name])] if name in one else None}


def _homes(one: Sample, _others: Citizens) -> dict[str, Any]:
    home = _home(one["residence"])
    return {"home": home, "current_home": _home(one["current_residence"]) if "current_residence" in one else home}


def _relatives(one: Sample, others: Citizens) -> dict[str, Any]:
    spouse = others[one["spouse"]] if "spouse" in one else None
    named = {"spouse": spouse, "father": one.get("father"), "mother": one.get("mother")}
    return {name: _relative(found) for name, found in named.items()}


def _household(one: Sample, others: Citizens) -> dict[str, Any]:
    lives = one.get("household")
    if lives is None:
        return {}
    head = others[lives["head"]]
    return {"household": Household(head["full_name"], head["citizen_id"], lives["relation"])}


TELLING: Mapping[Group, Callable[[Sample, Citizens], dict[str, Any]]] = MappingProxyType(
    {
        Group.NAME: _plain("full_name"),
        Group.BIRTH_DATE: _plain("birth_date"),
        Group.SEX: lambda one, _others: {"sex": Sex(one["sex"])},
        Group.BIRTH_REGISTRATION: _plain("birth_registered_at"),
        Group.HOMETOWN: _plain("hometown"),
        Group.ETHNICITY: _listed("ethnicity", "ethnic_groups"),
        Group.RELIGION: _listed("religion", "religions"),
        Group.NATIONALITY: _listed("nationality", "countries"),
        Group.MARITAL_STATUS: lambda one, _others: {"marital_status": MaritalStatus(one["marital_status"])},
        Group.RESIDENCE: _homes,
        Group.BLOOD_GROUP: _plain("blood_group"),
        Group.RELATIVES: _relatives,
        Group.HOUSEHOLD: _household,
        Group.DEATH: _plain("died_on"),
    }
)
"""What each group says of a sample person."""


def _relative(one: Sample | None) -> Relative | None:
    if one is None:
        return None
    born: date | None = one.get("birth_date")
    return Relative(one["full_name"], one.get("citizen_id"), born)


def _home(lives: Mapping[str, str]) -> Home:
    text = f"{lives['detail']}, {lives['commune_name']}, {lives['province_name']}"
    return Home(lives["province"], lives["commune"], lives["detail"], text)
