"""The time limit of a dossier: that of the first case of the pack that it meets, else the general one."""

from typing import Any

import pytest

from procedures.cases.parsing import read_cases
from procedures.cases.running import run_case
from procedures.limits import lawful_limit
from tests.procedures.samples import CASE, broken, pack, sound
from tests.procedures.test_facts import at
from workflows.duration import as_text

GENERAL = 'time_limit: {within: "same day, cut-off 15:00", law: luat}'
CASES = """\
time_limit:
  within: 3 working days
  law: luat
  where:
    - {when: so_ban > 5, within: 5 working days, say: Từ sáu bản, law: "luat, Điều 2"}
    - {when: facts.mien, within: 2 working days, say: Hộ nghèo}"""
PROCEDURE = sound(pack(GENERAL, CASES))
LIMITS: list[tuple[dict[str, Any], str, str]] = [
    ({}, "3 working days", "luat"),
    ({"so_ban": 5, "dien": "thuong"}, "3 working days", "luat"),
    ({"so_ban": 6, "dien": "ngheo"}, "5 working days", "luat, Điều 2"),
    ({"dien": "ngheo"}, "2 working days", "luat"),
]


@pytest.mark.parametrize(("answers", "within", "law"), LIMITS)
def test_the_first_case_that_holds_replaces_the_general_limit(answers: dict[str, Any], within: str, law: str) -> None:
    limit = lawful_limit(PROCEDURE, answers, at())
    assert (as_text(limit.within), limit.law) == (within, law)


def test_an_offer_replaces_the_general_limit_and_never_that_of_a_case() -> None:
    local = {"time_limit": "4 working days"}
    assert as_text(lawful_limit(PROCEDURE, {"so_ban": 1}, at(), local).within) == "4 working days"
    assert as_text(lawful_limit(PROCEDURE, {"so_ban": 6}, at(), local).within) == "5 working days"


def test_a_golden_case_promises_by_it() -> None:
    many = CASE.replace("so_ban: 2", "so_ban: 6")
    many = many[: many.index("expect:")] + "documents: [giay]\nexpect:\n  promised: 2026-11-30\n"
    procedure = sound(pack(GENERAL, CASES, cases__a_dot_yaml=many))
    ((case,), wrong) = read_cases(procedure)
    assert wrong == []
    assert [str(one) for one in run_case(procedure, case).findings] == []


@pytest.mark.parametrize(
    ("spoiled", "message"),
    [
        ("so_ban > 5", "so_bn > 5"),
        ("within: 5 working days", "within: soon"),
        (", say: Từ sáu bản", ""),
        ("luat, Điều 2", "lut, Điều 2"),
    ],
)
def test_what_is_wrong_with_a_case_is_told(spoiled: str, message: str) -> None:
    assert broken(GENERAL, CASES.replace(spoiled, message)).procedure is None
