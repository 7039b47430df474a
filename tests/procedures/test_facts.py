"""Facts and documents: what is unknown neither holds nor asks."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from procedures.facts import StandingFact, facts
from procedures.papers import documents_for
from procedures.situation import SITUATION, Situation
from tests.procedures.samples import pack, sound
from workflows.fact_words import STANDING_WORDS, fact_in_words

PROCEDURE = sound()


def at(*, on_behalf: bool = False, delivery: str | None = "online") -> Situation:
    day = date(2026, 11, 23)
    return Situation("online", day, 570, on_behalf, {"full_name": "An"}, delivery)


FACTS: list[tuple[dict[str, Any], str | None, set[str]]] = [
    ({}, None, set()),
    ({}, "online", {"truc_tuyen"}),
    ({"dien": "ngheo"}, "post", {"mien"}),
    ({"dien": "thuong"}, "counter", set()),
]


@pytest.mark.parametrize(("answers", "delivery", "held"), FACTS)
def test_facts_hold_when_they_are_known_to(answers: dict[str, Any], delivery: str | None, held: set[str]) -> None:
    assert facts(PROCEDURE, answers, at(delivery=delivery)) == held


def test_a_fact_is_called_by_its_title_else_by_its_condition_else_by_its_name() -> None:
    titled = "mien: {when: dien == 'ngheo', title: {vi: thuộc hộ nghèo, en: of a poor household}}"
    unsaid = "la: '[1, 2][so_ban] == 2'"
    spec = sound(pack("mien: dien == 'ngheo'", f"{titled}\n  {unsaid}")).workflow
    said = [fact_in_words(spec, fact, "en") for fact in ("mien", "truc_tuyen", "la", "result_numbered")]
    assert said == ["of a poor household", "the way of getting the result is “online”", "la", "result numbered"]


def test_every_standing_fact_has_words() -> None:
    assert set(STANDING_WORDS) == set(StandingFact)


def test_what_was_done_and_what_was_answered_elsewhere_has_words() -> None:
    spec = sound().workflow
    assert fact_in_words(spec, "taken:tiep_nhan.nhan", "vi").startswith("đã thực hiện “")
    assert fact_in_words(spec, "khong_co", "vi") == "khong_co"


def test_standing_facts_pass_through() -> None:
    held = facts(PROCEDURE, {}, at(), [StandingFact.FEES_SETTLED, "taken:tiep_nhan.bo_sung"])
    assert held == {"truc_tuyen", "fees_settled", "taken:tiep_nhan.bo_sung"}


DOCUMENTS: list[tuple[dict[str, Any], bool, dict[str, bool]]] = [
    ({}, False, {"giay": False}),
    ({"so_ban": 3}, False, {"giay": True}),
    ({"so_ban": 2, "dien": "ngheo"}, True, {"giay": False, "uy_quyen": True, "chung_minh": True}),
]


RIGHTS = "on_behalf: {allowed: true, for: [child, person], mandate: uy_quyen, by_identity: true, proof: {child: giay}}"
BY_RIGHT = [
    ("none", "none", {}),
    ("person", "document", {"uy_quyen": True}),
    ("person", "identity", {}),
    ("child", "law", {"giay": True}),
]


@pytest.mark.parametrize(("whom", "right", "needed"), BY_RIGHT)
def test_what_shows_the_right_is_asked_for_by_that_right(whom: str, right: str, needed: dict[str, bool]) -> None:
    procedure = sound(pack("on_behalf: {allowed: true, mandate: uy_quyen}", RIGHTS))
    situation = replace(at(on_behalf=whom != "none"), represents=whom, right=right)
    found = documents_for(procedure, {"dien": "thuong"}, situation)
    # The proof has a condition of its own for everybody else: three copies or more.
    assert {one.document.id: one.required for one in found} == {"giay": False} | needed


@pytest.mark.parametrize(("answers", "on_behalf", "needed"), DOCUMENTS)
def test_documents_follow_the_answers(answers: dict[str, Any], on_behalf: bool, needed: dict[str, bool]) -> None:
    found = documents_for(PROCEDURE, answers, at(on_behalf=on_behalf))
    assert {one.document.id: one.required for one in found} == needed


def test_why_a_document_is_asked_for_is_told() -> None:
    (giay,) = documents_for(PROCEDURE, {"so_ban": 3}, at())
    assert giay.why is not None
    assert giay.why.source == "so_ban > 2"


def test_the_situation_gives_exactly_the_names_that_expressions_may_read() -> None:
    assert set(at().values()) == set(SITUATION)
    assert set(at(delivery=None).values()) == set(SITUATION) - {"delivery"}
