"""Each kind of flaw is found, with the step and a shortest trail; the sound workflow has none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflows.samples import FACTS, Spoil, sound
from workflows.lawful import Fees
from workflows.paths import MOST_FACTS
from workflows.soundness import Flaw, findings


def flaws(spoil: Spoil | None = None, **given: Any) -> list[Flaw]:
    found = findings(sound(spoil), can_hold=given.pop("can_hold", FACTS), **given)
    return [flaw for flaw in found if isinstance(flaw, Flaw)]


def action(raw: dict[str, Any], step: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = raw["steps"][step]["actions"][name]
    return found


def test_the_sample_is_sound() -> None:
    assert flaws() == []
    assert flaws(fees=Fees(before_acceptance=True)) == []


def test_a_fee_that_is_due_at_a_step_is_asked_for_before_the_result() -> None:
    (flaw,) = flaws(fees=Fees(at=frozenset({"ky"})))
    assert (flaw.code, flaw.step) == ("answered_unpaid", "phat_hanh")
    assert flaw.trail[-1] == "phat_hanh"
    asked = lambda raw: action(raw, "phat_hanh", "phat_hanh").update(needs="fees_settled")  # noqa: E731 - one word
    assert flaws(asked, fees=Fees(at=frozenset({"ky"}))) == []


def lonely(raw: dict[str, Any]) -> None:
    raw["steps"]["le_loi"] = {
        "title": "Lẻ loi", "role": "clerk", "status": "processing", "actions": {"di": {"to": "tra_ket_qua"}}
    }  # fmt: skip


SPOILT: list[tuple[str, str, Spoil]] = [
    ("unreachable", "le_loi", lonely),
    ("unreachable_end", "bi_bac", lambda raw: raw["steps"]["ky"]["actions"].pop("bac")),
    ("dead_end", "tham_dinh", lambda raw: raw["steps"]["tham_dinh"]["actions"].pop("trinh")),
    ("contradiction", "tham_dinh", lambda raw: action(raw, "tham_dinh", "trinh").update(when="cao_tang")),
    ("contradiction", "tham_dinh", lambda raw: action(raw, "tham_dinh", "trinh").update(needs="cao_tang")),
    ("issue_before_signature", "phat_hanh", lambda raw: action(raw, "ky", "duyet").pop("sign")),
    ("seal_before_signature", "phat_hanh", lambda raw: action(raw, "ky", "duyet").pop("sign")),
    ("number_before_signature", "phat_hanh", lambda raw: action(raw, "ky", "duyet").pop("sign")),
    ("seal_before_number", "phat_hanh", lambda raw: action(raw, "phat_hanh", "phat_hanh").pop("number")),
    ("issue_before_number", "phat_hanh", lambda raw: action(raw, "phat_hanh", "phat_hanh").pop("number")),
    ("issue_before_seal", "phat_hanh", lambda raw: action(raw, "phat_hanh", "phat_hanh").pop("sign")),
    ("nothing_to_hand_over", "tra_ket_qua", lambda raw: action(raw, "phat_hanh", "phat_hanh").pop("paper")),
    ("nothing_to_hand_over", "ky", lambda raw: action(raw, "ky", "bac").pop("paper")),
    ("not_accepted", "phat_hanh", lambda raw: action(raw, "tiep_nhan", "nhan").pop("accepts")),
    ("accepted_twice", "phan_cong", lambda raw: action(raw, "phan_cong", "giao").update(accepts=True)),
    ("accepted_unchecked", "tiep_nhan", lambda raw: action(raw, "tiep_nhan", "nhan").update(needs="fees_settled")),
    ("never_checked", "tiep_nhan", lambda raw: raw["steps"]["tiep_nhan"].pop("check")),
    ("never_holds", "ky", lambda raw: action(raw, "ky", "duyet").update(needs="opinions_asked")),
    ("never_automatic", "ky", lambda raw: raw["steps"]["ky"].update(automatic="cao_tang")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "step", "spoil"), SPOILT, ids=[f"{code}-{step}" for code, step, _ in SPOILT])
def test_a_flaw_is_found_at_its_step(code: str, step: str, spoil: Spoil) -> None:
    found = [flaw for flaw in flaws(spoil) if (flaw.code, flaw.step) == (code, step)]
    assert len(found) == 1
    assert f"'{step}'" in found[0].message
    assert found[0].cure
    assert found[0].path[:2] in {("workflow", "steps"), ("workflow", "ends")}


def test_a_dead_end_says_in_which_situation_and_by_which_way() -> None:
    (found,) = (flaw for flaw in flaws(SPOILT[2][2]) if flaw.code == "dead_end" and flaw.step == "tham_dinh")
    assert "when 'cao_tang' does not hold" in found.message
    assert found.trail == ("tiep_nhan", "nhan", "phan_cong", "giao", "tham_dinh")
    assert "tiep_nhan -[nhan]-> phan_cong -[giao]-> tham_dinh" in found.message


def test_a_fact_that_nothing_can_establish() -> None:
    found = flaws(can_hold=())
    assert {flaw.path[-1] for flaw in found if flaw.code == "never_holds"} == {"when", "unless"}
    assert ("unreachable", "y_kien") in {(flaw.code, flaw.step) for flaw in found}


def test_fees_due_before_acceptance_are_asked_for() -> None:
    spoilt = flaws(
        lambda raw: action(raw, "tiep_nhan", "nhan").update(needs="documents_checked"),
        fees=Fees(before_acceptance=True),
    )
    assert [(flaw.code, flaw.step) for flaw in spoilt] == [("accepted_unpaid", "tiep_nhan")]


def test_two_automatic_actions_must_be_told_apart() -> None:
    def spoil(raw: dict[str, Any]) -> None:
        raw["steps"]["tra_ket_qua"].update(automatic="cao_tang")
        raw["steps"]["tra_ket_qua"]["actions"]["tra_2"] = {"title": "Trả", "to": "da_tra"}

    assert [flaw.code for flaw in flaws(spoil)] == ["ambiguous"]


def test_a_returned_result_is_signed_anew() -> None:
    def spoil(raw: dict[str, Any]) -> None:
        raw["steps"]["phat_hanh"]["actions"]["tra_lai"] = {"to": "tham_dinh", "reasons": "required"}
        raw["steps"]["tham_dinh"]["actions"]["tat"] = {"title": "Đi tắt", "to": "phat_hanh"}

    codes = {flaw.code for flaw in flaws(spoil)}
    assert "issue_before_signature" in codes
    assert flaws(lambda raw: raw["steps"]["phat_hanh"]["actions"].update(tra_lai={"to": "tham_dinh"})) == []


def test_too_many_deciding_facts_are_said_and_do_not_explode() -> None:
    names = [f"f{number}" for number in range(MOST_FACTS + 1)]

    def spoil(raw: dict[str, Any]) -> None:
        for name in names:
            raw["steps"]["y_kien"]["actions"][name] = {"title": name, "to": "ky", "when": "cao_tang"}

    spec = sound(spoil)
    for name in names:
        object.__setattr__(spec.steps["y_kien"].actions[name], "when", name)
    assert "too_many_facts" in {flaw.code for flaw in findings(spec, can_hold=names) if isinstance(flaw, Flaw)}


def test_a_supplement_is_asked_for_once_at_intake_and_explained_later() -> None:
    again = flaws(lambda raw: action(raw, "tiep_nhan", "bo_sung").pop("once"))
    assert [(flaw.code, flaw.step) for flaw in again] == [("supplement_again", "tiep_nhan")]
    early = flaws(lambda raw: action(raw, "tiep_nhan", "bo_sung").update(effect="request_clarification"))
    assert [(flaw.code, flaw.step) for flaw in early] == [("clarification_early", "tiep_nhan")]

    def later(raw: dict[str, Any]) -> None:
        raw["steps"]["tham_dinh"]["actions"]["lam_ro"] = {"effect": "request_clarification", "clock": "pause"}

    assert flaws(later) == []
