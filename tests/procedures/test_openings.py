"""Dossiers that are opened elsewhere: the pack language, its proof, and golden cases."""

from dataclasses import replace

import pytest

from portal.web.finding_words import in_vietnamese
from procedures.cases import run_cases
from procedures.loader import load
from procedures.openings import child_answers, misfits
from tests.procedures.opening_packs import OPENING_YAML, opening_pack, other_pack, procedure_of
from tests.procedures.samples import line_of
from workflows.effects import Effect
from workflows.errors import Refusal
from workflows.machine import actions_for, automatic_action, take
from workflows.opening import way_out
from workflows.spec import Clock, Duration, Unit

MOTHER, CHILD = procedure_of(opening_pack()), procedure_of(other_pack())


def test_an_opening_as_values() -> None:
    step = MOTHER.workflow.steps["cho_thue"]
    (one,) = step.opens
    assert (one.name, one.procedure, one.agency, one.title["vi"]) == ("thue", "9.000002", "thue", "Cơ quan thuế")
    assert (one.within, one.clock, one.attach) == (Duration(5, Unit.WORKING_DAYS), Clock.PAUSE, True)
    assert (dict(one.brings), dict(one.documents)) == ({"so_thue": "so_ban"}, {"giay": "giay"})
    asked, left = MOTHER.workflow.steps["tham_dinh"].actions["hoi_thue"], step.actions["rut"]
    assert Effect.OPEN_CHILDREN in asked.effects
    assert Effect.STOP_CHILDREN in left.effects
    assert Effect.STOP_CHILDREN not in step.actions["done"].effects
    assert MOTHER.workflow.roles_at("dia_chinh") == {"surveyor"}
    assert "surveyor" not in MOTHER.workflow.roles_at(None)


def test_only_the_outcome_leads_out_and_no_officer() -> None:
    spec, done = MOTHER.workflow, way_out("cho_thue", "done")
    assert [one.action.name for one in actions_for(spec, "cho_thue", {"case_officer"}, {done})] == ["rut"]
    assert isinstance(take(spec, "cho_thue", "done", roles={"case_officer"}, facts={done}), Refusal)
    assert isinstance(take(spec, "cho_thue", "done", roles={"system"}, facts=set()), Refusal)
    assert automatic_action(spec, "cho_thue", set()) is None
    found = automatic_action(spec, "cho_thue", {way_out("cho_thue", "refused")})
    assert found is not None
    assert (found.name, found.to) == ("refused", "tham_dinh")


def test_the_form_of_the_other_dossier_is_filled() -> None:
    (one,) = MOTHER.workflow.steps["cho_thue"].opens
    stored = {"ho_ten": "Nguyễn An", "so_ban": 2}
    filled = child_answers(MOTHER, one, CHILD, stored=stored, values=stored)
    assert filled == {"ho_ten": "Nguyễn An", "so_ban": 3}
    assert child_answers(MOTHER, one, CHILD, stored={}, values={}) == {}


def test_what_the_other_procedure_does_not_have_is_told() -> None:
    (one,) = MOTHER.workflow.steps["cho_thue"].opens
    assert misfits(one, CHILD) == []
    wrong = misfits(
        replace(one, answers={"ten": "ho_ten"}, documents={"anh": "giay"}, brings={"so_thue": "tien"}), CHILD
    )
    assert wrong == [
        "the procedure 9.000002 has no field 'ten'",
        "the procedure 9.000002 has no field 'tien'",
        "the procedure 9.000002 has no document 'anh'",
    ]
    assert all(in_vietnamese(said) != said for said in wrong)


