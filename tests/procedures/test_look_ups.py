"""Steps that ask a register: the pack language, its proof, golden cases, and what is told of it."""

from pathlib import Path

import pytest

from portal.web.finding_words import in_vietnamese
from procedures.cases import run_cases
from procedures.definition import Procedure
from procedures.loader import load
from procedures.population import Group
from tests.procedures.samples import line_of
from tests.workflows.test_calendar import CALENDAR, at
from workflows.ahead import steps_ahead
from workflows.asking_words import looked_up_in_words
from workflows.errors import Refusal
from workflows.fact_words import fact_in_words
from workflows.foreseeing import Outlook, foresee, in_sentences
from workflows.lawful import Fees
from workflows.ledger import Entry, EntryKind, Ledger
from workflows.listing import as_list
from workflows.looking_up import LookUp, still_to_tell, way_out
from workflows.machine import actions_for, automatic_action, take, would_move
from workflows.parsing import parse_workflow
from workflows.soundness import findings
from workflows.spec import Clock, Duration, Unit
from workflows.touring import lawful_again

PACK = Path(__file__).parent.parent / "packs" / "looked_up"
FILES = {path.relative_to(PACK).as_posix(): path.read_bytes() for path in sorted(PACK.rglob("*")) if path.is_file()}
YAML = FILES["procedure.yaml"].decode()
HOLDING = "doc_than"


def changed(old: str, new: str) -> dict[str, bytes]:
    assert old in YAML, old
    return {**FILES, "procedure.yaml": YAML.replace(old, new, 1).encode()}


def _loaded() -> Procedure:
    loaded = load(FILES)
    assert loaded.findings == (), loaded.findings
    assert loaded.procedure is not None
    return loaded.procedure


LOADED = _loaded()


def asked() -> LookUp:
    one = LOADED.workflow.steps["tra_cuu"].looks_up
    assert one is not None
    return one


def test_a_look_up_as_values() -> None:
    one, step = asked(), LOADED.workflow.steps["tra_cuu"]
    assert (one.register, one.again, one.within, one.clock) == (
        "population",
        5,
        Duration(8, Unit.WORKING_HOURS),
        Clock.PAUSE,
    )
    assert {name: (way.to, way.when, way.unless) for name, way in step.actions.items()} == {
        "answered_doc_than": ("cap", HOLDING, None),
        "answered": ("xac_minh", None, HOLDING),
        "no_answer": ("xac_minh", None, None),
        "khong_cho": ("xac_minh", None, None),
    }
    # The least is asked: what the facts read, and nothing else.
    assert LOADED.look_ups["tra_cuu"].groups == (Group.NAME, Group.MARITAL_STATUS, Group.DEATH)
    assert "tra_cuu" in lawful_again(LOADED.workflow, accepted=True), "a reopened dossier asks anew"


def test_the_answer_leads_on_by_its_facts_and_no_officer_takes_its_place() -> None:
    spec, answered, silent = LOADED.workflow, way_out("tra_cuu", "answered"), way_out("tra_cuu", "no_answer")
    offered = actions_for(spec, "tra_cuu", {"case_officer"}, {answered, HOLDING})
    assert [one.action.name for one in offered] == ["khong_cho"]
    assert isinstance(take(spec, "tra_cuu", "answered", roles={"case_officer"}, facts={answered}), Refusal)
    assert isinstance(take(spec, "tra_cuu", "answered_doc_than", roles={"system"}, facts={answered}), Refusal)
    taken = [automatic_action(spec, "tra_cuu", held) for held in ({answered, HOLDING}, {answered}, {silent}, {HOLDING})]
    assert [one and one.name for one in taken] == ["answered_doc_than", "answered", "no_answer", None]


def test_what_holds_by_an_answer() -> None:
    step = LOADED.look_ups["tra_cuu"]
    values = {"ho_ten": "Nguyễn Lan", "so_dinh_danh": "001195999101"}
    assert step.key("citizen_id", values) == "001195999101"
    assert step.key("citizen_id", values | {"cua_nguoi_khac": "036092999102"}) == "036092999102"
    assert step.key("citizen_id", {}) is None
    single = {"marital_status": "single", "full_name": "Nguyễn Lan"}
    assert step.holding(values, single) == [HOLDING]
    assert step.holding(values, single | {"full_name": "Ai khác"}) == []
    assert step.holding(values, single | {"died_on": "2020-01-01"}) == [HOLDING, "da_chet"]
    # What it does not tell is unknown, and holds no more than what is false.
    assert step.holding(values, {"full_name": "Nguyễn Lan"}) == step.holding(values, None) == []


