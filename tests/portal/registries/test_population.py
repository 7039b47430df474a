"""The sample people hold together, and the register's sandbox tells of them and of nobody else."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from forms.fields.citizen_numbers import BIRTH_PLACES, birth_year, is_male
from forms.fields.lists import listed
from forms.fields.units import communes, provinces
from portal.errors import StartError
from portal.identity.sandbox.people import PEOPLE
from portal.registries.base import (
    LookUpRefused,
    MaritalStatus,
    PersonRecord,
    PopulationRegistry,
    Purpose,
    Relative,
    Sex,
)
from portal.registries.sandbox import SandboxPopulation
from procedures.population import POPULATION, Group

PURPOSE = Purpose("H26.01-20261122-0000001", "trích lục kết hôn")
ALL = tuple(Group)

BELONGS = {
    Group.NAME: {"full_name"},
    Group.BIRTH_DATE: {"birth_date"},
    Group.SEX: {"sex"},
    Group.BIRTH_REGISTRATION: {"birth_registered_at"},
    Group.HOMETOWN: {"hometown"},
    Group.ETHNICITY: {"ethnicity"},
    Group.RELIGION: {"religion"},
    Group.NATIONALITY: {"nationality"},
    Group.MARITAL_STATUS: {"marital_status"},
    Group.RESIDENCE: {"home", "current_home"},
    Group.BLOOD_GROUP: {"blood_group"},
    Group.RELATIVES: {"spouse", "father", "mother"},
    Group.HOUSEHOLD: {"household"},
    Group.DEATH: {"died_on"},
}


@pytest.fixture(scope="module")
def register() -> PopulationRegistry:
    return SandboxPopulation(PEOPLE, production=False)


def records(register: PopulationRegistry) -> list[PersonRecord]:
    found = [register.find(one["citizen_id"], ALL, PURPOSE) for one in YAML(typ="safe").load(PEOPLE)["citizens"]]
    return [record for record in found if record is not None]


def test_there_are_six(register: PopulationRegistry) -> None:
    assert len(records(register)) == 6


def test_every_number_says_what_the_record_says(register: PopulationRegistry) -> None:
    for record in records(register):
        assert record.birth_date is not None
        assert record.citizen_id[:3] in BIRTH_PLACES
        assert birth_year(record.citizen_id) == record.birth_date.year
        assert is_male(record.citizen_id) == (record.sex is Sex.MALE)
        for relative, male in ((record.father, True), (record.mother, False)):
            if relative is not None and relative.citizen_id and relative.birth_date:
                assert is_male(relative.citizen_id) is male
                assert birth_year(relative.citizen_id) == relative.birth_date.year
                assert relative.birth_date.year < record.birth_date.year - 15


def test_every_home_is_a_place_of_today(register: PopulationRegistry) -> None:
    for record in records(register):
        assert record.home is not None
        assert record.home.province in provinces()
        assert record.home.commune in communes(record.home.province)
        assert communes(record.home.province)[record.home.commune] in record.home.text


def test_spouses_know_each_other(register: PopulationRegistry) -> None:
    wife = register.find("001195999101", ALL, PURPOSE)
    assert wife is not None
    assert wife.marital_status is MaritalStatus.MARRIED
    assert isinstance(wife.spouse, Relative)
    husband = register.find(str(wife.spouse.citizen_id), ALL, PURPOSE)
    assert husband is not None
    assert husband.spouse is not None
    assert husband.spouse.citizen_id == wife.citizen_id


def test_nobody_else_is_known(register: PopulationRegistry) -> None:
    assert register.find("001195999999", ALL, PURPOSE) is None


@pytest.mark.parametrize(
    ("citizen_id", "purpose"),
    [("001195999101", Purpose("", "x")), ("001195999101", Purpose("x", "")), ("1", PURPOSE), ("' OR 1=1", PURPOSE)],
)
def test_no_answer_without_a_purpose(register: PopulationRegistry, citizen_id: str, purpose: Purpose) -> None:
    with pytest.raises(LookUpRefused):
        register.find(citizen_id, ALL, purpose)


def test_nothing_is_told_that_was_not_asked(register: PopulationRegistry) -> None:
    for group in Group:
        record = register.find("048204999104", [group], PURPOSE)
        assert record is not None
        told = {name for name in PersonRecord.__slots__ if getattr(record, name) is not None} - {"citizen_id"}
        assert told <= BELONGS[group], group
        assert told or group in {Group.BLOOD_GROUP, Group.HOUSEHOLD, Group.DEATH}
    with pytest.raises(LookUpRefused):
        register.find("048204999104", [], PURPOSE)


def test_there_are_fourteen_groups_and_packs_can_name_each_but_death() -> None:
    assert len(Group) == 14
    assert {datum.group for datum in POPULATION.values()} == set(Group) - {Group.DEATH}


def test_codes_are_those_that_fields_know(register: PopulationRegistry) -> None:
    for record in records(register):
        assert record.ethnicity in listed("ethnic_groups")
        assert record.religion in listed("religions")
        assert record.nationality == "VN"


def test_production_has_no_sandbox(tmp_path: Path) -> None:
    with pytest.raises(StartError):
        SandboxPopulation(tmp_path / "none.yaml", production=True)
