"""While the applicant has time to answer, the step that asked is not finished; the request can be taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import BulkItem, Dossier, DossierEvent, FeeOrder, Message, Supplement, Task
from portal.services import bulk, evidence_check, supplements, taking_back, unanswered
from portal.services.action_offers import offers_for
from portal.services.refusals import ActionNotAllowedError, NotAllowedError, NotFoundError, StaleDossierError
from portal.services.taking_back import TakingBackRefusedError
from tests.factories import World, make_person, make_world, submit
from tests.portal.services.november import hour
from tests.portal.services.test_life import accept
from tests.portal.services.test_requests import QUESTION, answer, said, take
from tests.portal.web.explaining_pack import explaining_pack
from workflows.status import DossierStatus

LAST = date(2026, 12, 2)


@pytest.fixture
def world(session: Session, tmp_path: Path) -> World:
    return make_world(session, explaining_pack(tmp_path))


@pytest.fixture
def asked(session: Session, world: World) -> Dossier:
    """Accepted on Monday 23/11/2026; a clarification is asked for on Wednesday, to be given until the next."""
    found = submit(session, world, make_person(session))
    for order in session.scalars(select(FeeOrder).where(FeeOrder.dossier_id == found.id)):
        order.state = "cancelled"
    accept(session, world, found)
    take(session, world, found, "lam_ro", 25, items=(QUESTION,))
    return found


def in_bulk(session: Session, world: World, dossier: Dossier, day: int) -> BulkItem:
    (task,) = session.scalars(select(Task).where(Task.dossier_id == dossier.id, Task.closed_at.is_(None)))
    run = bulk.choose(session, world.actor(session, "case_officer", hour(day)), [task.id], at=hour(day))
    assert run is not None
    acts = ((dossier.version_id, task.step, "trinh"),)
    bulk.decide(session, run, bulk.Doing(bulk.Kind.ACT, {"vi": "Trình ký"}, acts))
    bulk.begin(session, run, at=hour(day))
    (item,) = session.scalars(select(BulkItem).where(BulkItem.run_id == run.id))
    bulk.carry_out(session, item.id, at=hour(day))
    return item


def test_a_step_is_not_finished_over_the_head_of_who_was_asked(session: Session, world: World, asked: Dossier) -> None:
    for action in ("trinh", "dung"):
        with pytest.raises(ActionNotAllowedError) as refused, session.begin_nested():
            take(session, world, asked, action, 26, reasons=("Hồ sơ không rõ",))
        assert (refused.value.why, refused.value.missing) == ("missing_facts", (unanswered.CLOSED,))
    actor = world.actor(session, "case_officer", hour(26))
    ((_task, offers),) = offers_for(session, asked, actor, hour(26))
    assert {one.action.name for one in offers if unanswered.CLOSED in one.missing} == {"trinh", "dung"}
    item = in_bulk(session, world, asked, 26)
    assert (item.state, item.why, item.detail) == ("failed", "missing", {"missing": [unanswered.CLOSED]})
    answer(session, asked, 26, q1="Mỗi con giữ một bản")
    assert in_bulk(session, world, asked, 27).state == "done"


def test_past_the_last_day_the_officer_goes_on_and_the_evidence_says_why(
    session: Session, world: World, asked: Dossier
) -> None:
    with pytest.raises(ActionNotAllowedError), session.begin_nested():
        take(session, world, asked, "trinh", 32)
    request = supplements.open_supplement(session, asked)
    assert request is not None
    request.sent_at, request.sent_assurance = hour(32), 2
    with pytest.raises(ActionNotAllowedError), session.begin_nested():
        take(session, world, asked, "trinh", 33)
    request.sent_at = request.sent_assurance = None
    take(session, world, asked, "trinh", 33)
    assert said(session, asked, "supplement_lapsed") == {"supplement": 1, "due": LAST.isoformat()}
    (kept,) = session.scalars(select(Supplement))
    assert (kept.lapsed_at, kept.withdrawn_at) == (hour(33, "09:00"), hour(33, "09:00"))
    assert asked.status != DossierStatus.SUPPLEMENT
    assert asked.promised_date == date(2026, 12, 7), "the clock stood still from Wednesday to Thursday of next week"
    assert evidence_check.check(session).broken == ()


def take_back(session: Session, world: World, dossier: Dossier, reason: str, role: str = "case_officer") -> None:
    actor, seen = world.actor(session, role, hour(26)), dossier.lock_version
    taking_back.take_back(session, dossier.id, reason, actor=actor, at=hour(26), seen_version=seen)


def test_a_request_is_taken_back_with_a_reason_by_who_has_the_step(
    session: Session, world: World, asked: Dossier
) -> None:
    with pytest.raises(TakingBackRefusedError, match="no_reason"):
        take_back(session, world, asked, "  ")
    with pytest.raises(NotAllowedError):
        take_back(session, world, asked, "Đã rõ", "receptionist")
    asked.lock_version += 1
    with pytest.raises(StaleDossierError):
        actor = world.actor(session, "case_officer", hour(26))
        taking_back.take_back(session, asked.id, "Đã rõ", actor=actor, at=hour(26), seen_version=asked.lock_version - 1)
    take_back(session, world, asked, "Đã tra được ở sổ gốc")
    assert said(session, asked, "request_taken_back") == {"supplement": 1, "reason": "Đã tra được ở sổ gốc"}
    assert asked.status == DossierStatus.PROCESSING
    assert "request_taken_back" in set(session.scalars(select(Message.kind)))
    with pytest.raises(NotFoundError):
        take_back(session, world, asked, "Đã rõ")
    take(session, world, asked, "trinh", 26)
    assert "supplement_lapsed" not in set(session.scalars(select(DossierEvent.kind)))
    assert evidence_check.check(session).broken == ()
