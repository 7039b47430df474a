"""The example in the authors' guide is a sound workflow, and every key is explained there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from workflows.lawful import Fees
from workflows.parsing import parse_workflow
from workflows.soundness import findings
from workflows.spec import Join, Outcome
from workflows.vocabulary import ACTION_KEYS, BRANCH_KEYS, FORK_KEYS, ROLES, SLIPS, STANDING_FACTS, STEP_KEYS

AUTHORING = Path(__file__).parents[2] / "docs/authoring"
GUIDE = (AUTHORING / "workflow.md").read_text(encoding="utf-8")
BRANCHES = (AUTHORING / "branches.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("guide", "facts"), [(GUIDE, ()), (BRANCHES, ("o_nhieu_noi",))], ids=["workflow", "branches"])
def test_the_example_is_sound(guide: str, facts: tuple[str, ...]) -> None:
    example = re.search(r"```yaml\n(workflow:.*?)```", guide, re.DOTALL)
    assert example is not None
    raw = YAML(typ="safe").load(example[1])
    spec, problems = parse_workflow(raw["workflow"], facts=facts, papers=["result"])
    assert problems == []
    assert spec is not None
    assert findings(spec, can_hold=facts, fees=Fees(before_acceptance=True)) == []


def test_every_word_of_the_pack_language_is_explained() -> None:
    words = {*STEP_KEYS, *ACTION_KEYS, *ROLES, *SLIPS, *STANDING_FACTS}
    assert {word for word in words if f"`{word}" not in GUIDE} == set()
    assert {word for word in (*FORK_KEYS, *BRANCH_KEYS, *Join, *Outcome) if f"`{word}" not in BRANCHES} == set()
