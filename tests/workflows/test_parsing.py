"""Every mistake of an author is told at once, at its place and with a cure."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.samples import Spoil, parse, permit, sound
from workflows.parsing import parse_workflow
from workflows.spec import Clock, Duration, Signature, Unit
from workflows.status import DossierStatus


def test_the_sample_as_values() -> None:
    spec = sound()
    intake = spec.steps["tiep_nhan"]
    assert spec.start == "tiep_nhan"
    assert intake.title == {"vi": "Tiếp nhận hồ sơ", "en": "Reception"}
    assert (intake.role, intake.status, intake.checks_documents) == ("receptionist", DossierStatus.NEW, True)
    assert intake.within == Duration(8, Unit.WORKING_HOURS)
    asked = intake.actions["bo_sung"]
    assert (asked.clock, asked.once, asked.within) == (Clock.PAUSE, True, Duration(3, Unit.WORKING_DAYS))
    assert spec.steps["ky"].actions["duyet"].sign is Signature.PERSONAL
    assert spec.roles() == {"receptionist", "department_head", "case_officer", "leader", "clerk"}


def test_what_is_left_out_follows_from_the_rest() -> None:
    spec = sound()
    refuse = spec.steps["tiep_nhan"].actions["tu_choi"]
    assert (refuse.title["vi"], refuse.paper, refuse.reasons_required) == ("Từ chối tiếp nhận", "refusal", True)
    accept = spec.steps["tiep_nhan"].actions["nhan"]
    assert (accept.title["vi"], accept.paper, accept.accepts) == ("Tiếp nhận", "receipt", True)
    back = spec.steps["ky"].actions["tra_lai"]
    assert (back.title["vi"], back.return_to_step) == ("Trả lại", True)
    assert spec.steps["ky"].actions["bac"].title["vi"] == "Không cấp phép"
    assert spec.steps["ky"].actions["bac"].reasons_required
    assert spec.ends["da_tra"].title == {"vi": "Đã trả kết quả", "en": "Result returned"}
    without = sound(lambda raw: raw.pop("start"))
    assert without.start == "tiep_nhan"
    by_receipt = sound(lambda raw: at(raw, "tiep_nhan", "nhan").update(accepts=True, paper="receipt"))
    assert by_receipt.steps["tiep_nhan"].actions["nhan"] == accept


def at(raw: dict[str, Any], step: str, action: str) -> dict[str, Any]:
    found: dict[str, Any] = raw["steps"][step]["actions"][action]
    return found


STEP = ("workflow", "steps", "tham_dinh")
TRINH = (*STEP, "actions", "trinh")
BO_SUNG = ("workflow", "steps", "tiep_nhan", "actions", "bo_sung")


def step_has(**keys: object) -> Spoil:
    return lambda raw: raw["steps"]["tham_dinh"].update(keys)


def action_has(**keys: object) -> Spoil:
    return lambda raw: at(raw, "tham_dinh", "trinh").update(keys)


MISTAKES: list[tuple[Spoil, tuple[object, ...], str, str]] = [
    (lambda raw: raw.update(start="tham_dih"), ("workflow", "start"), "unknown step 'tham_dih'", "'tham_dinh'?"),
    (lambda raw: raw.update(strat="ky"), ("workflow", "strat"), "unknown key 'strat'", "did you mean 'start'?"),
    (lambda raw: raw.pop("ends"), ("workflow",), "'ends' is missing", "returned"),
    (lambda raw: raw.update(steps={}), ("workflow", "steps"), "has no step", "steps"),
    (lambda raw: raw.update(steps=["a"]), ("workflow", "steps"), "lists names", ""),
    (lambda raw: raw["steps"].update({"Thẩm định": {}}), ("workflow", "steps", "Thẩm định"), "no name", "'tham_dinh'"),
    (lambda raw: raw["ends"].update(ky={"status": "returned"}), ("workflow", "ends", "ky"), "a step too", "rename"),
    (lambda raw: raw["ends"]["da_tra"].update(status="done"), ("workflow", "ends", "da_tra", "status"),
     "an end cannot have the status 'done'", "returned"),
    (lambda raw: raw["ends"]["da_tra"].pop("status"), ("workflow", "ends", "da_tra"), "'status' is missing", "status"),
    (lambda raw: raw.update(roles={"clerk": "Văn thư"}), ("workflow", "roles", "clerk"), "standard role", "leave"),
    (lambda raw: raw["steps"]["tham_dinh"].pop("title"), STEP, "'title' is missing", "title"),
    (lambda raw: raw["steps"]["tham_dinh"].pop("role"), STEP, "'role' is missing", "role"),
    (lambda raw: raw["steps"]["tham_dinh"].pop("status"), STEP, "'status' is missing", "processing"),
    (step_has(status="returned"), (*STEP, "status"), "a step cannot", "processing"),
    (step_has(status="procesing"), (*STEP, "status"), "unknown status", "'processing'?"),
    (step_has(role="signer"), (*STEP, "role"), "unknown role 'signer'", "'leader'"),
    (step_has(role="clark"), (*STEP, "role"), "unknown role 'clark'", "'clerk'?"),
    (step_has(actions={}), (*STEP, "actions"), "nothing can be done", "actions"),
    (step_has(within="5 days of work"), (*STEP, "within"), "no duration", "'15 working days'"),
    (step_has(within=5), (*STEP, "within"), "'5 working days'?", "cut-off"),
    (step_has(check="docs"), (*STEP, "check"), "unknown check", "documents"),
    (step_has(title={"en": "x"}), (*STEP, "title"), "Vietnamese text", "vi"),
    (step_has(title={"vi": "x", "fr": "y"}), (*STEP, "title", "fr"), "language", ""),
    (step_has(title="a\x00b"), (*STEP, "title"), "control", ""),
    (action_has(to="kyy"), (*TRINH, "to"), "unknown step 'kyy'", "'ky'?"),
    (action_has(to="tham_dinh"), (*TRINH, "to"), "its own step", "leave"),
    (lambda raw: at(raw, "tham_dinh", "trinh").pop("to"), TRINH, "does nothing", "to"),
    (action_has(neds="x"), (*TRINH, "neds"), "unknown key", "'needs'?"),
    (action_has(unless="cao_tan"), (*TRINH, "unless"), "unknown fact", "'cao_tang'?"),
    (action_has(unless="so_tang"), (*TRINH, "unless"), "unknown fact", "is a field"),
    (action_has(unless="so_tang > 5"), (*TRINH, "unless"), "unknown fact", "facts:"),
    (action_has(needs=["fees_setled"]), (*TRINH, "needs"), "unknown fact", "'fees_settled'?"),
    (action_has(paper="apology"), (*TRINH, "paper"), "every dossier has", "leave the action out"),
    (action_has(paper="resullt"), (*TRINH, "paper"), "unknown paper", "'result'?"),
    (action_has(sign="both"), (*TRINH, "sign"), "unknown signature", "personal"),
    (action_has(number="yes"), (*TRINH, "number"), "true or false", ""),
    (action_has(assign="clerk"), (*TRINH, "assign"), "done by a leader", "'leader'"),
    (action_has(clock="run"), (*TRINH, "clock"), "request_supplement", "leave"),
    (action_has(within="1 day"), (*TRINH, "within"), "a request to the applicant", "step's own"),
    (action_has(reasons="yes"), (*TRINH, "reasons"), "no such word", "required"),
    (action_has(reasons=[1]), (*TRINH, "reasons", 0), "a text is", ""),
    (action_has(accepts=False, paper="receipt"), (*TRINH, "accepts"), "receipt", "leave"),
    (action_has(accepts=True, paper="result"), (*TRINH, "paper"), "receipt", "leave"),
    (action_has(once=True), (*TRINH, "once"), "for once only", "leave"),
    (lambda raw: at(raw, "tiep_nhan", "bo_sung").pop("clock"), BO_SUNG, "waiting does", "clock: run"),
    (lambda raw: at(raw, "tiep_nhan", "bo_sung").update(clock="stop"), (*BO_SUNG, "clock"), "clock rule", "pause"),
    (lambda raw: at(raw, "tiep_nhan", "bo_sung").update(to="ky"), (*BO_SUNG, "to"), "stays", "leave"),
    (lambda raw: at(raw, "tiep_nhan", "bo_sung").update(effect="supplement"), (*BO_SUNG, "effect"),
     "unknown effect", "request_supplement"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "path", "message", "cure"), MISTAKES, ids=[row[2] for row in MISTAKES])
def test_a_mistake_is_told_at_its_place(spoil: Spoil, path: tuple[object, ...], message: str, cure: str) -> None:
    spec, problems = parse(permit(spoil))
    assert spec is None
    here = [problem for problem in problems if problem.path == path]
    assert [problem for problem in here if message in problem.message and cure in problem.cure], problems


@pytest.mark.parametrize(("spoil", "path", "message", "cure"), MISTAKES, ids=[row[2] for row in MISTAKES])
def test_one_mistake_is_told_once(spoil: Spoil, path: tuple[object, ...], message: str, cure: str) -> None:
    _, problems = parse(permit(spoil))
    elsewhere = [problem for problem in problems if problem.path != path]
    assert all("unknown step" in problem.message for problem in elsewhere), "only a lost name is felt elsewhere"
    assert len(problems) - len(elsewhere) == 1


def test_all_mistakes_are_told_at_once() -> None:
    def spoil(raw: dict[str, Any]) -> None:
        at(raw, "tham_dinh", "trinh").update(to="kyy", unless="cao_tan", sign="both")
        raw["steps"]["ky"].pop("role")

    _, problems = parse(permit(spoil))
    assert len(problems) == 4


def test_a_pack_declares_roles_of_its_own() -> None:
    def spoil(raw: dict[str, Any]) -> None:
        raw["roles"] = {"inspector": {"vi": "Cán bộ kiểm tra", "en": "Inspector"}}
        raw["steps"]["y_kien"]["role"] = "inspector"

    spec = sound(spoil)
    assert spec.own_roles["inspector"]["en"] == "Inspector"
    assert "inspector" in spec.roles()


@pytest.mark.parametrize("raw", [None, "x", 5, [], ["tiep_nhan"], {}, {"steps": None}, {"steps": {"a": 1}, "ends": 2}])
def test_what_is_no_workflow_at_all_is_told_and_never_raises(raw: object) -> None:
    spec, problems = parse_workflow(raw)
    assert spec is None
    assert problems


scalars = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["ky", "required", "2 days"])
)
trees = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
)


@given(st.data(), trees)
def test_any_value_in_any_place_is_read_without_an_exception(data: st.DataObject, value: object) -> None:
    raw = permit()
    here: Any = raw
    while isinstance(here, dict) and here:
        key = data.draw(st.sampled_from(sorted(here)))
        if not isinstance(here[key], dict) or data.draw(st.booleans()):
            here[key] = value
            break
        here = here[key]
    spec, problems = parse(raw)
    assert (spec is None) is bool(problems)
    assert all(problem.path[0] == "workflow" and problem.message for problem in problems)


def test_what_lapses_leads_on_and_needs_nobody() -> None:
    def lapsing(into: str) -> Spoil:
        return lambda raw: raw["steps"]["tiep_nhan"]["actions"]["bo_sung"].update(lapses=into, law="luat")

    spec, problems = parse(permit(lapsing("tu_choi")))
    assert not problems
    assert spec is not None
    assert spec.steps["tiep_nhan"].actions["bo_sung"].lapses == "tu_choi"
    for into, message in (("nhan", "needs documents_checked"), ("tuchoi", "has no action"), ("bo_sung", "lead on")):
        _, (problem,) = parse(permit(lapsing(into)))
        assert message in problem.message
