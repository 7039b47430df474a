"""The sample data offers each shipped procedure where the law has it handled, with every role staffed."""

import re
from typing import Any

import pytest

from portal.cli.sample import accounts, handles, read
from procedures import catalogue
from tests.shipped import sound
from workflows.asking import AskedKind

SAMPLE = read()


def roles_at(agency: str) -> set[str]:
    return {one["role"] for one in SAMPLE["officers"] if one["agency"] == agency}


@pytest.mark.parametrize("pack", catalogue.shipped(), ids=lambda one: one.code)
def test_a_shipped_procedure_is_offered_by_agencies_with_all_its_roles(pack: catalogue.Shipped) -> None:
    procedure = sound(pack.path)
    offering = [one["code"] for one in SAMPLE["agencies"] if handles(SAMPLE, one, pack.sector, procedure.competence)]
    assert offering
    asked = [one for step in procedure.workflow.steps.values() if step.opinions for one in step.opinions.to]
    for one in asked:
        meant = [SAMPLE["asked"][one.name]] if one.kind is AskedKind.AGENCY else offering
        assert {code: one.role in roles_at(code) for code in meant} == dict.fromkeys(meant, True)
    assert {code: procedure.workflow.roles_at(None) - roles_at(code) for code in offering} == {
        code: set() for code in offering
    }
    for name in procedure.workflow.agencies:
        assert procedure.workflow.roles_at(name) <= roles_at(SAMPLE["asked"][name])


AGENCIES: list[dict[str, Any]] = [
    {"code": "a", "tier": "commune"},
    {"code": "b", "tier": "commune", "sectors": ["cu-tru"]},
    {"code": "c", "tier": "province"},
    {"code": "d", "tier": "department", "sectors": ["dat-dai"]},
    {"code": "e", "tier": "department"},
]


@pytest.mark.parametrize(
    ("sector", "competence", "handled"),
    [
        ("ho-tich", "commune", "a"),
        ("cu-tru", "commune", "b"),
        ("cu-tru", "province", "c"),
        ("dat-dai", "province", "d"),
    ],
)
def test_who_names_sectors_handles_those_alone_and_others_what_nobody_names(
    sector: str, competence: str, handled: str
) -> None:
    sample = {"agencies": AGENCIES}
    assert [one["code"] for one in AGENCIES if handles(sample, one, sector, competence)] == [handled]


def test_the_accounts_stand_in_three_columns_whatever_a_pack_calls_its_roles() -> None:
    for officer, line in zip(SAMPLE["officers"], accounts(SAMPLE["officers"]), strict=True):
        assert re.split(r"\s{2,}", line) == [officer["username"], officer["role"], officer["full_name"]]
