"""An agency changes its own calendar: days to come only, with a reason; what was promised before stays."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.models import Dossier
from portal.services import deadlines, own_days
from portal.services.calendars import calendar_of
from portal.services.definitions import procedure_of
from portal.services.own_days import Change, DayKind, DayRefusedError
from portal.services.refusals import NotAllowedError
from tests.factories import World, make_person, make_world, submit
from tests.portal.services.november import hour
from tests.portal.services.test_life import accept
from workflows.ledger import EntryKind

THURSDAY, FRIDAY, SATURDAY = date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 28)
LAW = "Quyết định số 12/QĐ-UBND ngày 20/11/2026"


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def change(
    session: Session,
    world: World,
    day: date,
    kind: DayKind,
    seen: int = 0,
    role: str = "leader",
) -> None:
    wanted = Change(day, kind, "Ngày sửa điện", "Cắt điện để sửa trạm", LAW)
    actor = world.actor(session, role)
    own_days.change(session, world.agency.id, wanted, actor=actor, at=hour(24, "09:00"), seen=seen)


@pytest.mark.parametrize(
    ("day", "kind", "hours"),
    [
        (THURSDAY, DayKind.OFF, ()),
        (THURSDAY, DayKind.MORNING_OFF, ((810, 1020),)),
        (THURSDAY, DayKind.AFTERNOON_OFF, ((450, 690),)),
        (SATURDAY, DayKind.WORK, ((450, 690), (810, 1020))),
    ],
)
def test_a_day_is_worked_otherwise_until_it_is_taken_back(
    session: Session, world: World, day: date, kind: DayKind, hours: tuple[tuple[int, int], ...]
) -> None:
    before = calendar_of(session, world.agency.id, hour(24))
    change(session, world, day, kind)
    now = calendar_of(session, world.agency.id, hour(24))
    assert now.hours_on(day) == hours
    assert now.version != before.version
    known = own_days.calendars(session, world.agency.id)
    assert (known(hour(24, "08:59")).version, known(hour(24, "09:00")).version) == (before.version, now.version)
    change(session, world, day, DayKind.USUAL, seen=1)
    assert calendar_of(session, world.agency.id, hour(24)).version == before.version
    assert [one.number for one in own_days.changes_of(session, world.agency.id)] == [1, 2]


@pytest.mark.parametrize(
    ("day", "kind", "texts", "why"),
    [
        (date(2026, 11, 24), DayKind.OFF, {}, "past"),
        (date(2026, 11, 20), DayKind.WORK, {}, "past"),
        (date(2030, 1, 3), DayKind.OFF, {}, "far"),
        (SATURDAY, DayKind.OFF, {}, "off_already"),
        (SATURDAY, DayKind.MORNING_OFF, {}, "off_already"),
        (date(2027, 1, 1), DayKind.OFF, {}, "off_already"),
        (THURSDAY, DayKind.WORK, {}, "worked_already"),
        (date(2027, 1, 1), DayKind.WORK, {}, "holiday"),
        (THURSDAY, DayKind.USUAL, {}, "usual_already"),
        (THURSDAY, DayKind.OFF, {"reason": " "}, "incomplete"),
        (THURSDAY, DayKind.OFF, {"legal_basis": ""}, "incomplete"),
        (THURSDAY, DayKind.OFF, {"name": ""}, "incomplete"),
    ],
)
def test_what_no_calendar_takes(
    session: Session, world: World, day: date, kind: DayKind, texts: dict[str, str], why: str
) -> None:
    said = {"name": "Ngày sửa điện", "reason": "Cắt điện để sửa trạm", "legal_basis": LAW} | texts
    wanted = Change(day, kind, **said)
    leader = world.actor(session, "leader")
    with pytest.raises(DayRefusedError) as refused:
        own_days.change(session, world.agency.id, wanted, actor=leader, at=hour(24), seen=0)
    assert refused.value.why == why
    assert own_days.changes_of(session, world.agency.id) == []


def test_a_half_that_is_not_worked_cannot_be_kept(session: Session, world: World) -> None:
    world.agency.hours = {"sat": ["07:30-11:30"]}
    with pytest.raises(DayRefusedError, match="no_such_half"):
        change(session, world, SATURDAY, DayKind.MORNING_OFF)


def test_only_its_leader_or_publisher_changes_it_and_of_two_the_first(session: Session, world: World) -> None:
    with pytest.raises(NotAllowedError):
        change(session, world, THURSDAY, DayKind.OFF, role="department_head")
    change(session, world, THURSDAY, DayKind.OFF)
    with pytest.raises(DayRefusedError, match="stale"):
        change(session, world, FRIDAY, DayKind.OFF)
    # A role that ended a second ago.
    session.execute(text("UPDATE shared.appointments SET ended_at = :at"), {"at": hour(24, "08:59")})
    wanted = Change(FRIDAY, DayKind.OFF, "Ngày", "Lý do", LAW)
    dismissed = world.actor(session, "leader", hour(24, "09:00"))
    with pytest.raises(NotAllowedError):
        own_days.change(session, world.agency.id, wanted, actor=dismissed, at=hour(24, "09:00"), seen=1)


def test_nobody_rewrites_what_was_changed(session: Session, world: World) -> None:
    change(session, world, THURSDAY, DayKind.OFF)
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text("UPDATE shared.calendar_changes SET reason = 'khác'"))


@pytest.fixture
def dossier(session: Session, world: World) -> Dossier:
    """A dossier that was accepted on Monday 23/11 and is promised for Friday 27/11."""
    found = submit(session, world, make_person(session))
    session.execute(text("UPDATE fee_orders SET state = 'cancelled'"))
    accept(session, world, found)
    return found


def test_what_was_promised_stays_and_the_ledger_says_that_the_calendar_changed(
    session: Session, world: World, dossier: Dossier
) -> None:
    change(session, world, THURSDAY, DayKind.OFF)
    change(session, world, date(2026, 12, 3), DayKind.OFF, seen=1)
    procedure = procedure_of(session, dossier.version_id)
    why = deadlines.explanation(session, dossier, procedure, "vi")
    assert dossier.promised_date == FRIDAY
    assert why[-1] == (
        "Sau khi hẹn, lịch làm việc của cơ quan thay đổi: Ngày sửa điện (26/11/2026). "
        "Ngày hẹn trả đã báo vẫn giữ nguyên."
    )
    assert why[0].startswith("Thời hạn 3 ngày làm việc được tính từ sau ngày 23/11/2026 đến hết ngày 27/11/2026")


def test_what_moves_later_is_counted_by_the_calendar_of_its_day(
    session: Session, world: World, dossier: Dossier
) -> None:
    procedure, actor = procedure_of(session, dossier.version_id), world.actor(session, "case_officer")
    deadlines.move_clock(session, dossier, procedure, EntryKind.PAUSE, reason="supplement", actor=actor, at=hour(24))
    change(session, world, THURSDAY, DayKind.OFF)
    promise = deadlines.move_clock(
        session, dossier, procedure, EntryKind.RESUME, reason="supplement", actor=actor, at=hour(25)
    )
    # One working day passed. The three of the start are those of the old calendar, in which Thursday was worked.
    assert promise is not None
    assert promise.local_date == date(2026, 11, 30)
    assert deadlines.explanation(session, dossier, procedure, "vi")[-1].startswith("Vì vậy ngày hẹn trả chuyển")
