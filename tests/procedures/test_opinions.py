"""Opinions in the pack language: read whole, mistakes at their place, counted by the pack's own expression."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.web.finding_words import in_vietnamese
from procedures.cases import run_cases
from procedures.loader import load
from procedures.tallies import Vote, count
from tests.procedures.opinion_packs import OPINION_YAML, opinion_pack
from tests.procedures.samples import line_of, sound
from workflows.asking import Answer, AskedKind
from workflows.machine import Move, actions_for, automatic_action, take
from workflows.spec import Clock, Duration, Unit
from workflows.vocabulary import SYSTEM

PROCEDURE = sound(opinion_pack())
AGREE, REFUSE, OTHER = Answer.AGREE, Answer.DISAGREE, Answer.OTHER


def test_a_step_says_whom_it_asks_and_by_which_rules() -> None:
    step = PROCEDURE.workflow.steps["y_kien"]
    asked = step.opinions
    assert asked is not None
    assert [(one.kind, one.name, one.role) for one in asked.to] == [
        (AskedKind.AGENCY, "pccc", "leader"),
        (AskedKind.ROLE, "department_head", "department_head"),
        (AskedKind.COUNCIL, "hoi_dong", "hoi_dong"),
    ]
    assert asked.to[2].title == {"vi": "Hội đồng", "en": "Council"}
    assert (asked.rules.within, asked.rules.silence, asked.rules.clock) == (
        Duration(5, Unit.WORKING_DAYS), AGREE, Clock.PAUSE
    )  # fmt: skip
    assert asked.rules.answers == tuple(Answer)
    # Nobody is named who keeps the step: whoever led there does.
    assert step.role == "case_officer"
    assert PROCEDURE.workflow.roles() == {"receptionist", "case_officer", "leader", "clerk"}
    assert "draft_result" in PROCEDURE.workflow.steps["tham_dinh"].actions["hoi"].effects
    own = PROCEDURE.workflow.steps["tham_dinh"].asks_opinions
    assert own is not None
    assert own.silence is None


def test_only_the_count_leads_out() -> None:
    spec = PROCEDURE.workflow
    assert actions_for(spec, "y_kien", {"case_officer"}, {"opinions:y_kien.passed"}) == []
    assert automatic_action(spec, "y_kien", {"opinions:y_kien.passed"}) is spec.steps["y_kien"].actions["passed"]
    assert automatic_action(spec, "y_kien", {"opinions:khac.passed"}) is None
    for roles, facts, wanted in (
        ({"case_officer"}, {"opinions:y_kien.failed"}, False),
        ({SYSTEM}, set(), False),
        ({SYSTEM}, {"opinions:y_kien.failed"}, True),
    ):
        assert isinstance(take(spec, "y_kien", "failed", roles=roles, facts=facts), Move) is wanted


@pytest.mark.parametrize(
    ("votes", "passed", "answered"),
    [
        ([("pccc", AGREE), ("department_head", AGREE), *[("hoi_dong", REFUSE)] * 2, ("hoi_dong", None)], True, 4),
        ([("pccc", AGREE), ("department_head", None), *[("hoi_dong", REFUSE)] * 3], False, 4),
        ([("pccc", OTHER), ("department_head", AGREE), *[("hoi_dong", AGREE)] * 3], False, 5),
        ([("pccc", None), ("department_head", AGREE), *[("hoi_dong", None)] * 3], False, 1),
        ([("pccc", None), ("department_head", AGREE), ("hoi_dong", AGREE)], True, 2),
    ],
)
def test_the_expression_counts(votes: list[tuple[str, Answer | None]], passed: bool, answered: int) -> None:
    tally = count(PROCEDURE, "y_kien", [Vote(name, answer) for name, answer in votes])
    assert (tally.passed, tally.answered, tally.asked) == (passed, answered, len(votes))
    silent = sum(answer is None for _, answer in votes)
    # Silence counts as the pack has it, and is told apart all the same.
    assert tally.silent == silent
    assert tally.counts[AGREE] == sum(answer in (AGREE, None) for _, answer in votes)


WRONG = [
    ("silence: dong_y", "silence: im_lang", "unknown answer 'im_lang'", "silence: dong_y"),
    ("        silence: dong_y\n", "", "what no answer means", "opinions:\n"),
    ("        clock: pause\n", "", "does to the legal time limit", "opinions:\n"),
    ("within: 5 working days\n        silence", "within: 5 months\n        silence", "in hours or days", "within: 5 w"),
    ("within: 5 working days\n        silence", "silence", "'within' is missing", "opinions:\n"),
    ("{council: hoi_dong}", "{council: hoi_dog}", "unknown role 'hoi_dog'", "{council"),
    ("{council: hoi_dong}", "{role: department_head}", "is asked twice", "{council"),
    ("{council: hoi_dong}", "{title: Ai đó}", "who is asked", "{council"),
    ("{agency: pccc, title: {vi: Cảnh sát PCCC, en: Fire police}}", "{agency: pccc}", "'title' is missing", "{agency"),
    ("agency: pccc, title", "agency: PCCC, title", "is no name", "{agency"),
    ("remind: 1 working day", "remind: 8 working hours", "is reminded some days before", "remind:"),
    ("remind: 1 working day", "answers: [dong_y]", "at least two answers", "remind:"),
    ("remind: 1 working day", "collective: true", "only a council", "remind:"),
    ("remind: 1 working day", "answers: [dong_y, co_le]", "unknown answer 'co_le'", "remind:"),
    ("about: [result, giay]", "about: [ban_ve]", "unknown document 'ban_ve'", "about:"),
    ("'pccc' in dong_y &&", "'pcc' in dong_y &&", "pcc", "passes:"),
    ("answered >= 2", "answered >= 'hai'", "", "passes:"),
    ("answered >= 2", "so_ban > 2", "so_ban", "passes:"),
    ("answered >= 2", "answered > asked", "even when everybody agrees", "passes:"),
    ("\"'pccc' in dong_y && count(khong_dong_y) * 2 < asked && answered >= 2\"", "answered >= 2",
     "even when everybody disagrees", "passes:"),
    ("{passed: ky, failed: tham_dinh}", "{passed: ky, failed: khong}", "nobody is there to decide that", "next:"),
    ("{passed: ky, failed: tham_dinh}", "{passed: ky}", "'failed' is missing", "next:"),
    ("      next: {passed: ky, failed: tham_dinh}\n", "", "'next' is missing", "y_kien:\n"),
    ("      next: {passed: ky, failed: tham_dinh}\n", "      next: {passed: ky, failed: tham_dinh}\n      opens: {}\n",
     "not for both", "opinions:\n"),
    ("      asks_opinions:", "      next: ky\n      asks_opinions:", "'next' belongs to a step with", "asks_opinions:"),
    ("law: luat\n        about", "law: luat_khac\n        about", "unknown legal basis", "law: luat\n        about"),
    ("within: 3 working days, silence: none", "to: [], within: 3 working days, silence: none", "unknown key 'to'",
     "asks_opinions"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message", "where"), WRONG, ids=[f"{one[2]}-{one[1][:20]}" for one in WRONG])
def test_a_mistake_is_told_at_its_place_and_in_both_languages(old: str, new: str, message: str, where: str) -> None:
    found = [one for one in load(opinion_pack(old, new)).findings if message in one.message]
    assert found
    assert found[0].line is not None
    assert abs(found[0].line - line_of(OPINION_YAML, where)) <= 1
    assert [text for text in (found[0].message, found[0].cure) if text and in_vietnamese(text) == text] == []


def test_a_dossier_does_not_begin_by_asking() -> None:
    found = load(opinion_pack("workflow:\n", "workflow:\n  start: y_kien\n")).findings
    assert [one for one in found if "does not begin by asking" in one.message]


def test_a_way_out_that_leads_nowhere_is_found() -> None:
    stuck = "    ky:\n      title: Ký\n"
    lost = "    lac:\n      {title: Lạc, role: clerk, status: processing, actions: {o_lai: {paper: stop}}}\n"
    found = load(opinion_pack(stuck, lost + stuck)).findings
    assert found
    flawed = (
        opinion_pack()["procedure.yaml"]
        .decode()
        .replace(stuck, lost + stuck)
        .replace("failed: tham_dinh", "failed: lac")
    )
    messages = [one.message for one in load({**opinion_pack(), "procedure.yaml": flawed.encode()}).findings]
    assert any("from the step 'lac' no end can be reached" in one and "-[failed]-> lac" in one for one in messages)


CASE = """\
case: Có ý kiến
filed: {at: 2026-11-23 09:30, channel: online, delivery: online}
answers: {ho_ten: Nguyễn An, so_ban: 2, dien: ngheo}
documents: [chung_minh]
then:
  - {at: 2026-11-23 10:00, officer: receptionist, takes: nhan}
  - {at: 2026-11-23 10:30, officer: case_officer, takes: hoi}
  - {at: 2026-11-24 09:00, opinions: {pccc: dong_y, hoi_dong: {dong_y: 2, silent: 1}}}
  - {at: 2026-11-25 09:00, opinions: {department_head: khong_dong_y}}
