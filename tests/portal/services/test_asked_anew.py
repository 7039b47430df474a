"""Whom a step waits for is asked anew when a dossier is opened again there; what stays holds no notice back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.models import ChildDossier, Dossier, DossierEvent, Message, OpinionRound, Paper, Person
from portal.services import evidence_check, reopening, undoing, withdrawing
from portal.services.definitions import procedure_of
from portal.services.reopening import Reopening, ReopenRefusedError
from portal.services.tasks import open_tasks
from tests.factories import World, as_actor
from tests.portal.services.asking_house import asked, make_house, slips_of
from tests.portal.services.linked import Linked, issue_result, make_linked
from tests.portal.services.november import hour
from tests.portal.services.test_delegations import open_task
from tests.portal.services.test_life import take

LAW = "Quyết định giải quyết khiếu nại 3/QĐ-UBND"
UNDO = ("  start: tiep_nhan\n", "  start: tiep_nhan\n  undo: 10 minutes\n")


def ended(session: Session, linked: Linked) -> Dossier:
    """The mother, accepted and at its end."""
    mother = linked.mother
    take(session, linked.world, mother, "receptionist", "nhan")
    open_task(session, mother).closed_at = hour(24)
    issue_result(session, mother)
    return mother


def reopen(session: Session, world: World, dossier: Dossier, step: str) -> None:
    wanted, leader = Reopening(step, "Sai số trong sổ", LAW), world.actor(session, "leader")
    reopening.reopen(session, dossier.id, wanted, actor=leader, at=hour(26), seen_version=dossier.lock_version)


def told(session: Session, dossier: Dossier, kind: str) -> int:
    query = select(func.count()).where(DossierEvent.dossier_id == dossier.id, DossierEvent.kind == kind)
    return session.scalar(query) or 0


def test_a_mother_opens_its_child_anew_at_the_step_that_waits_for_it(session: Session, tmp_path: Path) -> None:
    linked = make_linked(session, tmp_path / "pack")
    mother = ended(session, linked)
    procedure = procedure_of(session, mother.version_id)
    assert "cho_thue" in reopening.steps(mother, procedure)
    reopen(session, linked.world, mother, "cho_thue")
    (row,) = session.scalars(select(ChildDossier).where(ChildDossier.mother_id == mother.id))
    assert (row.state, row.waits, row.step, row.asked_at) == ("asked", True, "cho_thue", hour(26))
    assert told(session, mother, "child_opened") == 1
    assert mother.promised_date is None, "the clock stands still while the other agency has it"
    assert [one.what for one in evidence_check.check(session).broken if "issued" not in one.what] == []


def test_where_nobody_can_be_asked_the_superior_is_told_why(session: Session, tmp_path: Path) -> None:
    linked = make_linked(session, tmp_path / "pack")
    mother = ended(session, linked)
    linked.other.offer.closed_at = hour(25)
    with pytest.raises(ReopenRefusedError, match="not_offered_elsewhere"), session.begin_nested():
        reopen(session, linked.world, mother, "cho_thue")


def test_opinions_are_asked_anew(session: Session) -> None:
    house = make_house(session)
    dossier = asked(session, house)
    before = {one.id for one in slips_of(session, dossier)}
    person = session.get_one(Person, dossier.applicant_id)
    withdrawing.withdraw(session, dossier, actor=as_actor(person), at=hour(24), reason=None)
    dossier.ended_at_step = "da_tra"
    reopen(session, house, dossier, "y_kien")
    rounds = session.scalars(select(OpinionRound).where(OpinionRound.dossier_id == dossier.id)).all()
    assert [(one.number, one.outcome) for one in rounds] == [(1, "withdrawn"), (2, None)]
    assert before.isdisjoint(one.id for one in slips_of(session, dossier))
    assert [one.step for one in open_tasks(session, dossier.id)] == ["y_kien"]


def test_an_act_that_opened_a_dossier_elsewhere_tells_the_applicant_at_once(session: Session, tmp_path: Path) -> None:
    there = ("nhan: {title: Tiếp nhận, to: tham_dinh", "nhan: {title: Tiếp nhận, to: cho_thue")
    linked = make_linked(session, tmp_path / "pack", UNDO, there)
    mother, desk = linked.mother, linked.world.actor(session, "receptionist")
    take(session, linked.world, mother, "receptionist", "nhan", hour(23, "10:00"))
    procedure = procedure_of(session, mother.version_id)
    assert undoing.undoable(session, mother, procedure, desk, hour(23, "10:01")) is None
    made: Any = select(Message.held_until).where(Message.dossier_id == mother.id, Message.kind == "dossier_accepted")
    assert session.scalars(made).one() is None
    receipt = select(Paper.held_until).where(Paper.dossier_id == mother.id, Paper.kind == "receipt")
    assert session.scalars(receipt).one() is None
