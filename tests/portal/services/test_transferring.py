"""A dossier goes to another agency: code and clock stay, the tasks go along, evidence and control slip say so."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.models import Agency, Dossier, DossierEvent, EventPayload, Message, Paper, ProcedureVersion
from portal.services import (
    assigning,
    checks,
    deadlines,
    desk,
    evidence_check,
    issuing,
    own_days,
    processing,
    publishing,
    transferring,
)
from portal.services.actors import Actor
from portal.services.definitions import procedure_of
from portal.services.handed_over import handings_of
from portal.services.handing_words import remark_words
from portal.services.handings import Party
from portal.services.officers import actor_of
from portal.services.own_days import Change, DayKind
from portal.services.processing import Request
from portal.services.refusals import NotAllowedError, NotFoundError, StaleDossierError
from portal.services.transferring import Transfer, TransferRefusedError
from portal.services.wanted import View
from portal.services.wanted import Wanted as DeskWanted
from tests.factories import MORNING, ROLES, World, make_agency, make_officer, make_person, make_world, submit
from tests.portal.services.november import ITEM, hour
from tests.portal.services.test_branches import PACK, open_now, press
from tests.portal.services.test_delegations import open_task
from tests.portal.services.test_life import accept, take

LAW = "Quyết định 15/QĐ-UBND"


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


@pytest.fixture
def elsewhere(session: Session) -> Agency:
    """Another agency, with somebody for every step."""
    agency = make_agency(session, "H26.102", "Ủy ban nhân dân phường Đông Ngạc")
    for role in ROLES:
        make_officer(session, agency, role)
    return agency


@pytest.fixture
def dossier(session: Session, world: World) -> Dossier:
    """A dossier that stands with the case officer, promised for Friday 27/11."""
    found = submit(session, world, make_person(session))
    session.execute(text("UPDATE fee_orders SET state = 'cancelled'"))
    accept(session, world, found)
    assigning.claim(session, found, open_task(session, found), actor=world.actor(session, "case_officer"), at=hour(23))
    return found


def transfer(
    session: Session, world: World, dossier: Dossier, to: Agency, role: str = "department_head", **other: Any
) -> Agency:
    said: dict[str, Any] = {"agency_id": to.id, "reason": "Không thuộc địa bàn", "legal_basis": LAW}
    actor, seen = world.actor(session, role), dossier.lock_version
    wanted = Transfer(**said | other)
    return transferring.transfer(session, dossier.id, wanted, actor=actor, at=hour(25, "10:00"), seen_version=seen)


def officer_of(session: Session, agency: Agency, role: str) -> Actor:
    query = text("SELECT officer_id FROM shared.appointments WHERE agency_id = :agency AND role = :role")
    found = actor_of(session, session.scalars(query, {"agency": agency.id, "role": role}).one(), hour(25))
    assert found is not None
    return found


def test_the_other_agency_goes_on_with_it_where_it_stood(
    session: Session, world: World, dossier: Dossier, elsewhere: Agency
) -> None:
    code, due, version = dossier.code, dossier.due_at, dossier.lock_version
    target = open_task(session, dossier).target_at
    assert transfer(session, world, dossier, elsewhere) == elsewhere
    assert (dossier.code, dossier.due_at, dossier.agency_id) == (code, due, elsewhere.id)
    assert (dossier.receiving_agency_id, dossier.lock_version) == (world.agency.id, version + 1)
    task = open_task(session, dossier)
    assert (task.step, task.agency_id, task.officer_id) == ("tham_dinh", elsewhere.id, None)
    assert (task.due_at, task.target_at) == (due, target)
    theirs = officer_of(session, elsewhere, "case_officer")
    assert [one.code for one in desk.rows(session, theirs, DeskWanted(View.ROLE), at=hour(25)).rows] == [code]
    request, seen = Request("trinh"), dossier.lock_version
    with pytest.raises(NotAllowedError):
        ours = world.actor(session, "case_officer")
        processing.take_action(session, dossier.id, task.id, request, actor=ours, at=hour(26), seen_version=seen)
    processing.take_action(session, dossier.id, task.id, request, actor=theirs, at=hour(26), seen_version=seen)
    assert open_task(session, dossier).step == "ky"
    query = select(EventPayload.payload).join(DossierEvent).where(DossierEvent.kind == "dossier_transferred")
    said = json.loads(session.scalars(query).one() or b"")
    assert said == {
        "from": world.agency.name,
        "from_code": "H26.101",
        "to": elsewhere.name,
        "to_code": "H26.102",
        "reason": "Không thuộc địa bàn",
        "law": LAW,
    }
    assert "dossier_transferred" in session.scalars(select(Message.kind)).all()
    assert evidence_check.check(session).broken == ()
    # The control slip shows both, one after the other, and who gave it away.
    procedure = procedure_of(session, dossier.version_id)
    handings = handings_of(session, dossier, procedure)
    rows = [(one.agency, one.step, one.giver.name) for one in handings]
    head = world.officers["department_head"].full_name
    assert rows[1:3] == [
        (world.agency.name, "tham_dinh", world.officers["receptionist"].full_name),
        (elsewhere.name, "tham_dinh", head),
    ]
    noted = [[remark_words(remark, procedure, "vi") for remark in one.remarks] for one in handings]
    assert noted[1:3] == [[f"Chuyển đến {elsewhere.name}: Không thuộc địa bàn"], ["Trình ký"]]


def test_what_nobody_took_before_it_went_was_taken_by_nobody(session: Session, world: World, elsewhere: Agency) -> None:
    dossier = submit(session, world, make_person(session))
    session.execute(text("UPDATE fee_orders SET state = 'cancelled'"))
    accept(session, world, dossier)
    transfer(session, world, dossier, elsewhere)
    left = handings_of(session, dossier, procedure_of(session, dossier.version_id))[1]
    assert (left.agency, left.receiver, left.received_at) == (world.agency.name, Party("role"), None)
    assert left.done_at == hour(25, "10:00")


def test_what_was_promised_stays_by_the_days_of_whoever_promised(
    session: Session, world: World, dossier: Dossier, elsewhere: Agency
) -> None:
    off = Change(hour(27).date(), DayKind.OFF, "Ngày sửa nhà", "Sửa nhà", LAW)
    own_days.change(session, elsewhere.id, off, actor=officer_of(session, elsewhere, "leader"), at=hour(22), seen=0)
    due = dossier.promised_date
    transfer(session, world, dossier, elsewhere)
    procedure = procedure_of(session, dossier.version_id)
    assert dossier.promised_date == due
    assert deadlines.explanation(session, dossier, procedure, "vi")
    seen, actor = dossier.lock_version, officer_of(session, elsewhere, "case_officer")
    request = Request("hoan_thien", reasons=("Mờ",), items=(ITEM,))
    processing.take_action(
        session,
        dossier.id,
        open_task(session, dossier).id,
        request,
        actor=actor,
        at=hour(25, "11:00"),
        seen_version=seen,
    )
    assert dossier.due_at is None
    assert evidence_check.check(session).broken == ()


@pytest.mark.parametrize(
    ("other", "why"),
    [({"reason": " "}, "incomplete"), ({"legal_basis": ""}, "incomplete"), ({}, "same"), ({}, "unstaffed")],
)
def test_where_it_cannot_go(session: Session, world: World, dossier: Dossier, other: dict[str, str], why: str) -> None:
    empty = make_agency(session, "H26.103", "Phường chưa có người")
    make_officer(session, empty, "case_officer")
    with pytest.raises(TransferRefusedError, match=why):
        transfer(session, world, dossier, world.agency if why == "same" else empty, **other)
    assert dossier.agency_id == world.agency.id


def test_who_may_not_send_it_and_of_two_the_first_wins(
    session: Session, world: World, dossier: Dossier, elsewhere: Agency
) -> None:
    with pytest.raises(NotAllowedError):
        transfer(session, world, dossier, elsewhere, role="case_officer")
    seen = dossier.lock_version
    transfer(session, world, dossier, elsewhere)
    wanted = Transfer(elsewhere.id, "Lần nữa", LAW)
    leader = world.actor(session, "leader")
    with pytest.raises(StaleDossierError):
        transferring.transfer(session, dossier.id, wanted, actor=leader, at=hour(25, "10:00"), seen_version=seen)
    with pytest.raises(NotAllowedError):
        transfer(session, world, dossier, elsewhere, role="leader")
    # The agency at which a step was done reads it still; one that never had anything to do with it does not.
    assert desk.visible_dossier(session, leader, dossier.code, hour(25)) == dossier
    stranger = make_officer(session, make_agency(session, "H26.104", "Phường chưa từng có hồ sơ"), "leader")
    actor = actor_of(session, stranger.id, hour(25))
    assert actor is not None
    with pytest.raises(NotFoundError):
        desk.visible_dossier(session, actor, dossier.code, hour(25))


def test_a_draft_is_made_anew_and_a_signature_stays_where_it_was_given(
    session: Session, world: World, dossier: Dossier, elsewhere: Agency
) -> None:
    take(session, world, dossier, "case_officer", "trinh", at=hour(25, "08:00"))
    paper = session.scalars(select(Paper).where(Paper.kind == "result")).one()
    paper.sha256 = "0" * 64
    transfer(session, world, dossier, elsewhere)
    assert paper.agency_id == elsewhere.id
    assert session.scalars(select(Paper.sha256).where(Paper.kind == "result")).one() is None
    leader, task = officer_of(session, elsewhere, "leader"), open_task(session, dossier)
    at, seen = hour(26), dossier.lock_version
    processing.take_action(session, dossier.id, task.id, Request("duyet"), actor=leader, at=at, seen_version=seen)
    wanted = Transfer(world.agency.id, "Trả lại", LAW)
    for state, why in (("draft", "in_press"), ("signed", "signed")):
        paper.state = state
        with pytest.raises(TransferRefusedError, match=why):
            transferring.transfer(session, dossier.id, wanted, actor=leader, at=at, seen_version=dossier.lock_version)
    assert issuing.result_of(session, dossier) == paper


def test_agencies_are_found_by_words_without_diacritics_and_by_code(
    session: Session, world: World, dossier: Dossier, elsewhere: Agency
) -> None:
    province = make_agency(session, "H26", "Ủy ban nhân dân thành phố Thử")
    for one in (world.agency, elsewhere):
        one.parent_id = province.id
    session.flush()

    def found(words: str) -> list[Agency]:
        return list(transferring.agencies(session, dossier, words, MORNING))

    # Nobody at the province could go on with it; beside, only whoever offers the procedure is meant.
    assert (found("h26"), found("")) == ([], [])
    for role in ROLES:
        make_officer(session, province, role)
    publishing.make_offer(
        session, session.get_one(ProcedureVersion, dossier.version_id), elsewhere, elsewhere, overlay={}, at=MORNING
    )
    assert [found(words) for words in ("", "dong ngac", "NGẠC Đông")] == [[elsewhere]] * 3
    assert (found("h26"), found("%")) == ([province], [])


def test_branches_go_along_and_join_where_they_went(session: Session) -> None:
    world = make_world(session, PACK)
    found = submit(session, world, make_person(session), so_ban=6, ly_do="Nhiều nơi cần")
    desk_actor = world.actor(session, "receptionist")
    checks.check_document(
        session, found, "giay_to", verdict="sufficient", note=None, actor=desk_actor, at=hour(23, "09:00")
    )
    press(session, world, found, "tiep_nhan", "nhan")
    press(session, world, found, "hoi", "dung")
    before = set(open_now(session, found))
    elsewhere = make_agency(session, "H26.102", "Ủy ban nhân dân phường Khác")
    theirs = {role: make_officer(session, elsewhere, role) for role in ROLES}
    transfer(session, world, found, elsewhere)
    here = open_now(session, found)
    assert set(here) == before
    assert {task.agency_id for task in here.values()} == {elsewhere.id}
    assert here["doan"].fork_id == here["phoi_hop"].id
    # The branch that was through before counts where it went: the fork joins with the other one alone.
    world.officers.update(theirs)
    press(session, world, found, "doi_chieu", "xong")
    assert set(open_now(session, found)) == {"ky"}
    assert evidence_check.check(session).broken == ()
