"""Every transition of the sample workflow, as a table, and every refusal."""

from __future__ import annotations

import pytest

from tests.workflows.samples import sound
from workflows.effects import Effect
from workflows.errors import Refusal, RefusalReason
from workflows.machine import Move, actions_for, asks_facts, automatic_action, take
from workflows.status import DossierStatus
from workflows.vocabulary import SYSTEM, taken

ALL = frozenset({"documents_checked", "fees_settled"})
HIGH = ALL | {"cao_tang"}

TABLE = [
    # step, action, facts, to, status, effects, paper
    ("tiep_nhan", "nhan", ALL, "phan_cong", 4, "accept issue_paper", "receipt"),
    ("tiep_nhan", "bo_sung", ALL, None, 1, "request_supplement issue_paper", "supplement"),
    ("tiep_nhan", "tu_choi", ALL, "khong_nhan", 3, "issue_paper close", "refusal"),
    ("phan_cong", "giao", ALL, "tham_dinh", 4, "assign", None),
    ("tham_dinh", "lay_y_kien", HIGH, "y_kien", 4, "", None),
    ("tham_dinh", "trinh", ALL, "ky", 4, "draft_result", None),
    ("y_kien", "xong", HIGH, "ky", 4, "draft_result", None),
    ("ky", "duyet", ALL, "phat_hanh", 4, "sign_personal", None),
    ("ky", "tra_lai", ALL, "tham_dinh", 4, "", None),
    ("ky", "bac", ALL, "bi_bac", 10, "issue_paper hand_over close", "result_refusal"),
    ("phat_hanh", "phat_hanh", ALL, "tra_ket_qua", 9, "number sign_agency issue_paper", "result"),
    ("tra_ket_qua", "tra", ALL, "da_tra", 10, "hand_over close", None),
]


@pytest.mark.parametrize(("step", "action", "facts", "to", "status", "effects", "paper"), TABLE)
def test_every_transition(
    step: str, action: str, facts: frozenset[str], to: str | None, status: int, effects: str, paper: str | None
) -> None:
    spec = sound()
    move = take(spec, step, action, roles={spec.steps[step].role}, facts=facts, reasons=["Lý do"])
    assert isinstance(move, Move)
    assert (move.to, move.status, move.paper) == (to, DossierStatus(status), paper)
    assert move.effects == tuple(Effect(name) for name in effects.split())
    assert move.ended is (to in spec.ends)


def test_the_table_leaves_no_transition_out() -> None:
    spec = sound()
    every = {(step.name, action) for step in spec.steps.values() for action in step.actions}
    assert every == {(row[0], row[1]) for row in TABLE}


def test_where_no_fact_is_asked_for_none_changes_the_answer() -> None:
    spec = sound()
    every = HIGH | {taken(row[0], row[1]) for row in TABLE}
    asking = {(row[0], row[1]) for row in TABLE if asks_facts(spec, row[0], row[1])}
    assert ("tiep_nhan", "nhan") in asking, "it needs the documents checked"
    assert ("tham_dinh", "lay_y_kien") in asking, "it is offered only while a fact holds"
    assert ("tiep_nhan", "bo_sung") in asking, "it may be taken once"
    others = [row for row in TABLE if (row[0], row[1]) not in asking]
    assert others
    for step, action, *_ in others:
        roles = {spec.steps[step].role}
        answers = [take(spec, step, action, roles=roles, facts=facts, reasons=["x"]) for facts in ((), ALL, every)]
        assert isinstance(answers[0], Move)
        assert answers[0] == answers[1] == answers[2]


REFUSED = [
    ("da_tra", "tra", "receptionist", ALL, "x", RefusalReason.NOT_OPEN),
    ("khong_co", "tra", "receptionist", ALL, "x", RefusalReason.NOT_OPEN),
    ("tiep_nhan", "duyet", "receptionist", ALL, "x", RefusalReason.UNKNOWN_ACTION),
    ("tiep_nhan", "nhan", "clerk", ALL, "x", RefusalReason.WRONG_ROLE),
    ("tiep_nhan", "nhan", SYSTEM, ALL, "x", RefusalReason.WRONG_ROLE),
    ("tiep_nhan", "tu_choi", "receptionist", ALL, " ", RefusalReason.REASONS_NEEDED),
    ("tham_dinh", "lay_y_kien", "case_officer", ALL, "x", RefusalReason.NOT_OFFERED),
    ("tham_dinh", "trinh", "case_officer", HIGH, "x", RefusalReason.NOT_OFFERED),
    ("tiep_nhan", "bo_sung", "receptionist", ALL | {taken("tiep_nhan", "bo_sung")}, "x", RefusalReason.NOT_OFFERED),
]


@pytest.mark.parametrize(("step", "action", "role", "facts", "reason", "why"), REFUSED)
def test_every_refusal(
    step: str, action: str, role: str, facts: frozenset[str], reason: str, why: RefusalReason
) -> None:
    answer = take(sound(), step, action, roles={role}, facts=facts, reasons=[reason])
    assert answer == Refusal(why, step, action)


def test_missing_facts_are_named() -> None:
    answer = take(sound(), "tiep_nhan", "nhan", roles={"receptionist"}, facts={"fees_settled"})
    assert answer == Refusal(RefusalReason.MISSING_FACTS, "tiep_nhan", "nhan", frozenset({"documents_checked"}))


def test_offers_are_in_the_order_of_the_pack_and_name_what_is_missing() -> None:
    offers = actions_for(sound(), "tiep_nhan", {"receptionist"}, {"documents_checked"})
    assert [offer.action.name for offer in offers] == ["nhan", "bo_sung", "tu_choi"]
    assert offers[0].missing == {"fees_settled"}
    assert actions_for(sound(), "tiep_nhan", {"clerk"}, ALL) == []
    assert actions_for(sound(), "da_tra", {"receptionist"}, ALL) == []


def test_what_is_offered_and_complete_can_be_taken() -> None:
    spec = sound()
    for facts in (ALL, HIGH):
        for name, step in spec.steps.items():
            for offer in actions_for(spec, name, {step.role}, facts):
                answer = take(spec, name, offer.action.name, roles={step.role}, facts=facts, reasons=["x"])
                assert isinstance(answer, Move) is not bool(offer.missing)


def test_the_portal_takes_an_automatic_action_only_while_its_fact_holds() -> None:
    spec = sound(lambda raw: raw["steps"]["tra_ket_qua"].update(automatic="cao_tang"))
    assert automatic_action(spec, "tra_ket_qua", ALL) is None
    action = automatic_action(spec, "tra_ket_qua", HIGH)
    assert action is not None
    assert isinstance(take(spec, "tra_ket_qua", action.name, roles={SYSTEM}, facts=HIGH), Move)
    assert isinstance(take(spec, "tra_ket_qua", action.name, roles={SYSTEM}, facts=ALL), Refusal)
    assert automatic_action(spec, "ky", HIGH) is None
