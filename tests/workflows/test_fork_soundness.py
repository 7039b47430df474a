"""Each flaw that branches bring is found, with the step and a shortest trail; the sound workflow has none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflows.forked import FACTS, forked
from tests.workflows.samples import Spoil
from workflows.duration import parse_duration
from workflows.lawful import Fees
from workflows.soundness import Flaw, findings


def flaws(spoil: Spoil | None = None, **given: Any) -> list[Flaw]:
    found = findings(forked(spoil), can_hold=FACTS, **given)
    return [flaw for flaw in found if isinstance(flaw, Flaw)]


def branch(raw: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = raw["steps"]["phoi_hop"]["branches"][name]
    return found


def action(raw: dict[str, Any], name: str, key: str) -> dict[str, Any]:
    steps = branch(raw, "xac_minh")["steps"] | branch(raw, "kiem_tra")["steps"]
    found: dict[str, Any] = steps[name]["actions"][key]
    return found


def inner(raw: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = branch(raw, "kiem_tra")["steps"]["doan"]
    return found


def test_the_sample_is_sound() -> None:
    assert flaws() == []


def conditional_inside(raw: dict[str, Any]) -> None:
    inner(raw)["branches"]["hien_truong"]["when"] = "cao_tang"


def signs_beside(raw: dict[str, Any]) -> None:
    raw["steps"].pop("ky")
    raw["steps"]["phoi_hop"]["next"] = {"passed": "dong_dau", "failed": "ra_soat"}
    raw["steps"]["ra_soat"]["actions"].pop("trinh")
    action(raw, "cho", "dung")["sign"] = "personal"
    action(raw, "bien_ban", "xong")["sign"] = "personal"


def stuck(raw: dict[str, Any]) -> None:
    action(raw, "bien_ban", "xong").pop("to")
    action(raw, "bien_ban", "xong")["number"] = True


def astray(raw: dict[str, Any]) -> None:
    action(raw, "cho", "dung")["when"] = "cao_tang"
    action(raw, "cho", "sai")["to"] = "hoi"


def goes_round(raw: dict[str, Any]) -> None:
    raw["steps"]["ra_soat"]["automatic"] = "cao_tang"
    steps = raw["steps"]
    raw["steps"] = {"tiep_nhan": steps.pop("tiep_nhan"), "ra_soat": steps.pop("ra_soat"), **steps}


SPOILT: list[tuple[str, str, Spoil]] = [
    ("nowhere", "phoi_hop", lambda raw: raw["steps"]["phoi_hop"].update(next="ky")),
    ("opens_nothing", "doan", conditional_inside),
    ("dead_action", "doan", lambda raw: inner(raw)["branches"]["hien_truong"]["steps"]["do_ve"]["actions"].pop("sai")),
    ("dead_end", "bien_ban", stuck),
    ("dead_end", "cho", astray),
    ("unreachable", "hoi", lambda raw: branch(raw, "xac_minh").update(unless="can_xac_minh")),
    ("contradiction", "phoi_hop", lambda raw: branch(raw, "xac_minh").update(unless="can_xac_minh")),
    ("accepted_in_branch", "hoi", lambda raw: action(raw, "hoi", "gui").update(accepts=True)),
    ("result_in_two_branches", "doan", signs_beside),
    ("without_a_person", "phoi_hop", goes_round),
    ("unreachable", "ra_soat", lambda raw: (
        raw["steps"]["phoi_hop"].update(next="ky"),
        raw["steps"]["ky"]["actions"].pop("tra"),
        action(raw, "cho", "sai").update(to="passed"),
        inner(raw).update(next="bien_ban"),
        inner(raw)["branches"]["pccc"]["steps"]["chay"]["actions"].pop("bo"),
    )),
]  # fmt: skip


@pytest.mark.parametrize(("code", "name", "spoil"), SPOILT, ids=[f"{code}-{name}" for code, name, _ in SPOILT])
def test_a_flaw_is_found_at_its_step(code: str, name: str, spoil: Spoil) -> None:
    found = [flaw for flaw in flaws(spoil) if (flaw.code, flaw.step) == (code, name)]
    assert len(found) == 1, flaws(spoil)
    assert f"'{name}'" in found[0].message
    assert found[0].cure


def test_a_finding_in_a_branch_names_its_place_in_the_pack_and_the_way_into_the_branch() -> None:
    (found,) = (flaw for flaw in flaws(stuck) if flaw.code == "dead_end")
    assert found.path == ("workflow", "steps", "phoi_hop", "branches", "kiem_tra", "steps", "bien_ban")
    assert "no join of its branch can be reached" in found.message
    assert "tiep_nhan -[nhan]-> phoi_hop -[kiem_tra]-> doan -[passed]-> bien_ban" in found.message


def test_a_result_that_one_branch_signs_is_signed_only_where_every_way_joins_through_it() -> None:
    def spoil(raw: dict[str, Any]) -> None:
        raw["steps"].pop("ky")
        raw["steps"]["phoi_hop"]["next"] = {"passed": "dong_dau", "failed": "ra_soat"}
        raw["steps"]["ra_soat"]["actions"].pop("trinh")
        action(raw, "bien_ban", "xong")["sign"] = "personal"

    assert flaws(spoil) == []

    def given_up(raw: dict[str, Any]) -> None:
        spoil(raw)
        raw["steps"]["phoi_hop"]["join"] = "any"

    assert "issue_before_signature" in {flaw.code for flaw in flaws(given_up)}


def test_an_action_that_no_dossier_is_offered_is_dead() -> None:
    def spoil(raw: dict[str, Any]) -> None:
        action(raw, "cho", "dung")["when"] = "can_xac_minh"
        action(raw, "cho", "sai")["unless"] = "can_xac_minh"

    assert [(flaw.code, flaw.step) for flaw in flaws(spoil)] == [("dead_action", "cho")]


def test_the_longest_of_the_branches_fits_the_legal_limit() -> None:
    def spoil(raw: dict[str, Any]) -> None:
        branch(raw, "xac_minh")["steps"]["hoi"]["within"] = "3 working days"
        branch(raw, "xac_minh")["steps"]["cho"]["within"] = "16 working hours"
        branch(raw, "kiem_tra")["steps"]["bien_ban"]["within"] = "4 working days"
        raw["steps"]["ky"]["within"] = "1 working day"
        raw["steps"]["tra"]["within"] = "30 days"

    assert flaws(spoil, limits=[parse_duration("6 working days")]) == []
    (found,) = flaws(spoil, limits=[parse_duration("5 working days")])
    assert (found.code, found.step, found.warns) == ("too_long", "ky", True)
    assert "the targets of hoi, cho, ky can come to 6 working days" in found.message
    (always,) = flaws(spoil, limits=[parse_duration("4 working days")])
    assert (always.code, always.warns) == ("too_long", False)
    assert flaws(spoil, limits=[parse_duration("5 working days"), parse_duration("8 days")]) == []


def test_fees_due_before_the_handing_over_are_asked_for() -> None:
    (found,) = flaws(fees=Fees(at=frozenset({"tra"})))
    assert (found.code, found.step) == ("answered_unpaid", "tra")

    def settled(raw: dict[str, Any]) -> None:
        raw["steps"]["tra"]["actions"]["tra"]["needs"] = "fees_settled"

    assert flaws(settled, fees=Fees(at=frozenset({"tra"}))) == []


@pytest.mark.parametrize("join", ["all", "first"])
def test_a_fee_that_one_branch_orders_is_asked_for_there_or_where_they_have_joined(join: str) -> None:
    fees = Fees(at=frozenset({"cho"}))

    def owing(raw: dict[str, Any]) -> None:
        raw["steps"]["phoi_hop"]["join"] = join
        inner(raw)["branches"]["pccc"]["steps"]["chay"]["actions"].pop("bo", None)

    def told(spoil: Spoil = owing) -> list[tuple[str, str]]:
        def both(raw: dict[str, Any]) -> None:
            owing(raw)
            spoil(raw)

        return [(flaw.code, flaw.step) for flaw in flaws(both, fees=fees)]

    def settled_in_the_branch(raw: dict[str, Any]) -> None:
        for name in ("dung", "sai"):
            action(raw, "cho", name)["needs"] = "fees_settled"

    def settled_behind(raw: dict[str, Any]) -> None:
        raw["steps"]["dong_dau"]["actions"]["ban"]["needs"] = "fees_settled"

    assert ("answered_unpaid", "dong_dau") in told()
    assert told(settled_behind) == []
    # Where the first branch decides, the fee of a sister that is given up is owed still.
    assert told(settled_in_the_branch) == ([] if join == "all" else told())


def test_a_fee_ordered_where_a_branch_begins_is_owed_from_the_fork_on() -> None:
    assert ("answered_unpaid", "dong_dau") in [
        (flaw.code, flaw.step) for flaw in flaws(fees=Fees(at=frozenset({"hoi"})))
    ]
