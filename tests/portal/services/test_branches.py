"""A dossier in several branches on the real database: forks, joins, what is given up, and what the evidence says."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Dossier, DossierEvent, EventPayload, Supplement, Task
from portal.services import checks, deadlines, evidence_check, processing, supplements, tasks, withdrawing
from portal.services.action_offers import offers_for
from portal.services.control_slips import draft
from portal.services.definitions import procedure_of
from portal.services.evidence import EventKind
from portal.services.handed_over import handings_of
from portal.services.handing_words import remark_words
from portal.services.importing import import_pack
from portal.services.processing import Request
from portal.services.refusals import ActionNotAllowedError, NotAllowedError
from tests.factories import (
    MORNING,
    PACKS,
    World,
    as_actor,
    make_agency,
    make_officer,
    make_person,
    make_world,
    submit,
)
from workflows.spec import Outcome
from workflows.status import DossierStatus
from workflows.vocabulary import BRANCH_CLOSED

PACK = PACKS / "branches"
ITEMS = ({"kind": "field", "name": "ho_ten", "title": "Họ và tên", "reason": "Viết thiếu"},)
ROLES = {
    "tiep_nhan": "receptionist",
    "hoi": "case_officer",
    "do_ve": "department_head",
    "doi_chieu": "clerk",
    "ra_soat": "case_officer",
}


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session, PACK)


@pytest.fixture
def forked(session: Session, world: World) -> Dossier:
    """Return a dossier that was just accepted, with every branch open."""
    return fork(session, world)


def fork(session: Session, world: World) -> Dossier:
    """Have a dossier filed and accepted, so that every branch opens."""
    dossier = submit(session, world, make_person(session), so_ban=6, ly_do="Nhiều nơi cần")
    officer = world.actor(session, "receptionist")
    checks.check_document(session, dossier, "giay_to", verdict="sufficient", note=None, actor=officer, at=MORNING)
    press(session, world, dossier, "tiep_nhan", "nhan")
    return dossier


def press(session: Session, world: World, dossier: Dossier, step: str, action: str, **request: Any) -> None:
    task = open_now(session, dossier)[step]
    at = MORNING + timedelta(hours=dossier.event_count / 10)
    version = session.get_one(Dossier, dossier.id, populate_existing=True).lock_version
    actor = world.actor(session, ROLES[step], at)
    processing.take_action(
        session, dossier.id, task.id, Request(action, **request), actor=actor, at=at, seen_version=version
    )


def open_now(session: Session, dossier: Dossier) -> dict[str, Task]:
    return {task.step: task for task in tasks.open_tasks(session, dossier.id)}


def events(session: Session, dossier: Dossier, kind: EventKind) -> list[dict[str, Any]]:
    query = select(EventPayload.payload).join(DossierEvent, DossierEvent.id == EventPayload.event_id)
    query = query.where(DossierEvent.dossier_id == dossier.id, DossierEvent.kind == kind).order_by(DossierEvent.seq)
    return [json.loads(payload or b"{}") for payload in session.scalars(query)]


def test_a_fork_opens_its_branches_in_one_transaction_and_says_so(session: Session, forked: Dossier) -> None:
    here = open_now(session, forked)
    assert set(here) == {"phoi_hop", "hoi", "doan", "do_ve", "doi_chieu"}
    assert here["phoi_hop"].role == "system"
    assert (here["hoi"].fork_id, here["doan"].fork_id) == (here["phoi_hop"].id, here["phoi_hop"].id)
    assert here["do_ve"].fork_id == here["doan"].id
    assert forked.status == DossierStatus.PROCESSING
    opened = events(session, forked, EventKind.BRANCHES_OPENED)
    assert opened[0] == {"fork": "phoi_hop", "branches": ["xac_minh", "kiem_tra"], "left_out": []}
    assert opened[1] == {"fork": "doan", "branches": ["hien_truong", "so_sach"], "left_out": []}


def test_a_branch_whose_fact_does_not_hold_stays_closed(session: Session, world: World) -> None:
    dossier = submit(session, world, make_person(session), so_ban=2)
    officer = world.actor(session, "receptionist")
    checks.check_document(session, dossier, "giay_to", verdict="sufficient", note=None, actor=officer, at=MORNING)
    press(session, world, dossier, "tiep_nhan", "nhan")
    assert set(open_now(session, dossier)) == {"phoi_hop", "hoi"}
    assert events(session, dossier, EventKind.BRANCHES_OPENED)[0]["left_out"] == ["kiem_tra"]
    press(session, world, dossier, "hoi", "dung")
    assert set(open_now(session, dossier)) == {"ky"}


def test_branches_join_once_the_last_that_counts_is_through(session: Session, world: World, forked: Dossier) -> None:
    press(session, world, forked, "doi_chieu", "xong")
    assert set(open_now(session, forked)) == {"phoi_hop", "hoi"}
    (given_up,) = events(session, forked, EventKind.BRANCH_CLOSED)
    assert (given_up["step"], given_up["branch"]) == ("do_ve", "hien_truong")
    assert given_up["because"] == {"step": "doi_chieu", "action": "xong"}
    press(session, world, forked, "hoi", "dung")
    assert set(open_now(session, forked)) == {"ky"}
    taken = events(session, forked, EventKind.ACTION_TAKEN)
    assert [(one["step"], one["action"], one["to"]) for one in taken[1:]] == [
        ("doi_chieu", "xong", "passed"),
        ("doan", "passed", "passed"),
        ("hoi", "dung", "passed"),
        ("phoi_hop", "passed", "ky"),
    ]
    assert taken[1]["in_branch"] == {"fork": "doan", "branch": "so_sach"}
    assert evidence_check.check(session).broken == ()


def test_a_failed_branch_fails_the_whole_and_may_be_begun_anew(session: Session, world: World, forked: Dossier) -> None:
    press(session, world, forked, "hoi", "sai", reasons=("Không có trong sổ",))
    press(session, world, forked, "do_ve", "xong")
    assert set(open_now(session, forked)) == {"ra_soat"}
    press(session, world, forked, "ra_soat", "lam_lai", reasons=("Chưa đủ",))
    assert set(open_now(session, forked)) == {"phoi_hop", "hoi", "doan", "do_ve", "doi_chieu"}
    press(session, world, forked, "doi_chieu", "xong")
    press(session, world, forked, "hoi", "dung")
    assert set(open_now(session, forked)) == {"ky"}


def test_leaving_a_branch_withdraws_what_a_sister_asked_and_lets_the_clock_go_on(
    session: Session, world: World, forked: Dossier
) -> None:
    press(session, world, forked, "hoi", "hoan_thien", items=ITEMS, reasons=("Viết thiếu",))
    assert forked.status == DossierStatus.SUPPLEMENT
    procedure = procedure_of(session, forked.version_id)
    assert deadlines.waited_for(session, forked, procedure) == {"supplement"}
    press(session, world, forked, "do_ve", "dung_lai", reasons=("Đo lại",))
    assert set(open_now(session, forked)) == {"ra_soat"}
    assert supplements.open_supplement(session, forked) is None
    assert session.scalars(select(Supplement.withdrawn_at)).one() is not None
    assert deadlines.waited_for(session, forked, procedure) == frozenset()
    assert forked.status == DossierStatus.PROCESSING
    closed = events(session, forked, EventKind.BRANCH_CLOSED)
    assert {one["step"]: one.get("supplement") for one in closed} == {"doi_chieu": None, "hoi": 1}
    rows = session.scalars(select(Task.step).where(Task.action == BRANCH_CLOSED))
    assert set(rows) == {"doi_chieu", "hoi", "doan", "phoi_hop"}


def test_a_supplement_in_one_branch_does_not_hold_the_other(session: Session, world: World, forked: Dossier) -> None:
    press(session, world, forked, "hoi", "hoan_thien", items=ITEMS, reasons=("Viết thiếu",))
    press(session, world, forked, "do_ve", "xong")
    assert set(open_now(session, forked)) == {"phoi_hop", "hoi"}
    assert forked.status == DossierStatus.SUPPLEMENT


def test_an_end_inside_a_branch_closes_the_dossier_and_its_sisters(
    session: Session, world: World, forked: Dossier
) -> None:
    press(session, world, forked, "doi_chieu", "tu_choi", reasons=("Sổ không khớp",))
    assert open_now(session, forked) == {}
    assert (forked.ended_at_step, forked.status) == ("bi_bac", DossierStatus.STOPPED)
    kinds = session.scalars(
        select(DossierEvent.kind).where(DossierEvent.dossier_id == forked.id).order_by(DossierEvent.seq)
    ).all()
    assert kinds.index(EventKind.BRANCH_CLOSED) < kinds.index(EventKind.DOSSIER_CLOSED)


def test_a_withdrawal_says_which_branches_it_ended(session: Session, forked: Dossier) -> None:
    person = as_actor(make_person(session, number="001190000002"))
    withdrawing.withdraw(session, forked, actor=person, at=MORNING + timedelta(days=1), reason=None)
    given_up = events(session, forked, EventKind.BRANCH_CLOSED)
    assert {one["step"] for one in given_up} == {"hoi", "do_ve", "doi_chieu"}
    assert {one["because"]["action"] for one in given_up} == {"withdraw"}
    assert forked.status == DossierStatus.WITHDRAWN


def test_each_branch_is_its_own_roles_alone(session: Session, world: World, forked: Dossier) -> None:
    task = open_now(session, forked)["do_ve"]
    with pytest.raises(NotAllowedError):
        processing.take_action(
            session,
            forked.id,
            task.id,
            Request("xong"),
            actor=world.actor(session, "clerk"),
            at=MORNING,
            seen_version=forked.lock_version,
        )
    offers = offers_for(session, forked, world.actor(session, "department_head"), MORNING)
    assert [task.step for task, actions in offers if actions] == ["do_ve"]


def test_the_control_slip_tells_each_branch_and_no_fork(session: Session, world: World, forked: Dossier) -> None:
    press(session, world, forked, "doi_chieu", "xong")
    press(session, world, forked, "hoi", "dung")
    told = handings_of(session, forked, procedure_of(session, forked.version_id))
    assert sorted(one.step for one in told) == ["do_ve", "doi_chieu", "hoi", "ky", "tiep_nhan"]
    assert {one.giver.name for one in told if one.step in {"hoi", "do_ve"}} == {"Cán bộ receptionist.h26.101"}
    assert [one.giver.name for one in told if one.step == "ky"] == ["Cán bộ case_officer.h26.101"]
    (given_up,) = (one for one in told if one.step == "do_ve")
    assert "Nhánh được đóng" in remark_words(given_up.remarks[0], procedure_of(session, forked.version_id), "vi")
    paper = draft(session, forked, actor=world.actor(session, "leader"), at=MORNING + timedelta(days=1))
    assert paper.kind == "control"


def test_a_fork_can_be_finished_only_in_a_way_that_leads_on(session: Session, forked: Dossier) -> None:
    procedure = procedure_of(session, forked.version_id)
    task = open_now(session, forked)["doan"]
    with pytest.raises(ActionNotAllowedError):
        processing.finish(session, forked, task, procedure, Outcome.FAILED, at=MORNING)


def test_an_import_is_refused_for_an_agency_that_has_nobody_for_a_step(session: Session) -> None:
    agency = make_agency(session)
    for role in ("receptionist", "case_officer", "leader", "clerk"):
        make_officer(session, agency, role)
    refused = import_pack(session, PACK, at=MORNING, agencies=[agency.code, "H99"])
    assert (refused.outcome, refused.sound) == ("refused", False)
    assert refused.findings == (
        "no agency has the code 'H99'",
        "at H26.101 nobody holds the role 'department_head': the step 'do_ve' waits for ever; appoint somebody first",
    )
    make_officer(session, agency, "department_head")
    assert import_pack(session, PACK, at=MORNING, agencies=[agency.code]).outcome == "published"
