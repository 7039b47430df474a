"""What is asked of the applicant beside the first supplement: a clarification, one more request, and nobody answers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.models import Dossier, DossierEvent, EventPayload, Message, Paper, Supplement, SupplementAllowance, Task
from portal.papers.slips import Clarification, Stop
from portal.services import (
    allowances,
    deadlines,
    evidence_check,
    paper_values,
    processing,
    request_lapsing,
    second_requests,
    supplements,
)
from portal.services.answer_sets import newest_answers
from portal.services.definitions import procedure_of
from portal.services.processing import Request
from portal.services.refusals import ActionNotAllowedError, IncompleteFilingError, NotAllowedError, StaleDossierError
from portal.services.second_requests import AllowanceRefusedError
from tests.factories import World, as_actor, make_person, make_world, submit
from tests.portal.services.november import ITEM, hour
from tests.portal.services.test_life import accept
from tests.portal.web.explaining_pack import explaining_pack
from workflows.status import DossierStatus

QUESTION = {"kind": "question", "name": "q1", "title": "Vì sao cần ba bản?", "reason": "Mục đích chưa rõ"}
WHY = "Giấy nộp lần hai là của người khác"


@pytest.fixture
def world(session: Session, tmp_path: Path) -> World:
    return make_world(session, explaining_pack(tmp_path))


@pytest.fixture
def dossier(session: Session, world: World) -> Dossier:
    """Accepted on Monday 23/11/2026, promised for Friday 27/11."""
    found = submit(session, world, make_person(session))
    session.execute(text("UPDATE fee_orders SET state = 'cancelled'"))
    accept(session, world, found)
    return found


def take(
    session: Session, world: World, dossier: Dossier, action: str, day: int, clock: str = "09:00", **said: Any
) -> None:
    (task,) = session.scalars(select(Task).where(Task.dossier_id == dossier.id, Task.closed_at.is_(None)))
    actor = world.actor(session, task.role, hour(day))
    request = Request(action, **said)
    seen = dossier.lock_version
    processing.take_action(session, dossier.id, task.id, request, actor=actor, at=hour(day, clock), seen_version=seen)


def answer(session: Session, dossier: Dossier, day: int, **replies: str) -> None:
    person = session.get_one(type(make_person(session, f"00119000{day:04d}")), dossier.applicant_id)
    request = supplements.open_supplement(session, dossier)
    assert request is not None
    request.replies = replies
    procedure = procedure_of(session, dossier.version_id)
    supplements.answer(session, dossier, procedure, person=person, actor=as_actor(person), at=hour(day))


def said(session: Session, dossier: Dossier, kind: str) -> dict[str, Any]:
    payload = session.scalars(
        select(EventPayload.payload)
        .join(DossierEvent, DossierEvent.id == EventPayload.event_id)
        .where(DossierEvent.dossier_id == dossier.id, DossierEvent.kind == kind)
    ).one()
    told: dict[str, Any] = json.loads(payload or b"{}")
    return told


def test_a_clarification_has_its_own_clock_paper_notice_and_events(
    session: Session, world: World, dossier: Dossier
) -> None:
    procedure = procedure_of(session, dossier.version_id)
    before = newest_answers(session, dossier)
    take(session, world, dossier, "lam_ro", 25, items=(QUESTION,))
    request = supplements.open_supplement(session, dossier)
    assert request is not None
    assert (request.kind, request.due_date) == ("clarification", date(2026, 12, 2))
    assert dossier.status == DossierStatus.SUPPLEMENT
    (why,) = deadlines.explanation(session, dossier, procedure, "vi")
    assert why.endswith("Lý do: chờ người nộp giải trình, làm rõ. Căn cứ: Luật thử nghiệm, Điều 9.")
    paper = session.scalars(select(Paper).where(Paper.kind == "clarification")).one()
    slip = paper_values.of_paper(session, paper).slip
    assert isinstance(slip, Clarification)
    assert [(one.what, one.why) for one in slip.items] == [(QUESTION["title"], QUESTION["reason"])]
    assert slip.law == "Luật thử nghiệm, Điều 9"
    assert "clarification_requested" in set(session.scalars(select(Message.kind)))
    with pytest.raises(IncompleteFilingError), session.begin_nested():
        answer(session, dossier, 26, q1="  ")
    answer(session, dossier, 27, q1="Mỗi con giữ một bản")
    assert newest_answers(session, dossier).number == before.number, "words alone file no answers anew"
    assert said(session, dossier, "clarification_answered")["replies"] == {"q1": "Mỗi con giữ một bản"}
    assert dossier.promised_date == date(2026, 12, 1)
    assert evidence_check.check(session).broken == ()


def test_one_request_is_answered_before_the_next_and_each_item_says_why(
    session: Session, world: World, dossier: Dossier
) -> None:
    with pytest.raises(ActionNotAllowedError, match="no_items"), session.begin_nested():
        take(session, world, dossier, "lam_ro", 25, items=({**QUESTION, "reason": " "},))
    take(session, world, dossier, "lam_ro", 25, items=(QUESTION,))
    with pytest.raises(ActionNotAllowedError, match="request_open"), session.begin_nested():
        take(session, world, dossier, "hoan_thien", 25, items=(ITEM,), reasons=("Bị mờ",))


def test_what_nobody_answers_lapses_by_the_rule_of_the_pack(session: Session, world: World, dossier: Dossier) -> None:
    take(session, world, dossier, "lam_ro", 25, items=(QUESTION,))
    (key,) = session.scalars(select(Supplement.id))
    assert request_lapsing.overdue(session, hour(32)) == []
    assert not request_lapsing.lapse(session, key, at=hour(32))
    assert request_lapsing.overdue(session, hour(33, "00:20")) == [key]
    assert request_lapsing.lapse(session, key, at=hour(33, "00:20"))
    assert dossier.status == DossierStatus.STOPPED
    paper = session.scalars(select(Paper).where(Paper.kind == "stop")).one()
    slip = paper_values.of_paper(session, paper).slip
    assert isinstance(slip, Stop)
    assert not slip.requested
    assert slip.reason == "Hết thời hạn mà người nộp không trả lời yêu cầu (hạn cuối 02/12/2026)"
    assert not request_lapsing.lapse(session, key, at=hour(33, "00:21")), "twice does nothing"
    assert request_lapsing.overdue(session, hour(34)) == []
    assert evidence_check.check(session).broken == ()


def ask_again(
    session: Session, world: World, dossier: Dossier, role: str = "case_officer", reason: str = WHY
) -> SupplementAllowance:
    (task,) = session.scalars(select(Task).where(Task.dossier_id == dossier.id, Task.closed_at.is_(None)))
    actor, seen = world.actor(session, role, hour(26)), dossier.lock_version
    return second_requests.ask(
        session, dossier.id, task.id, "hoan_thien", reason, actor=actor, at=hour(26), seen_version=seen
    )


def decide(
    session: Session,
    world: World,
    key: Any,
    role: str = "leader",
    reason: str = "Đúng là người khác",
    allowed: bool = True,
) -> SupplementAllowance:
    actor = world.actor(session, role, hour(26))
    return second_requests.decide(session, key, allowed=allowed, reason=reason, actor=actor, at=hour(26, "10:00"))


@pytest.fixture
def spent(session: Session, world: World, dossier: Dossier) -> Dossier:
    """Asked once, and answered."""
    take(session, world, dossier, "hoan_thien", 25, items=(QUESTION,), reasons=("Bị mờ",))
    answer(session, dossier, 25, q1="Đây")
    return dossier


def test_a_second_request_needs_a_superior_who_says_why(session: Session, world: World, spent: Dossier) -> None:
    with pytest.raises(ActionNotAllowedError, match="not_offered"), session.begin_nested():
        take(session, world, spent, "hoan_thien", 26, items=(ITEM,), reasons=("Bị mờ",))
    row = ask_again(session, world, spent)
    leader = world.actor(session, "leader", hour(26))
    assert [one.id for one, _ in second_requests.waiting(session, leader)] == [row.id]
    assert second_requests.waiting(session, world.actor(session, "clerk", hour(26))) == []
    decide(session, world, row.id)
    assert second_requests.waiting(session, leader) == []
    take(session, world, spent, "hoan_thien", 26, "11:00", items=(QUESTION,), reasons=("Bị mờ",))
    assert said(session, spent, "allowance_asked")["reason"] == WHY
    told = said(session, spent, "allowance_decided")
    assert (told["allowed"], told["reason"]) == (True, "Đúng là người khác")
    (used,) = allowances.of_dossier(session, spent)
    assert (used.decided_name, used.used_at) == (leader.name, hour(26, "11:00"))
    answer(session, spent, 27, q1="Đây")
    with pytest.raises(ActionNotAllowedError, match="not_offered"), session.begin_nested():
        take(session, world, spent, "hoan_thien", 30, items=(ITEM,), reasons=("Bị mờ",))


def test_what_is_not_allowed_may_be_asked_once_more(session: Session, world: World, spent: Dossier) -> None:
    decide(session, world, ask_again(session, world, spent).id, allowed=False)
    with pytest.raises(ActionNotAllowedError, match="not_offered"), session.begin_nested():
        take(session, world, spent, "hoan_thien", 26, items=(ITEM,), reasons=("Bị mờ",))
    assert ask_again(session, world, spent, reason="Có chứng cứ mới").decided_at is None


def test_who_may_not_and_what_is_asked_twice(session: Session, world: World, spent: Dossier) -> None:
    with pytest.raises(AllowanceRefusedError, match="no_reason"):
        ask_again(session, world, spent, reason="  ")
    with pytest.raises(NotAllowedError):
        ask_again(session, world, spent, role="receptionist")
    row = ask_again(session, world, spent)
    with pytest.raises(AllowanceRefusedError, match="asked_already"):
        ask_again(session, world, spent)
    with pytest.raises(NotAllowedError):
        decide(session, world, row.id, role="case_officer")
    with pytest.raises(AllowanceRefusedError, match="no_reason"):
        decide(session, world, row.id, reason="")
    row.asked_by = world.officers["leader"].id
    with pytest.raises(AllowanceRefusedError, match="own"):
        decide(session, world, row.id)
    decide(session, world, row.id, role="department_head")
    with pytest.raises(AllowanceRefusedError, match="decided_already"):
        decide(session, world, row.id)
    spent.lock_version += 1
    (task,) = session.scalars(select(Task).where(Task.dossier_id == spent.id, Task.closed_at.is_(None)))
    actor = world.actor(session, "case_officer", hour(26))
    with pytest.raises(StaleDossierError):
        second_requests.ask(
            session, spent.id, task.id, "hoan_thien", WHY, actor=actor, at=hour(26), seen_version=spent.lock_version - 1
        )
