"""An ended dossier is opened again by a superior: what answered it is revoked, and the clock goes on."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.models import Dossier, DossierEvent, EventPayload, FeeOrder, Message, Paper, Person
from portal.services import deadlines, evidence_check, issuing, reopening, withdrawing
from portal.services.definitions import procedure_of
from portal.services.handed_over import handings_of
from portal.services.refusals import NotAllowedError, StaleDossierError
from portal.services.reopening import Reopening, ReopenRefusedError
from tests.factories import World, as_actor, make_person, make_world, submit
from tests.portal.services.november import hour
from tests.portal.services.test_delegations import open_task
from tests.portal.services.test_life import accept, take
from workflows.status import DossierStatus

LAW = "Quyết định giải quyết khiếu nại 3/QĐ-UBND"


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


@pytest.fixture
def dossier(session: Session, world: World) -> Dossier:
    return submit(session, world, make_person(session))


def end(session: Session, world: World, dossier: Dossier) -> Paper:
    """Bring a dossier to its result on Wednesday 25/11, two working days before the promised Friday."""
    session.execute(text("UPDATE fee_orders SET state = 'cancelled'"))
    session.expire_all()
    accept(session, world, dossier)
    take(session, world, dossier, "case_officer", "trinh", at=hour(25, "08:00"))
    take(session, world, dossier, "leader", "duyet", at=hour(25, "08:30"))
    paper = session.scalars(select(Paper).where(Paper.kind == "result")).one()
    paper.state = "signed"
    take(session, world, dossier, "clerk", "phat_hanh", at=hour(25, "09:00"))
    paper.state, paper.issued_at = "issued", hour(25, "09:10")
    take(session, world, dossier, "receptionist", "tra", at=hour(25, "10:00"))
    assert dossier.status == DossierStatus.RETURNED
    return paper


def reopen(
    session: Session, world: World, dossier: Dossier, step: str = "tham_dinh", role: str = "leader", **other: Any
) -> Dossier:
    wanted = Reopening(**{"step": step, "reason": "Sai số trong sổ", "legal_basis": LAW} | other)
    actor, seen = world.actor(session, role), dossier.lock_version
    return reopening.reopen(session, dossier.id, wanted, actor=actor, at=hour(34, "10:00"), seen_version=seen)


def broken(session: Session) -> list[str]:
    """What does not agree; the press of these tests is pressed by hand, and left out."""
    return [one.what for one in evidence_check.check(session).broken if one.what != "a paper was issued unseen"]


def test_it_goes_on_with_the_time_that_was_left_and_without_its_result(
    session: Session, world: World, dossier: Dossier
) -> None:
    paper = end(session, world, dossier)
    assert dossier.promised_date == date(2026, 11, 27)
    assert broken(session) == []
    reopen(session, world, dossier)
    task = open_task(session, dossier)
    assert (task.step, task.officer_id, dossier.closed_at, dossier.ended_at_step) == ("tham_dinh", None, None, None)
    assert (dossier.status, paper.state) == (DossierStatus.PROCESSING, "revoked")
    # It ended two working days before the promise, and goes on with as many on Friday 4/12.
    assert dossier.promised_date == date(2026, 12, 8)
    assert task.due_at == dossier.due_at
    procedure = procedure_of(session, dossier.version_id)
    assert any("được mở lại" in one for one in deadlines.explanation(session, dossier, procedure, "vi"))
    query = select(EventPayload.payload).join(DossierEvent).where(DossierEvent.kind == "dossier_reopened")
    said = json.loads(session.scalars(query).one() or b"")
    assert said == {"step": "tham_dinh", "end": "da_tra", "reason": "Sai số trong sổ", "law": LAW}
    assert "dossier_reopened" in session.scalars(select(Message.kind)).all()
    assert broken(session) == []
    leader = world.officers["leader"].full_name
    assert handings_of(session, dossier, procedure)[-1].giver.name == leader
    # A second result is another paper; the first one stays revoked.
    take(session, world, dossier, "case_officer", "trinh", at=hour(34, "11:00"))
    second = issuing.result_of(session, dossier)
    assert second is not None
    assert second.id != paper.id
    assert paper.state == "revoked"


def test_what_was_owed_at_a_refusal_is_owed_again(session: Session, world: World, dossier: Dossier) -> None:
    take(session, world, dossier, "receptionist", "tu_choi", at=hour(24, "09:00"), reasons=("Sai thẩm quyền",))
    procedure = procedure_of(session, dossier.version_id)
    assert reopening.steps(dossier, procedure) == ["tiep_nhan"]
    reopen(session, world, dossier, step="tiep_nhan", role="department_head")
    assert sorted(session.scalars(select(FeeOrder.state))) == ["cancelled", "due"]
    assert dossier.status == DossierStatus.FEE_DUE
    assert deadlines.entries(session, dossier) == []
    refusal = session.scalars(select(Paper).where(Paper.kind == "refusal")).one()
    assert refusal.state == "revoked"
    assert evidence_check.check(session).broken == ()
    with pytest.raises(ReopenRefusedError, match="open"):
        reopen(session, world, dossier, step="tiep_nhan")


def test_where_it_can_go_on_and_where_not(session: Session, world: World, dossier: Dossier) -> None:
    end(session, world, dossier)
    procedure = procedure_of(session, dossier.version_id)
    # Not at the desk, where it would be accepted twice; not behind the leader, who has to sign anew.
    assert reopening.steps(dossier, procedure) == ["tham_dinh", "ky"]
    assert reopening.last_step(session, dossier) == "tra"
    for step in ("tiep_nhan", "dong_dau", "tra", "da_tra", "nothing"):
        with pytest.raises(ReopenRefusedError, match="step"):
            reopen(session, world, dossier, step=step)
    for other in ({"reason": " "}, {"legal_basis": ""}):
        with pytest.raises(ReopenRefusedError, match="incomplete"):
            reopen(session, world, dossier, **other)
    with pytest.raises(NotAllowedError):
        reopen(session, world, dossier, role="case_officer")
    session.execute(text("UPDATE shared.appointments SET ended_at = :at WHERE role = 'case_officer'"), {"at": hour(30)})
    with pytest.raises(ReopenRefusedError, match="unstaffed"):
        reopen(session, world, dossier)
    seen = dossier.lock_version
    reopen(session, world, dossier, step="ky")
    wanted, actor = Reopening("ky", "Lần nữa", LAW), world.actor(session, "leader")
    with pytest.raises(StaleDossierError):
        reopening.reopen(session, dossier.id, wanted, actor=actor, at=hour(34), seen_version=seen)


def test_what_its_applicant_withdrew_stays_ended(session: Session, world: World, dossier: Dossier) -> None:
    person = session.get_one(Person, dossier.applicant_id)
    withdrawing.withdraw(session, dossier, actor=as_actor(person), at=hour(24), reason=None)
    with pytest.raises(ReopenRefusedError, match="withdrawn"):
        reopen(session, world, dossier)
    assert not reopening.may_reopen(dossier, world.actor(session, "leader"))
