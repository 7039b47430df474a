"""A dossier goes from its filing to its sealed result without an officer: the portal answers by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import Role, unit_of_work
from portal.models import Dossier, DossierEvent, Message, Officer, Task
from portal.parts import Parts
from portal.services import drafts, evidence_check, filing, issuing, processing, publishing, withdrawing
from portal.services import verification as verifying
from portal.services.action_offers import offers_for
from portal.services.definitions import procedure_of
from portal.services.handed_over import handings_of
from portal.services.processing import Request
from portal.services.refusals import ActionNotAllowedError
from tests.conftest import Database
from tests.factories import (
    CODE,
    MORNING,
    PACKS,
    World,
    as_actor,
    make_agency,
    make_person,
    make_world,
    publish,
)
from tests.portal.services.test_life import is_genuine, pay
from tests.portal.worker import work
from workflows.status import DossierStatus

PACK = PACKS / "straight"


def file(session: Session, world: World, *, found: bool) -> Dossier:
    """File the small form, with what the register answered."""
    person = make_person(session)
    draft = drafts.start(session, person, world.offer, at=MORNING)
    answers = {"ho_ten": person.full_name, "so_ban": 2, "co_trong_so": found}
    drafts.save_page(session, draft, "nguoi_nop", answers, person=person, at=MORNING)
    draft.delivery = "online"
    session.flush()
    return filing.submit(session, draft, person=person, actor=as_actor(person), at=MORNING, code_pattern=CODE)


def unmanned(session: Session) -> World:
    """An agency at which nobody works."""
    agency = make_agency(session)
    offer = publishing.make_offer(session, publish(session, PACK), agency, agency, overlay={}, at=MORNING)
    return World(agency, offer, {})


def test_from_the_filing_to_the_sealed_result_without_an_officer(database: Database) -> None:
    parts = Parts(database.settings, Role.WORKER)
    with unit_of_work(database.sessions()) as session:
        dossier = file(session, unmanned(session), found=True)
        assert dossier.status == DossierStatus.FEE_DUE
        pay(session, dossier)
        assert (dossier.status, str(dossier.promised_date)) == (DossierStatus.DONE, "2026-11-27")
        person = withdrawing.can_withdraw(session, dossier)
        assert not person
    work(database.settings, parts)
    with unit_of_work(database.sessions()) as session:
        ended = session.get_one(Dossier, dossier.id)
        assert ended.status == DossierStatus.RETURNED
        papers = {paper.kind: paper for paper in issuing.papers_of(session, ended)}
        result = papers["result"]
        assert (result.state, result.number) == ("issued", "01/BS-UBND")
        assert [one["as"] for one in result.signers] == ["agency"]
        assert all(paper.state == "issued" for paper in papers.values())
        for paper in (result, papers["receipt"]):
            is_genuine(parts, paper)
        verdict = verifying.verify(session, result.verify_token)
        assert verdict is not None
        assert verdict.state == "valid"
        kinds = set(session.scalars(select(DossierEvent.actor_kind)))
        assert kinds == {"person", "system"}
        assert session.scalars(select(Officer.id)).all() == []
        assert "result_issued" in session.scalars(select(Message.kind)).all()
        procedure = procedure_of(session, ended.version_id)
        rows = handings_of(session, ended, procedure)
        assert {one.receiver.kind for one in rows} == {"system"}
        assert evidence_check.check(session).broken == ()
    parts.close()


def test_what_the_portal_does_by_itself_no_officer_does_for_it(session: Session) -> None:
    world = make_world(session, PACK)
    dossier = file(session, world, found=True)
    (task,) = session.scalars(select(Task).where(Task.dossier_id == dossier.id, Task.closed_at.is_(None)))
    desk = world.actor(session, "receptionist")
    # Accepting by hand before the fee is paid helps nobody.
    for action in ("tu_nhan", "nhan", "tu_choi"):
        with pytest.raises(ActionNotAllowedError):
            request = Request(action, reasons=("Thử",))
            processing.take_action(
                session, dossier.id, task.id, request, actor=desk, at=MORNING, seen_version=dossier.lock_version
            )
    pay(session, dossier)
    assert session.scalars(select(Task.step).where(Task.closed_at.is_(None))).all() == ["tra"]
    assert issuing.in_press(session, dossier)


def test_what_the_register_does_not_know_goes_to_people(session: Session) -> None:
    world = make_world(session, PACK)
    dossier = file(session, world, found=False)
    pay(session, dossier)
    (task,) = session.scalars(select(Task).where(Task.dossier_id == dossier.id, Task.closed_at.is_(None)))
    assert (task.step, dossier.accepted_at) == ("tiep_nhan", None)
    offers = offers_for(session, dossier, world.actor(session, "receptionist"), MORNING)
    assert [one.action.name for one in offers[0][1]] == ["nhan", "tu_choi"]
    at = MORNING + timedelta(hours=1)
    request, actor = Request("nhan"), world.actor(session, "receptionist")
    processing.take_action(session, dossier.id, task.id, request, actor=actor, at=at, seen_version=dossier.lock_version)
    # Nobody but the leader begins the result of a person's decision.
    assert issuing.result_of(session, dossier) is not None
    assert dossier.status == DossierStatus.PROCESSING
