"""A population register for development: knows the sample people of one file, and nobody else."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from portal.errors import StartError
from portal.registries.base import Home, LookUpRefused, MaritalStatus, PersonRecord, Purpose, Relative, Sex

CITIZEN_ID = re.compile(r"[0-9]{12}")


class SandboxPopulation:
    """The register of the people in a file (`citizens:`). Refuses to exist in production."""

    def __init__(self, people: Path, *, production: bool) -> None:
        if production:
            raise StartError("the register's sandbox does not run in production: PORTAL_ENV is production")
        citizens = {one["key"]: one for one in YAML(typ="safe").load(people)["citizens"]}
        self._records = {one["citizen_id"]: _record(one, citizens) for one in citizens.values()}

    def find(self, citizen_id: str, purpose: Purpose) -> PersonRecord | None:
        """The record of that citizen id; a question without a purpose is refused, as the real register does."""
        if not purpose.dossier or not purpose.reason or not CITIZEN_ID.fullmatch(citizen_id):
            raise LookUpRefused("a look-up needs a citizen id of twelve digits, a dossier and a reason")
        return self._records.get(citizen_id)


def _record(one: Mapping[str, Any], citizens: Mapping[str, Mapping[str, Any]]) -> PersonRecord:
    return PersonRecord(
        citizen_id=one["citizen_id"],
        full_name=one["full_name"],
        sex=Sex(one["sex"]),
        birth_date=one["birth_date"],
        ethnicity=one["ethnicity"],
        nationality=one["nationality"],
        birth_registered_at=one["birth_registered_at"],
        hometown=one["hometown"],
        home=_home(one["residence"]),
        marital_status=MaritalStatus(one["marital_status"]),
        spouse=_relative(citizens[one["spouse"]] if "spouse" in one else None),
        father=_relative(one.get("father")),
        mother=_relative(one.get("mother")),
    )


def _relative(one: Mapping[str, Any] | None) -> Relative | None:
    if one is None:
        return None
    born: date | None = one.get("birth_date")
    return Relative(one["full_name"], one.get("citizen_id"), born)


def _home(lives: Mapping[str, str]) -> Home:
    text = f"{lives['detail']}, {lives['commune_name']}, {lives['province_name']}"
    return Home(lives["province"], lives["commune"], lives["detail"], text)
