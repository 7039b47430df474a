"""Branches of a pack: how they are read, and how a dossier goes through them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.workflows.forked import forked, parse, permit
from workflows.effects import Effect
from workflows.machine import Move, actions_for, take
from workflows.position import Change, Position, begin, moved, ripe
from workflows.spec import Outcome, WorkflowSpec
from workflows.vocabulary import STANDING_FACTS, SYSTEM

ALL = STANDING_FACTS | {"cao_tang", "can_xac_minh"}


def walk(spec: WorkflowSpec, way: str, facts: frozenset[str] = ALL, start: Position | None = None) -> Position:
    """Take actions written ``step.action step.action``; joins are taken by themselves, as the portal does."""
    position = start or begin(spec)
    for word in way.split():
        step, _, action = word.partition(".")
        position = press(spec, position, step, action, facts).position
        while (found := ripe(spec, position)) is not None:
            position = press(spec, position, found[0], str(found[1]), facts).position
    return position


def press(spec: WorkflowSpec, position: Position, step: str, action: str, facts: frozenset[str]) -> Change:
    assert step in position.steps
    move = take(spec, step, action, roles={spec.steps[step].role}, facts=facts, reasons=["Lý do"])
    assert isinstance(move, Move), move
    return moved(spec, position, step, move.to or step, facts)


def fork_of(raw: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = raw["steps"]["phoi_hop"]
    return found


def test_a_fork_is_read_with_its_branches_and_steps_in_order() -> None:
    spec = forked()
    assert list(spec.steps)[:7] == ["tiep_nhan", "phoi_hop", "hoi", "cho", "doan", "do_ve", "chay"]
    fork, inner = spec.steps["phoi_hop"], spec.steps["doan"]
    assert fork.waits
    assert fork.branches["xac_minh"].when == "can_xac_minh"
    assert fork.branches["kiem_tra"].steps == ("doan", "bien_ban")
    assert (inner.inside, inner.join) == (("phoi_hop", "kiem_tra"), "any")
    assert spec.steps["chay"].place[-2:] == ("steps", "chay")
    assert "system" not in spec.roles()
    assert fork.actions["passed"].effects == (Effect.DRAFT_RESULT,)


def test_a_short_next_is_the_way_of_what_passed() -> None:
    def spoil(raw: dict[str, Any]) -> None:
        fork_of(raw)["next"] = "ky"

    assert {name: one.to for name, one in forked(spoil).steps["phoi_hop"].actions.items()} == {"passed": "ky"}


Wrong = Callable[[dict[str, Any]], object]


def inner(raw: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = fork_of(raw)["branches"]["kiem_tra"]["steps"]
    return found


WRONG: list[tuple[str, str, Wrong]] = [
    ("leads into a branch", "do_ve", lambda raw: raw["steps"]["ra_soat"]["actions"]["lai"].update(to="do_ve")),
    ("leads into a branch", "hoi", lambda raw: inner(raw)["bien_ban"]["actions"]["xong"].update(to="hoi")),
    ("how a branch comes out", "passed", lambda raw: raw["steps"]["ra_soat"]["actions"]["lai"].update(to="passed")),
    ("'next' is missing", "", lambda raw: fork_of(raw).pop("next")),
    ("leads to the end", "da_tra", lambda raw: fork_of(raw)["next"].update(failed="da_tra")),
    ("leads back to itself", "doan", lambda raw: inner(raw)["doan"]["next"].update(failed="doan")),
    ("forks into fewer than two branches", "", lambda raw: fork_of(raw)["branches"].pop("xac_minh")),
    ("has no step", "xac_minh", lambda raw: fork_of(raw)["branches"]["xac_minh"].update(steps={})),
    ("unknown key 'role'", "", lambda raw: fork_of(raw).update(role="leader")),
    ("unknown join 'some'", "", lambda raw: fork_of(raw).update(join="some")),
    ("is the name of another step", "ky", lambda raw: inner(raw).update(ky=inner(raw).pop("bien_ban"))),
    ("no step and no end is called so", "failed", lambda raw: raw["ends"].update(failed={"status": "returned"})),
    ("changes while", "fees_settled", lambda raw: fork_of(raw)["branches"]["xac_minh"].update(when="fees_settled")),
    ("where nobody acts", "phoi_hop", lambda raw: raw.update(start="phoi_hop")),
    ("unknown step", "hoi", lambda raw: raw.update(start="hoi")),
]


@pytest.mark.parametrize(("words", "name", "spoil"), WRONG, ids=[f"{words}-{name}" for words, name, _ in WRONG])
def test_what_no_branch_may_say(words: str, name: str, spoil: Wrong) -> None:
    spec, problems = parse(permit(spoil))
    assert spec is None
    found = [one for one in problems if words.rstrip(",") in one.message and name in one.message]
    assert found, problems
    assert all(one.cure for one in found)


def test_branches_lie_only_so_deep() -> None:
    def spoil(raw: dict[str, Any]) -> None:
        step: dict[str, Any] = {
            "title": "Sâu",
            "role": "clerk",
            "status": "processing",
            "actions": {"di": {"to": "passed"}},
        }
        for depth in range(5):
            branches = {name: {"title": name, "steps": {f"{name}{depth}": step}} for name in ("a", "b")}
            branches["b"] = {"title": "b", "steps": {f"cuoi{depth}": {**inner(raw)["bien_ban"]}}}
            step = {"title": "Sâu", "branches": branches, "next": "passed"}
        inner(raw)["sau"] = step

    _, problems = parse(permit(spoil))
    assert "branches lie at most 3 deep" in [one.message for one in problems]


def test_all_branches_are_open_at_once_and_join_when_each_is_through() -> None:
    spec = forked()
    position = walk(spec, "tiep_nhan.nhan")
    assert position.steps == ("phoi_hop", "hoi", "doan", "do_ve", "chay")
    position = walk(spec, "do_ve.xong bien_ban.xong", start=position)
    assert position.steps == ("phoi_hop", "hoi")
    assert walk(spec, "hoi.gui cho.dung", start=position).steps == ("ky",)


def test_a_branch_is_opened_only_when_its_fact_holds() -> None:
    assert walk(forked(), "tiep_nhan.nhan", STANDING_FACTS).steps == ("phoi_hop", "doan", "do_ve")


def test_one_failed_branch_fails_a_fork_that_waits_for_all() -> None:
    spec = forked()
    position = walk(spec, "tiep_nhan.nhan hoi.gui cho.sai")
    assert "phoi_hop" in position.steps
    assert walk(spec, "do_ve.xong bien_ban.xong", start=position).steps == ("ra_soat",)


def test_any_goes_on_with_the_first_that_passed_and_gives_the_others_up() -> None:
    spec = forked()
    position = walk(spec, "tiep_nhan.nhan")
    change = press(spec, position, "do_ve", "xong", ALL)
    assert change.closed == ("chay",)
    failed = press(spec, position, "do_ve", "sai", ALL)
    assert failed.closed == ()
    assert walk(spec, "chay.xong", start=failed.position).steps == ("phoi_hop", "hoi", "bien_ban")


def test_first_goes_on_with_whatever_comes_first() -> None:
    spec = forked(lambda raw: inner(raw)["doan"].update(join="first"))
    position = walk(spec, "tiep_nhan.nhan do_ve.sai")
    assert (position.steps, position.finished) == (("phoi_hop", "hoi"), {("phoi_hop", "kiem_tra"): Outcome.FAILED})


def test_leaving_a_branch_closes_every_sister_and_the_forks_around() -> None:
    spec = forked()
    change = press(spec, walk(spec, "tiep_nhan.nhan"), "chay", "bo", ALL)
    assert change.closed == ("do_ve", "hoi", "doan", "phoi_hop")
    assert change.position == Position(("ra_soat",))


def test_an_end_in_a_branch_ends_the_whole() -> None:
    spec = forked(lambda raw: inner(raw)["bien_ban"]["actions"].update(bac={"to": "khong_nhan"}))
    position = walk(spec, "tiep_nhan.nhan do_ve.xong bien_ban.bac")
    assert (position.steps, position.finished, position.end) == ((), {}, "khong_nhan")


def test_a_fork_that_is_entered_anew_begins_anew() -> None:
    spec = forked()
    position = walk(spec, "tiep_nhan.nhan hoi.gui cho.sai do_ve.xong bien_ban.xong ra_soat.lai")
    assert position == walk(spec, "tiep_nhan.nhan")


def test_nobody_acts_at_a_fork_but_the_portal() -> None:
    spec = forked()
    assert actions_for(spec, "phoi_hop", {SYSTEM, "leader"}, ALL) == []
    refused = take(spec, "phoi_hop", "passed", roles={"leader", "case_officer"}, facts=ALL)
    assert not isinstance(refused, Move)
    assert refused.reason == "wrong_role"