expect:
  path: [tiep_nhan, tham_dinh, y_kien, ky]
  promised: 2026-11-25
"""


def outcome(case: str) -> list[str]:
    (result,) = run_cases(replace(PROCEDURE, files={**PROCEDURE.files, "cases/a.yaml": case.encode()}))
    return [one.message for one in result.findings]


def test_a_golden_case_gives_opinions() -> None:
    assert outcome(CASE) == []
    over = CASE.replace(
        "2026-11-25 09:00, opinions: {department_head: khong_dong_y}", "2026-12-01 08:00, opinions: silence"
    )
    assert outcome(over.replace("promised: 2026-11-25", "promised: 2026-12-01")) == []
    failed = CASE.replace("pccc: dong_y", "pccc: y_kien_khac").replace("y_kien, ky]", "y_kien, tham_dinh]")
    assert outcome(failed) == []


OWN = """\
  - {at: 2026-11-23 11:00, officer: case_officer, asks: [xa_cu, so_tu_phap]}
  - {at: 2026-11-24 11:00, opinions: {xa_cu: khong_dong_y}}
  - {at: 2026-11-25 11:00, opinions: {so_tu_phap: dong_y}}
"""
PAUSING = replace(
    PROCEDURE,
    files=PROCEDURE.files,
    workflow=load(opinion_pack("silence: none, clock: run", "silence: none, clock: pause")).procedure.workflow,  # type: ignore[union-attr]
)
ASKED = (
    CASE[: CASE.index("  - {at: 2026-11-23 10:30")]
    + "expect:\n  path: [tiep_nhan, tham_dinh]\n  promised: 2026-11-23\n"
)


def own(case: str) -> list[str]:
    (result,) = run_cases(replace(PAUSING, files={**PAUSING.files, "cases/a.yaml": case.encode()}))
    return [one.message for one in result.findings]


def test_a_golden_case_waits_for_what_an_officer_asked_by_themself() -> None:
    asked = ASKED.replace("expect:\n", f"{OWN}expect:\n")
    assert own(ASKED) == []
    assert own(asked.replace("promised: 2026-11-23", "promised: 2026-11-25")) == [], (
        "the clock stood still for two days"
    )
    assert outcome(asked) == [], "where the clock runs on, the date stays"
    over = asked.replace("2026-11-25 11:00, opinions: {so_tu_phap: dong_y}", "2026-11-26 17:01, opinions: silence")
    assert own(over.replace("promised: 2026-11-23", "promised: 2026-11-27")) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("officer: case_officer, asks", "officer: receptionist, asks", "'receptionist' does not act at 'tham_dinh'"),
        ("takes: nhan}", "asks: [xa_cu]}", "it has no 'asks_opinions'"),
        ("so_tu_phap]}", "so_tu_phap], until: 2026-11-20}", "is over when they are asked for"),
        ("{so_tu_phap: dong_y}", "silence", "the time for opinions is over only on"),
        ("{so_tu_phap: dong_y}", "{cong_an: dong_y}", "'cong_an' is not asked at 'tham_dinh'"),
    ],
)
def test_a_case_says_what_cannot_be_asked(old: str, new: str, said: str) -> None:
    case = ASKED.replace("expect:\n", f"{OWN}expect:\n").replace(old, new)
    assert [message for message in own(case) if said in message], own(case)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{department_head: khong_dong_y}", "silence", "the time for opinions is over only on"),
        ("{department_head: khong_dong_y}", "{pccc: dong_y}", "'pccc' has answered already"),
        ("{department_head: khong_dong_y}", "{ky: dong_y}", "'ky' is not asked"),
        ("2026-11-25 09:00", "2026-12-25 09:00", "the time for opinions was over"),
        ("{pccc: dong_y,", "{pccc: {dong_y: 2},", "answers once"),
        ("pccc: dong_y", "pccc: co_le", "unknown answer 'co_le'"),
        ("takes: hoi}", "takes: trinh}", "no opinion is asked for"),
    ],
)
def test_a_case_says_what_cannot_be(old: str, new: str, said: str) -> None:
    assert old in CASE
    assert [message for message in outcome(CASE.replace(old, new)) if said in message]
