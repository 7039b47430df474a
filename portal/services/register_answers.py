"""What the population register told, as a draft keeps it and as fields hold it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from forms.fields import REGISTRY
from forms.fields.civil_status import FEMALE, MALE
from forms.fields.listed import ListedType
from forms.sourced import sourced
from forms.spec import FieldSpec, FormSpec, say
from portal.registries.base import Home, PersonRecord, Relative, Sex
from procedures.population import POPULATION, Group
from procedures.sources import POPULATION_REGISTER, source_of

SEXES: Final = {Sex.MALE: MALE, Sex.FEMALE: FEMALE}


def asked_of(spec: FormSpec, told: Mapping[str, Any] = MappingProxyType({})) -> frozenset[str]:
    """Return the names that a form takes from the register; ``told`` are the fields that other sources answer.

    Of those, one whose author puts the register first is asked for all the same.
    """
    return frozenset(name for one in sourced(spec.fields()) for name in _names(one.field, known=one.key in told))


def _names(one: FieldSpec, *, known: bool) -> Iterator[str]:
    for index, path in enumerate(one.sources):
        source = source_of(path)
        if source is not None and source.kind == POPULATION_REGISTER and not (known and index):
            yield source.name


def groups_of(names: Collection[str]) -> tuple[Group, ...]:
    """Return the groups that have to be asked for to learn these names: no other is."""
    wanted = {POPULATION[name].group for name in names if name in POPULATION}
    return tuple(group for group in Group if group in wanted)


def as_kept(record: PersonRecord, names: Collection[str]) -> dict[str, Any]:
    """Return what a record says under these names, as JSON; what it does not say is left out."""
    told: dict[str, Any] = {
        "full_name": record.full_name,
        "citizen_id": record.citizen_id,
        "birth_date": _day(record.birth_date),
        "sex": SEXES[record.sex] if record.sex else None,
        "birth_registered_at": record.birth_registered_at,
        "hometown": record.hometown,
        "ethnicity": record.ethnicity,
        "religion": record.religion,
        "nationality": record.nationality,
        "marital_status": str(record.marital_status) if record.marital_status else None,
        "residence": _home(record.home),
        "current_residence": _home(record.current_home),
        "blood_group": record.blood_group,
        **_relative("father", record.father),
        **_relative("mother", record.mother),
        **_relative("spouse", record.spouse),
        "died_on": _day(record.died_on),
    }
    if record.household is not None:
        told["household_head_name"] = record.household.head_name
        told["household_head_citizen_id"] = record.household.head_citizen_id
        told["relation_to_household_head"] = record.household.relation
    return {name: value for name, value in told.items() if value is not None and name in names}


def in_field(one: FieldSpec, name: str, told: Mapping[str, Any]) -> Any:
    """Return what was told under a name as a field of that type holds it: a code, or its words."""
    value, datum = told.get(name), POPULATION.get(name)
    if datum is None or datum.words_of is None or one.type != "text":
        return value
    kind = REGISTRY[datum.words_of]
    entry = kind.entries().get(value) if isinstance(kind, ListedType) and isinstance(value, str) else None
    return say(entry, "vi") if entry else None


def _relative(who: str, one: Relative | None) -> dict[str, Any]:
    if one is None:
        return {}
    return {
        f"{who}_name": one.full_name,
        f"{who}_citizen_id": one.citizen_id,
        f"{who}_birth_date": _day(one.birth_date),
    }


def _home(home: Home | None) -> dict[str, str] | None:
    return {"province": home.province, "commune": home.commune, "detail": home.detail} if home else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