def test_every_golden_case_comes_out_as_it_says() -> None:
    assert [one.findings for one in run_cases(LOADED) if not one.passed] == []


LEFT = "  - {at: 2026-11-25 09:00, officer: case_officer, takes: khong_cho, reasons: [X]}\n"
CASES = [
    ("tells: silence}", "tells: nothing}", "the register was asked only until"),
    ("at: 2026-11-25 10:00", "at: 2026-11-23 10:00", "the register is asked until"),
    ("tells: silence}", "tells: {luong: 3}}", "the register tells nothing called 'luong'"),
    ("tells: silence}", "tells: im_lang}", "unknown answer of a register 'im_lang'"),
    ("  - {at: 2026-11-25 10:00, register", f"{LEFT}  - {{at: 2026-11-25 10:00, register", "'population' is not asked"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), CASES, ids=[one[2] for one in CASES])
def test_a_case_that_says_what_cannot_be_is_told(old: str, new: str, message: str) -> None:
    name = "cases/02-khong-tra-loi.yaml"
    text = FILES[name].decode()
    assert old in text
    loaded = load({**FILES, name: text.replace(old, new).encode()})
    came_out = run_cases(loaded.procedure) if loaded.procedure is not None else []
    told = [found.message for found in (*loaded.findings, *(each for one in came_out for each in one.findings))]
    assert any(message in one for one in told), told


