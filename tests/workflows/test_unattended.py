"""What the portal may do without anybody, and what it may not; and that nobody does it in its place."""

from __future__ import annotations

from typing import Any

import pytest

from workflows.errors import Refusal, RefusalReason
from workflows.machine import actions_for, automatic_action, take
from workflows.parsing import parse_workflow
from workflows.soundness import findings
from workflows.spec import WorkflowSpec
from workflows.vocabulary import SYSTEM


def raw(**changes: Any) -> dict[str, Any]:
    seal = {"to": "het", "number": True, "sign": "agency", "paper": "result", "unattended": True}
    accept = {"to": "cap", "when": "co", "needs": "fees_settled", "accepts": True, "unattended": True}
    refuse = {"to": "khong", "unless": "co", "reasons": "required"}
    first = {"title": "Nhận", "role": "receptionist", "status": "new", "automatic": "co"}
    second = {"title": "Cấp", "role": "clerk", "status": "processing", "automatic": "co"}
    return {
        "steps": {
            "nhan": {**first, "actions": {"nhan": accept, "tu_choi": refuse}},
            "cap": {**second, "actions": {"cap": {**seal, **changes}}},
        },
        "ends": {"het": {"status": "returned"}, "khong": {"status": "not_accepted"}},
    }


def spec_of(written: dict[str, Any]) -> WorkflowSpec:
    spec, problems = parse_workflow(written, facts=["co"], papers=["result"])
    assert problems == []
    assert spec is not None
    return spec


def test_it_waits_for_its_facts_and_then_goes_by_itself() -> None:
    spec = spec_of(raw())
    assert findings(spec, can_hold=["co"]) == []
    assert automatic_action(spec, "nhan", {"co"}) is None
    assert automatic_action(spec, "nhan", {"fees_settled"}) is None
    ready = {"co", "fees_settled"}
    found = automatic_action(spec, "nhan", ready)
    assert found is not None
    assert not isinstance(take(spec, "nhan", found.name, roles={SYSTEM}, facts=ready), Refusal)
    assert not isinstance(take(spec, "cap", "cap", roles={SYSTEM}, facts=ready), Refusal)


def test_nobody_seals_what_nobody_signed() -> None:
    spec = spec_of(raw())
    assert actions_for(spec, "cap", {"clerk"}, {"co"}) == []
    refused = take(spec, "cap", "cap", roles={"clerk"}, facts={"co"})
    assert isinstance(refused, Refusal)
    assert refused.reason is RefusalReason.NOT_OFFERED
    # Accepting by hand what the portal would accept anyway harms nobody.
    assert not isinstance(take(spec, "nhan", "nhan", roles={"receptionist"}, facts={"co", "fees_settled"}), Refusal)


def test_who_comes_there_without_the_fact_would_be_stuck_and_that_is_found() -> None:
    written = raw()
    written["steps"]["nhan"]["actions"]["tay"] = {"to": "cap", "unless": "co", "accepts": True}
    codes = {one.code for one in findings(spec_of(written), can_hold=["co"])}  # type: ignore[attr-defined]
    assert "dead_end" in codes


def test_a_seal_that_a_person_puts_needs_a_signature_still() -> None:
    codes = {one.code for one in findings(spec_of(raw(unattended=False)), can_hold=["co"])}  # type: ignore[attr-defined]
    assert {"number_before_signature", "seal_before_signature", "issue_before_signature"} <= codes


@pytest.mark.parametrize(
    "changes", [{"sign": "personal"}, {"reasons": "required"}, {"assign": "clerk"}], ids=["sign", "reasons", "assign"]
)
def test_what_needs_a_person_is_never_unattended(changes: dict[str, str]) -> None:
    spec, problems = parse_workflow(raw(**changes), facts=["co"], papers=["result"])
    assert spec is None
    assert "leave `unattended` out" in {one.cure for one in problems}


def test_only_at_an_automatic_step() -> None:
    written = raw()
    del written["steps"]["cap"]["automatic"]
    spec, problems = parse_workflow(written, facts=["co"], papers=["result"])
    assert spec is None
    assert [one.cure for one in problems] == ["give the step 'cap' `automatic: <fact>`"]