AT = "opens:\n        procedure"
WRONG = [
    ('"9.000002"\n        agency: thue', "9.0002\n        agency: thue", "'procedure' is a word", AT),
    ("        agency: thue\n", "        agency: thua\n", "unknown agency 'thua'", "agency: thue\n"),
    ("        clock: pause\n", "", "it is not said what waiting", "opens:\n"),
    ("next: {done: ky, refused: tham_dinh}", "within: 3 days", "'next' is missing", "cho_thue:"),
    ("refused: tham_dinh}", "refused: khong}", "does not end this one", "next:"),
    ("refused: tham_dinh}", "refused: tham_dnh}", "unknown step 'tham_dnh'", "next:"),
    ("actions:\n        rut:", "actions:\n        done:", "is what `next` calls a way out", "rut:"),
    ("so_ban: so_ban + 1", "so_ban: so_bn + 1", "so_bn", "answers: {ho_ten: ho_ten, so_ban"),
    ("documents: {giay: giay}", "documents: {giay: giya}", "unknown document 'giya'", "documents: {giay"),
    ("brings: {so_thue:", "brings: {so_thu:", "no field 'so_thu' in its form", "brings:"),
    ("name: tin,", "name: thue,", "names are taken", AT),
    ("once: true}\n    cho_thue", "next: {done: ky}}\n    cho_thue", "unknown key 'next'", "bao_tin"),
    ("name: tin, answers", "clock: pause, name: tin, answers", "does not wait", "bao_tin"),
    ("agency: dia_chinh\n      status", "agency: dia_chin\n      status", "'dia_chin'", "agency: dia_chinh\n"),
    ("hoi_do: {to: do_dac}", "hoi_do: {to: do_dac, assign: surveyor}", "names its officers itself", "hoi_do:"),
    ("status: new\n", "status: new\n      agency: thue\n", "begins with the agency that receives", "status: new"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message", "where"), WRONG, ids=[one[2] for one in WRONG])
def test_a_mistake_is_told_at_its_place_and_in_both_languages(old: str, new: str, message: str, where: str) -> None:
    found = [one for one in load(opening_pack(old, new)).findings if message in one.message]
    assert found
    assert found[0].line is not None
    assert abs(found[0].line - line_of(OPENING_YAML, where)) <= 3
    assert [text for text in (found[0].message, found[0].cure) if text and in_vietnamese(text) == text] == []


def test_nothing_is_opened_before_the_dossier_is_accepted() -> None:
    early = opening_pack("bo_sung: {effect", "hoi: {to: cho_thue}\n        bo_sung: {effect")
    found = [one.message for one in load(early).findings]
    assert any("opens a dossier elsewhere before this one is accepted" in one for one in found)


def test_a_way_out_that_leads_nowhere_is_found() -> None:
    stuck = "    lac:\n      {title: Lạc, role: clerk, status: processing, actions: {o_lai: {paper: stop}}}\n    ky:\n"
    flawed = opening_pack("refused: tham_dinh}", "refused: lac}")["procedure.yaml"].decode().replace("    ky:\n", stuck)
    messages = [one.message for one in load({**opening_pack(), "procedure.yaml": flawed.encode()}).findings]
    assert any("from the step 'lac' no end can be reached" in one and "-[refused]-> lac" in one for one in messages)


CASE = """\
case: Hỏi cơ quan thuế
filed: {at: 2026-11-23 09:30, channel: counter, delivery: online}
answers: {ho_ten: Nguyễn An, so_ban: 2, dien: thuong}
then:
  - {at: 2026-11-23 09:40, applicant: pays}
  - {at: 2026-11-23 10:00, officer: receptionist, takes: nhan}
  - {at: 2026-11-23 10:30, officer: case_officer, takes: hoi_thue}
  - {at: 2026-11-25 09:00, child: thue, ends: done}
expect:
  path: [tiep_nhan, tham_dinh, cho_thue, ky]
  promised: 2026-11-25
"""


def outcome(case: str) -> list[str]:
    (result,) = run_cases(replace(MOTHER, files={**MOTHER.files, "cases/a.yaml": case.encode()}))
    return [one.message for one in result.findings]


def test_a_golden_case_tells_how_the_others_end() -> None:
    assert outcome(CASE) == []
    refused = CASE.replace("ends: done", "ends: refused").replace("cho_thue, ky]", "cho_thue, tham_dinh]")
    assert outcome(refused) == []
    left = CASE.replace("child: thue, ends: done", "officer: case_officer, takes: rut, reasons: [Nhầm]")
    assert outcome(left.replace("cho_thue, ky]", "cho_thue, tham_dinh]")) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("child: thue", "child: tin", "no dossier 'tin' was opened"),
        ("takes: hoi_thue", "takes: hoi_do", "no dossier 'thue' was opened"),
        ("child: thue", "child: thua", "unknown dossier opened elsewhere 'thua'"),
        ("ends: done}", "ends: done}\n  - {at: 2026-11-25 09:10, child: thue, ends: done}", "has ended already"),
    ],
)
def test_a_case_says_what_cannot_be(old: str, new: str, said: str) -> None:
    assert old in CASE
    assert [message for message in outcome(CASE.replace(old, new)) if said in message]


GOING_ON = """\
  - {at: 2026-11-25 09:00, officer: case_officer, takes: hoi_do}
  - {at: 2026-11-25 10:00, officer: surveyor, takes: xong, refused: missing_facts}
  - {at: 2026-11-26 10:00, child: tin, ends: refused}
  - {at: 2026-11-26 11:00, officer: surveyor, takes: xong}
expect:
  path: [tiep_nhan, tham_dinh, do_dac, ky]
  promised: 2026-11-23
"""


def test_what_goes_on_waits_where_the_pack_says_so() -> None:
    begun = CASE.replace("takes: hoi_thue", "takes: bao_tin")
    assert outcome(begun[: begun.index("  - {at: 2026-11-25")] + GOING_ON) == []
