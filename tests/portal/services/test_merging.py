"""An agency is merged away with open dossiers: its successor goes on with them, and everybody is told once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.cli import main
from portal.db import Role, unit_of_work
from portal.jobs import merging as jobs
from portal.models import Agency, Dossier, DossierEvent, Message, Paper, Task
from portal.parts import Parts
from portal.services import (
    desk,
    evidence_check,
    filing,
    merging,
    other_agencies,
    processing,
    staffing,
    successors,
    withdrawing,
)
from portal.services.merging import MergeRefusedError
from portal.services.officers import actor_of
from portal.services.processing import Request
from portal.services.refusals import NotFoundError
from tests.conftest import Database
from tests.factories import (
    CODE,
    ROLES,
    World,
    as_actor,
    fill,
    make_agency,
    make_officer,
    make_person,
    make_world,
    submit,
)
from tests.portal.services.linked import make_linked
from tests.portal.services.november import hour
from tests.portal.services.test_delegations import open_task
from tests.portal.services.test_life import accept, take

LAW = "Nghị quyết 12/NQ-HĐND"
FIRST = hour(25, "00:00")


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


@pytest.fixture
def successor(session: Session) -> Agency:
    return staff(session, make_agency(session, "H26.115", "Ủy ban nhân dân phường Mới"))


@pytest.fixture
def dossier(session: Session, world: World) -> Dossier:
    """A dossier that stands with the case officer, promised for Friday 27/11."""
    return accepted(session, world)


def staff(session: Session, agency: Agency) -> Agency:
    for role in ROLES:
        make_officer(session, agency, role)
    return agency


def accepted(session: Session, world: World) -> Dossier:
    found = submit(session, world, make_person(session))
    session.execute(text("UPDATE fee_orders SET state = 'cancelled'"))
    session.expire_all()
    accept(session, world, found)
    return found


def merge(session: Session, into: str, code: str = "H26.101", law: str = LAW) -> merging.Merged:
    return merging.merge(session, code, into, law=law, since=FIRST, at=hour(24, "09:00"))


def move(session: Session, agency: Agency, at: datetime = FIRST) -> list[bool]:
    dossiers, _tasks = merging.begin(session, agency.id, at=at)
    return [merging.move_dossier(session, key, at=at) for key in dossiers]


def told(session: Session) -> list[str]:
    return [one for one in session.scalars(select(Message.kind)) if one == "dossier_transferred"]


def test_what_is_open_goes_on_at_the_successor_and_what_ended_is_read_there(
    session: Session, world: World, dossier: Dossier, successor: Agency
) -> None:
    person = make_person(session, "001190000009", "Trần Văn Cũ")
    ended = submit(session, world, person)
    withdrawing.withdraw(session, ended, actor=as_actor(person), at=hour(24), reason=None)
    draft = fill(session, world, person)
    done = merge(session, successor.code)
    assert (done.dossiers, done.not_offered) == (1, ("9.000001",))
    jobs_left = text("SELECT scheduled_at FROM procrastinate_jobs WHERE task_name = :name")
    assert session.scalars(jobs_left, {"name": merging.JOB}).one() == FIRST
    leader = actor_of(session, next(iter(holders(session, successor, "leader"))), FIRST)
    assert leader is not None
    # Until its first day nothing is otherwise.
    before = FIRST - timedelta(seconds=1)
    assert merging.begin(session, world.agency.id, at=before) == ((), ())
    assert not merging.move_dossier(session, dossier.id, at=before)
    for one in (dossier, ended):
        with pytest.raises(NotFoundError):
            desk.visible_dossier(session, leader, one.code, before)
    code, due = dossier.code, dossier.due_at
    assert move(session, world.agency) == [True]
    assert (dossier.code, dossier.due_at, dossier.agency_id) == (code, due, successor.id)
    task = open_task(session, dossier)
    assert (task.step, task.agency_id) == ("tham_dinh", successor.id)
    assert desk.visible_dossier(session, leader, ended.code, FIRST) == ended
    # A second run finds nothing to do, and tells nobody twice.
    assert move(session, world.agency) == []
    assert not merging.move_dossier(session, dossier.id, at=FIRST)
    assert told(session) == ["dossier_transferred"]
    assert merging.left(session, FIRST) == []
    assert evidence_check.check(session).broken == ()
    theirs = actor_of(session, next(iter(holders(session, successor, "case_officer"))), FIRST)
    assert theirs is not None
    seen = dossier.lock_version
    processing.take_action(session, dossier.id, task.id, Request("trinh"), actor=theirs, at=hour(25), seen_version=seen)
    # Nobody files there any more, and whoever wants to is told where.
    with pytest.raises(NotFoundError, match="open offer"):
        filing.submit(session, draft, person=person, actor=as_actor(person), at=FIRST, code_pattern=CODE)
    assert successors.heir_of_offer(session, draft.offer_id, FIRST) == successor


def holders(session: Session, agency: Agency, role: str) -> Sequence[UUID]:
    query = text("SELECT officer_id FROM shared.appointments WHERE agency_id = :agency AND role = :role")
    return session.scalars(query, {"agency": agency.id, "role": role}).all()


def test_what_cannot_be_merged_is_said_in_one_line(
    session: Session, world: World, dossier: Dossier, successor: Agency
) -> None:
    empty = make_agency(session, "H26.116", "Phường chưa có người")
    make_officer(session, empty, "case_officer")
    for into, law, why in (
        (empty.code, LAW, "nobody at H26.116 holds clerk, leader, receptionist"),
        ("H26.999", LAW, "there is no agency H26.999"),
        (world.agency.code, LAW, "into itself"),
        (successor.code, " ", "by which decision"),
    ):
        with pytest.raises(MergeRefusedError, match=why):
            merge(session, into, law=law)
    assert world.agency.successor_id is None
    merge(session, successor.code)
    with pytest.raises(MergeRefusedError, match=r"H26\.101 is merged into H26\.115 already"):
        merge(session, empty.code)
    # No circle, and no successor that has one itself.
    with pytest.raises(MergeRefusedError, match=r"H26\.101 is itself merged into H26\.115: name that one"):
        merge(session, world.agency.code, code=successor.code)


def test_a_successor_is_merged_further_and_everything_goes_to_the_last(
    session: Session, world: World, dossier: Dossier, successor: Agency
) -> None:
    last = staff(session, make_agency(session, "H26.120", "Ủy ban nhân dân phường Cuối"))
    merge(session, successor.code)
    merge(session, last.code, code=successor.code)
    assert successors.heir_of(session, world.agency, FIRST) == last
    assert move(session, world.agency) == [True]
    assert dossier.agency_id == last.id
    leader = actor_of(session, next(iter(holders(session, last, "leader"))), FIRST)
    assert leader is not None
    keys = set(session.scalars(successors.merged_into([last.id], FIRST)))
    assert keys == {world.agency.id, successor.id}


def test_what_bears_a_signature_or_would_be_stuck_waits(
    session: Session, world: World, dossier: Dossier, successor: Agency
) -> None:
    merge(session, successor.code)
    staffing_gone = text("UPDATE shared.appointments SET ended_at = :at WHERE agency_id = :agency AND role = 'leader'")
    session.execute(staffing_gone, {"at": hour(24, "10:00"), "agency": successor.id})
    assert move(session, world.agency) == [False]
    assert merging.left(session, FIRST) == [world.agency.id]
    staffing.appoint(session, make_officer(session, successor, "leader", username="moi"), successor, "leader", at=FIRST)
    take(session, world, dossier, "case_officer", "trinh", at=hour(24, "10:00"))
    take(session, world, dossier, "leader", "duyet", at=hour(24, "11:00"))
    paper = session.scalars(select(Paper).where(Paper.kind == "result")).one()
    paper.state, paper.sha256 = "signed", "0" * 64
    session.flush()
    assert move(session, world.agency) == [False]
    take(session, world, dossier, "clerk", "phat_hanh", at=hour(24, "12:00"))
    paper.state, paper.issued_at = "issued", hour(24, "12:01")
    session.flush()
    assert move(session, world.agency) == [True]
    # What was issued stays what it is, of the agency that issued it.
    assert (paper.agency_id, paper.sha256) == (world.agency.id, "0" * 64)
    assert open_task(session, dossier).agency_id == successor.id


def test_a_step_of_somebody_elses_dossier_goes_along(session: Session, tmp_path: Path) -> None:
    linked = make_linked(session, tmp_path / "mother")
    heir = staff(session, make_agency(session, "H26.121", "Thuế cơ sở"))
    take(session, linked.world, linked.mother, "receptionist", "nhan", at=hour(23, "10:00"))
    take(session, linked.world, linked.mother, "case_officer", "do", at=hour(23, "11:00"))
    before = open_task(session, linked.mother)
    assert before.agency_id == linked.other.agency.id
    merge(session, heir.code, code="H26.120")
    dossiers, theirs = merging.begin(session, linked.other.agency.id, at=FIRST)
    assert (list(dossiers), list(theirs)) == ([], [before.id])
    assert [merging.move_task(session, before.id, at=FIRST) for _ in range(2)] == [True, False]
    assert open_task(session, linked.mother).agency_id == heir.id
    assert linked.mother.agency_id == linked.world.agency.id
    assert evidence_check.check(session).broken == ()
    # The pack's name of the agency means the successor from now on.
    assert other_agencies.agency_of(session, linked.mother, "thue", FIRST) == heir.id
    officer = actor_of(session, next(iter(holders(session, heir, "case_officer"))), FIRST)
    assert officer is not None
    key, seen, done = linked.mother.id, linked.mother.lock_version, Request("xong")
    processing.take_action(session, key, before.id, done, actor=officer, at=FIRST, seen_version=seen)


def test_a_run_that_was_killed_is_gone_on_with_and_nothing_goes_twice(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit_of_work(database.sessions()) as session:
        world = make_world(session)
        successor = staff(session, make_agency(session, "H26.115", "Ủy ban nhân dân phường Mới"))
        person = make_person(session)
        for _ in range(3):
            submit(session, world, person)
        merge(session, successor.code)
    parts, key = Parts(database.settings, Role.WORKER), str(world.agency.id)
    monkeypatch.setattr(jobs, "now", lambda: FIRST)
    goes, gone = merging.move_dossier, list[bool]()

    def dies(session: Session, dossier_id: UUID, *, at: datetime) -> bool:
        if len(gone) == 1:
            raise SystemExit
        gone.append(goes(session, dossier_id, at=at))
        return True

    with monkeypatch.context() as patched:
        patched.setattr(merging, "move_dossier", dies)
        with pytest.raises(SystemExit):
            jobs.move_to_successor(parts, key)
    with unit_of_work(database.sessions()) as session:
        assert session.scalars(select(Dossier.agency_id)).all().count(successor.id) == 1
    jobs.move_what_is_left(parts)
    jobs.move_to_successor(parts, key)
    with unit_of_work(database.sessions()) as session:
        assert set(session.scalars(select(Dossier.agency_id))) == {successor.id}
        assert list(session.scalars(select(DossierEvent.kind))).count("dossier_transferred") == len(told(session)) == 3
        assert set(session.scalars(select(Task.agency_id).where(Task.closed_at.is_(None)))) == {successor.id}
        assert evidence_check.check(session).broken == ()
    parts.close()


def test_the_command_says_what_goes_along_and_what_is_left_to_do(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with unit_of_work(database.sessions()) as session:
        world = make_world(session)
        submit(session, world, make_person(session))
        make_agency(session, "H26.115", "Ủy ban nhân dân phường Mới")
    for name, value in database.environment().items():
        monkeypatch.setenv(name, value)
    command = ["agencies", "merge", "H26.101", "--into", "H26.115", "--law", LAW, "--from", "2026-12-01"]
    assert main(command) == 1
    missing = "portal: nobody at H26.115 holds case_officer, clerk, leader, receptionist: appoint somebody first\n"
    assert capsys.readouterr().err == missing
    with unit_of_work(database.sessions()) as session:
        staff(session, session.scalars(select(Agency).where(Agency.code == "H26.115")).one())
    for _ in range(2):
        assert main(command) == 0
        assert capsys.readouterr().out == (
            "H26.101 is merged into H26.115 from 2026-12-01: 1 open dossiers go along\n"
            "H26.115 does not offer yet: 9.000001\n"
        )
