"""An act is taken back within minutes by whoever did it, while nothing has followed; nobody was told of it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.models import Dossier, DossierEvent, EventPayload, Message, Offer, Paper, Person, Task
from portal.services import (
    assigning,
    checks,
    deadlines,
    evidence_check,
    holding_back,
    notices,
    supplements,
    tasks,
    undoing,
)
from portal.services.definitions import procedure_of
from portal.services.refusals import ActionNotAllowedError, NotAllowedError, StaleDossierError
from portal.services.undoing import Undoable
from tests.factories import CONFIRMATION, World, make_person, make_world, submit
from tests.portal.services.november import ITEM, hour
from tests.portal.services.test_branches import PACK, open_now, press
from tests.portal.services.test_delegations import open_task
from tests.portal.services.test_life import take
from workflows.status import DossierStatus


@pytest.fixture
def world(session: Session, tmp_path: Path) -> World:
    """An agency whose pack lets everything be taken back for ten minutes."""
    for file in CONFIRMATION.iterdir():
        content = file.read_text(encoding="utf-8").replace(
            "  start: tiep_nhan", "  undo: 10 minutes\n  start: tiep_nhan"
        )
        (tmp_path / file.name).write_text(content, "utf-8")
    return make_world(session, tmp_path)


@pytest.fixture
def dossier(session: Session, world: World) -> Dossier:
    """A dossier whose documents are checked and whose fee is none."""
    found = submit(session, world, make_person(session))
    session.execute(text("UPDATE fee_orders SET state = 'cancelled'"))
    session.expire_all()
    tasks.refresh_status(session, found, procedure_of(session, found.version_id))
    desk = world.actor(session, "receptionist")
    checks.check_document(session, found, "giay_to", verdict="sufficient", note=None, actor=desk, at=hour(23, "09:30"))
    return found


def undo(session: Session, world: World, dossier: Dossier, at: datetime, role: str = "receptionist") -> Undoable:
    actor = world.actor(session, role, at)
    return undoing.undo(session, dossier.id, actor=actor, at=at, seen_version=dossier.lock_version)


def columns(session: Session, dossier: Dossier) -> dict[str, Any]:
    """What of a dossier an act changes, and undoing it brings back."""
    session.refresh(dossier)
    found = session.scalars(select(Task).where(Task.dossier_id == dossier.id, Task.closed_at.is_(None)))
    names = ("status", "accepted_at", "due_at", "promised_date", "closed_at", "ended_at_step")
    open_tasks = [(one.id, one.step, one.officer_id, one.opened_at, one.due_at, one.form) for one in found]
    return {name: getattr(dossier, name) for name in names} | {"tasks": open_tasks}


def messages(session: Session, dossier: Dossier, at: datetime) -> list[str]:
    return [one.kind for one in notices.about(session, dossier, at=at)]


@pytest.mark.parametrize(
    ("action", "request_"),
    [("nhan", {}), ("bo_sung", {"items": (ITEM,), "reasons": ("Mờ",)})],
    ids=["an acceptance", "a supplement request"],
)
def test_what_was_done_is_as_it_was_before_and_nobody_was_told(
    session: Session, world: World, dossier: Dossier, action: str, request_: dict[str, Any]
) -> None:
    desk, at = world.actor(session, "receptionist"), hour(23, "10:00")
    assigning.claim(session, dossier, open_task(session, dossier), actor=desk, at=hour(23, "09:40"))
    before, told = columns(session, dossier), messages(session, dossier, hour(24))
    take(session, world, dossier, "receptionist", action, at=at, **request_)
    assert columns(session, dossier) != before
    # Until it cannot be taken back any more, neither notice nor slip leaves the house.
    last = at + timedelta(minutes=10)
    assert messages(session, dossier, last - timedelta(microseconds=1)) == told
    assert len(messages(session, dossier, last)) == len(told) + 1
    slip = session.scalars(select(Paper).where(Paper.made_at == at)).one()
    assert [holding_back.put_off(session, slip, when) for when in (at, last)] == [True, False]
    found = undo(session, world, dossier, last - timedelta(seconds=1))
    assert (found.action, found.until) == (action, last)
    assert columns(session, dossier) == before
    assert messages(session, dossier, hour(24)) == told
    assert slip.state == "revoked"
    assert deadlines.entries(session, dossier) == []
    assert supplements.open_supplement(session, dossier) is None
    query = select(EventPayload.payload).join(DossierEvent).where(DossierEvent.kind == "action_undone")
    said = json.loads(session.scalars(query).one() or b"")
    assert (said["action"], said["revoked"], len(said["recalled"])) == (action, [str(slip.id)], 1)
    assert evidence_check.check(session).broken == ()
    # It can be done anew, even what may be done once only, and once more taken back.
    again = at + timedelta(hours=1)
    take(session, world, dossier, "receptionist", action, at=again, **request_)
    undo(session, world, dossier, again)
    assert columns(session, dossier) == before
    assert evidence_check.check(session).broken == ()


def test_the_clock_goes_on_as_if_nothing_had_been_asked(session: Session, world: World, dossier: Dossier) -> None:
    take(session, world, dossier, "receptionist", "nhan", at=hour(23, "10:00"))
    due = dossier.due_at
    request = {"items": (ITEM,), "reasons": ("Mờ",)}
    take(session, world, dossier, "case_officer", "hoan_thien", at=hour(25, "10:00"), **request)
    assert dossier.due_at is None
    undo(session, world, dossier, hour(25, "10:05"), "case_officer")
    assert (dossier.due_at, dossier.status) == (due, DossierStatus.PROCESSING)
    take(session, world, dossier, "case_officer", "hoan_thien", at=hour(25, "10:06"), **request)
    assert [row.kind for row in deadlines.entries(session, dossier)] == ["start", "pause"]
    assert evidence_check.check(session).broken == ()


def test_what_followed_is_never_undone(session: Session, world: World, dossier: Dossier) -> None:
    take(session, world, dossier, "receptionist", "nhan", at=hour(23, "10:00"))
    officer = world.actor(session, "case_officer")
    assigning.claim(session, dossier, open_task(session, dossier), actor=officer, at=hour(23, "10:01"))
    with pytest.raises(ActionNotAllowedError):
        undo(session, world, dossier, hour(23, "10:02"))
    take(session, world, dossier, "case_officer", "trinh", at=hour(23, "10:03"))
    assert undo(session, world, dossier, hour(23, "10:04"), "case_officer").to == "ky"
    # An act that was taken back is not taken back twice, nor the one before it.
    with pytest.raises(ActionNotAllowedError):
        undo(session, world, dossier, hour(23, "10:05"), "case_officer")


def test_an_answer_that_is_being_typed_has_followed(session: Session, world: World, dossier: Dossier) -> None:
    take(session, world, dossier, "receptionist", "bo_sung", at=hour(23, "10:00"), items=(ITEM,), reasons=("Mờ",))
    person = session.get_one(Person, dossier.applicant_id)
    supplements.supplement_draft(session, dossier, person, hour(23, "10:01"))
    with pytest.raises(ActionNotAllowedError):
        undo(session, world, dossier, hour(23, "10:02"))


def test_nobody_else_too_late_stale_or_without_the_role_undoes(
    session: Session, world: World, dossier: Dossier
) -> None:
    at = hour(23, "10:00")
    take(session, world, dossier, "receptionist", "nhan", at=at)
    assert session.scalars(select(Message.held_until).where(Message.kind == "dossier_accepted")).one() is not None
    for role, when in (
        ("leader", at),
        ("receptionist", at + timedelta(minutes=10)),
        ("receptionist", hour(23, "09:59")),
    ):
        with pytest.raises(ActionNotAllowedError):
            undo(session, world, dossier, when, role)
    desk = world.actor(session, "receptionist")
    with pytest.raises(StaleDossierError):
        undoing.undo(session, dossier.id, actor=desk, at=at, seen_version=dossier.lock_version - 1)
    ends = text("UPDATE shared.appointments SET ended_at = :at WHERE officer_id = :who")
    session.execute(ends, {"at": at, "who": desk.id})
    with pytest.raises(NotAllowedError):
        undo(session, world, dossier, at + timedelta(seconds=1))
    assert dossier.accepted_at == at


@pytest.mark.parametrize("overlay", [{}, {"undo": "none"}, {"undo": "2 minutes"}])
def test_where_nobody_says_only_what_stays_inside_is_undone(session: Session, overlay: dict[str, str]) -> None:
    world = make_world(session)
    found = submit(session, world, make_person(session))
    session.execute(text("UPDATE fee_orders SET state = 'cancelled'"))
    session.get_one(Offer, found.offer_id).overlay = overlay
    desk = world.actor(session, "receptionist")
    checks.check_document(session, found, "giay_to", verdict="sufficient", note=None, actor=desk, at=hour(23, "09:30"))
    procedure, at = procedure_of(session, found.version_id), hour(23, "10:00")
    take(session, world, found, "receptionist", "nhan", at=at)
    can = undoing.undoable(session, found, procedure, desk, at)
    assert bool(can) is (overlay == {"undo": "2 minutes"})
    assert (found.id in session.scalars(select(Message.dossier_id).where(Message.held_until.is_not(None)))) is bool(can)
    take(session, world, found, "case_officer", "trinh", at=hour(23, "11:00"))
    can = undoing.undoable(session, found, procedure, world.actor(session, "case_officer"), hour(23, "11:01"))
    assert bool(can) is (overlay != {"undo": "none"})
    take(session, world, found, "leader", "duyet", at=hour(23, "12:00"))
    leader = world.actor(session, "leader")
    assert undoing.undoable(session, found, procedure, leader, hour(23, "12:01")) is None


def test_a_fork_is_closed_again_and_what_was_given_up_is_never_brought_back(session: Session) -> None:
    world = make_world(session, PACK)
    found = submit(session, world, make_person(session), so_ban=6, ly_do="Nhiều nơi cần")
    desk = world.actor(session, "receptionist")
    checks.check_document(session, found, "giay_to", verdict="sufficient", note=None, actor=desk, at=hour(23, "09:00"))
    press(session, world, found, "tiep_nhan", "nhan")
    press(session, world, found, "do_ve", "dung_lai", reasons=("Đo lại",))
    procedure, head = procedure_of(session, found.version_id), world.actor(session, "department_head")
    at = open_task(session, found).opened_at
    # It ended the work of the other branches, which is theirs.
    assert undoing.undoable(session, found, procedure, head, at) is None
    press(session, world, found, "ra_soat", "lam_lai", reasons=("Đo lại",))
    at = open_now(session, found)["hoi"].opened_at
    assert undo(session, world, found, at + timedelta(minutes=1), "case_officer").to == "phoi_hop"
    assert set(open_now(session, found)) == {"ra_soat"}
    assert evidence_check.check(session).broken == ()