AT = "looks_up:"
NEXT = "      next: {answered: {doc_than: cap, otherwise: xac_minh}, no_answer: xac_minh}\n"
WRONG = [
    ("register: population", "register: popultion", "unknown register 'popultion'", "register:"),
    ("keys: {citizen_id:", "keys: {cccd:", "the register is not asked by 'cccd'", "keys:"),
    ("cua_nguoi_khac : so_dinh_danh", "cua_nguoi_khac : so_dinh", "unknown name 'so_dinh'", "keys:"),
    ("register.full_name == ho_ten", "register.ful_name == ho_ten", "'register' has no 'ful_name'", "doc_than:"),
    ("'widowed'", "'widow'", "widow", "doc_than:"),
    ("title: {vi: người yêu", "titel: {vi: người yêu", "unknown key 'titel'", "doc_than:"),
    ("answered(register.died_on)", "muc_dich == 'x'", "reads nothing of the answer", "da_chet:"),
    ("facts:\n  truc", "facts:\n  doc_than: 'true'\n  truc", "is established elsewhere already", "doc_than:"),
    ("        within: 8 working hours\n", "", "'within' is missing", AT),
    ("        clock: pause\n", "", "it is not said what waiting for the register does", AT),
    ("again: 5 minutes", "again: 5 hours", "it is said in minutes", "again:"),
    (NEXT, "", "'next' is missing", AT),
    (", no_answer: xac_minh}", "}", "'no_answer' is missing", "next: {answered"),
    (", otherwise: xac_minh}", "}", "'otherwise' is missing", "next: {answered"),
    ("no_answer: xac_minh}", "no_answer: dung_lai}", "a register does not end a dossier", "next: {answered"),
    ("no_answer: xac_minh}", "no_answer: cap}", "a person has to take over", "next: {answered"),
    ("otherwise: xac_minh}", "otherwise: tiep_nhan}", "the portal may go on by itself", "next: {answered"),
    ("      looks_up:\n", "      automatic: truc_tuyen\n      looks_up:\n", "and not by `automatic`", AT),
    ("when: truc_tuyen, paper", "when: doc_than, paper", "no register was asked by then", "tu_nhan:"),
    (", unless: da_chet}", "}", "so it is asked in vain", "da_chet:"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message", "where"), WRONG, ids=[one[2] for one in WRONG])
def test_a_mistake_is_told_at_its_place_and_in_both_languages(old: str, new: str, message: str, where: str) -> None:
    found = [one for one in load(changed(old, new)).findings if message in one.message]
    assert found
    assert found[0].line is not None
    assert abs(found[0].line - line_of(YAML, where)) <= 3
    assert [text for text in (found[0].message, found[0].cure) if text and in_vietnamese(text) == text] == []


def _step(role: str, **actions: object) -> dict[str, object]:
    return {"title": "Bước", "role": role, "status": "processing", "actions": actions}


ASKED_TWICE: dict[str, object] = {
    "steps": {
        "nhan": _step("receptionist", nhan={"to": "hoi", "accepts": True}),
        "hoi": {
            "title": "Tra cứu",
            "role": "case_officer",
            "status": "processing",
            "looks_up": {
                "register": "population",
                "keys": {"citizen_id": "so"},
                "facts": {"mien_phi": "register.found"},
                "within": "8 working hours",
                "clock": "run",
            },
            "next": {"answered": {"mien_phi": "ky_mien", "otherwise": "thu"}, "no_answer": "nguoi"},
        },
        "thu": _step("case_officer", nop={"to": "ky", "needs": "fees_settled"}, hoi_lai={"to": "hoi"}),
        "nguoi": _step("case_officer", thoi={"to": "dung"}),
        "ky_mien": _step("leader", duyet={"to": "cap", "sign": "personal"}),
        "ky": _step("leader", duyet={"to": "cap", "sign": "personal"}),
        "cap": _step("clerk", cap={"to": "xong", "number": True, "sign": "agency", "paper": "result"}),
    },
    "ends": {"xong": {"status": "returned"}, "dung": {"status": "stopped"}},
}
"""A fee is ordered at ``thu``. Whoever is asked about again may be free of it by then, and it is still owed."""


def test_what_a_second_answer_takes_back_is_proved_too() -> None:
    spec, problems = parse_workflow(ASKED_TWICE, papers=["result"])
    assert spec is not None, problems
    found = findings(spec, can_hold=(), fees=Fees(before_acceptance=False, at=frozenset({"thu"})))
    assert [one.path[2:4] for one in found] == [("cap", "actions")], found
    assert "thu -[hoi_lai]-> hoi -[answered_mien_phi]-> ky_mien" in found[0].message


def test_the_way_is_told_in_words() -> None:
    spec = LOADED.workflow
    step = next(one for one in as_list(spec) if one.name == "tra_cuu")
    assert fact_in_words(spec, "da_chet", "en") == "the day of death in the register is answered"
    assert step.role == "Cổng tra cứu Cơ sở dữ liệu quốc gia về dân cư"
    assert step.actions[0] == "Có trả lời: chuyển đến “Cấp giấy xác nhận”; khi người yêu cầu đang độc thân"
    said = looked_up_in_words(asked(), "vi")
    assert said == (
        "Cổng tự tra cứu Cơ sở dữ liệu quốc gia về dân cư, hỏi lại trong 8 giờ làm việc nếu chưa có trả lời. "
        "Thời hạn giải quyết tạm dừng trong lúc chờ."
    )
    # What the register may yet establish is taken to come true; once it has spoken, it is not.
    assert still_to_tell(spec, ["tra_cuu"]) == {HOLDING, "da_chet"}
    assert still_to_tell(spec, ["xac_minh"]) == frozenset()
    assert steps_ahead(spec, "tiep_nhan", {"truc_tuyen"}) == ("tra_cuu", "cap", "tra")


def test_an_officer_who_asks_again_is_told_that_the_date_moves_meanwhile() -> None:
    ledger = Ledger(Duration(3, Unit.WORKING_DAYS), (Entry(EntryKind.START, at("2026-03-02 09:00")),))
    spec, outlook = LOADED.workflow, Outlook(ledger, CALENDAR, at("2026-03-03 09:00"))
    told = in_sentences(foresee(spec, would_move(spec, "xac_minh", "hoi_lai"), outlook), spec)
    assert told.startswith("Ngày hẹn trả 05/03/2026 lùi theo thời gian chờ. Chuyển sang bước “Tra cứu")
    assert told.endswith("Thời hạn giải quyết tạm dừng trong lúc chờ.")
