"""By which rules a step is given to somebody, as a pack says it."""

from __future__ import annotations

import pytest

from workflows.parsing import parse_workflow
from workflows.spec import Rule, RuleKind

LAST, LOAD, AREA = Rule(RuleKind.LAST_HANDLER), Rule(RuleKind.LOAD), Rule(RuleKind.AREA, "khu_pho")


def raw(assigned_by: object) -> dict[str, object]:
    step = {"title": "Thẩm định", "role": "case_officer", "status": "processing", "assigned_by": assigned_by}
    return {
        "steps": {"tham_dinh": {**step, "actions": {"xong": {"to": "het"}}}},
        "ends": {"het": {"status": "stopped"}},
    }


@pytest.mark.parametrize(
    ("written", "rules"),
    [
        ("load", (LOAD,)),
        ("last_handler", (LAST,)),
        ({"area": "khu_pho"}, (AREA,)),
        (["last_handler", {"area": "khu_pho"}, "load"], (LAST, AREA, LOAD)),
    ],
)
def test_a_step_says_its_rules_in_order(written: object, rules: tuple[Rule, ...]) -> None:
    spec, problems = parse_workflow(raw(written), fields=["khu_pho"])
    assert problems == []
    assert spec is not None
    assert spec.steps["tham_dinh"].assigned_by == rules


@pytest.mark.parametrize(
    ("written", "cure"),
    [
        ("area", "write `last_handler`"),
        ("least", "write `last_handler`"),
        (["load", "load"], "name each rule once"),
        ([], "write `last_handler`"),
        (None, "write `last_handler`"),
        ({"area": "khu_po"}, "did you mean 'khu_pho'?"),
        ({"area": 3}, "known: khu_pho"),
        ({"area": "khu_pho", "load": True}, "write `last_handler`"),
    ],
)
def test_anything_else_is_told_with_its_cure(written: object, cure: str) -> None:
    spec, problems = parse_workflow(raw(written), fields=["khu_pho"])
    assert spec is None
    (problem,) = problems
    assert problem.path == ("workflow", "steps", "tham_dinh", "assigned_by")
    assert cure in problem.cure
