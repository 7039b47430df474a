"""An officer gets one mail a day at most, with what is new, with codes alone, and only if they want it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from portal.channels.composing import compose
from portal.models import OfficerDigest
from portal.services import climbing, digests, own_desk
from tests.portal.services.asking_house import House, asked, in_progress, make_house
from tests.portal.services.november import hour

MORNING_MAIL = "07:30"


@pytest.fixture
def house(session: Session) -> House:
    """An agency with a dossier that is accepted on Monday 23/11, about which a council is asked."""
    found = make_house(session)
    for officer in (*found.officers.values(), *found.members):
        officer.email = f"{officer.username}@example.vn"
    return found


def climb(session: Session, day: int) -> None:
    climbing.tell(session, climbing.watch(session, hour(day)))


def lines(session: Session, officer_id: Any) -> list[tuple[str, str]]:
    query = select(OfficerDigest.lines).where(OfficerDigest.officer_id == officer_id)
    return [(one["what"], one["due"]) for row in session.scalars(query.order_by(OfficerDigest.day)) for one in row]


def test_what_is_new_is_told_once_and_never_twice_a_day(session: Session, house: House) -> None:
    dossier = in_progress(session, house)
    officer = house.officers["case_officer"]
    assert officer.id in digests.readers(session)
    assert not digests.draw_up(session, officer.id, at=hour(25, MORNING_MAIL))
    climb(session, 26)
    assert digests.draw_up(session, officer.id, at=hour(26, MORNING_MAIL))
    assert not digests.draw_up(session, officer.id, at=hour(26, "09:30")), "today's is there"
    assert lines(session, officer.id) == [("soon", "2026-11-27")]
    climb(session, 27)
    assert digests.draw_up(session, officer.id, at=hour(27, MORNING_MAIL))
    assert lines(session, officer.id) == [("soon", "2026-11-27"), ("today", "2026-11-27")]
    climb(session, 30)
    head = house.officers["department_head"]
    assert digests.draw_up(session, head.id, at=hour(30, MORNING_MAIL))
    assert [what for what, _ in lines(session, head.id)] == ["head"]
    jobs = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'deliver_digest'")
    assert session.scalar(jobs) == 3
    row = session.scalars(select(OfficerDigest).where(OfficerDigest.officer_id == head.id)).one()
    params = {"lines": row.lines, "more": 0}
    mail = compose(
        "officer_digest", "vi", params, reference="a", to="a@example.vn", public_url="https://dvc.example.vn/"
    )
    assert mail.subject == "Nhắc việc hôm nay: 1 hồ sơ"
    assert f"{dossier.code}: đã quá hạn, báo lãnh đạo phòng (27/11/2026)" in mail.text
    assert f"https://dvc.example.vn/can-bo/ho-so/{dossier.code}" in mail.text
    assert dossier.owner_name not in mail.text
    assert dossier.title not in mail.text


def test_opinions_are_told_when_they_are_reminded_of_and_when_they_are_late(session: Session, house: House) -> None:
    asked(session, house)
    member = house.members[0]
    assert not digests.draw_up(session, member.id, at=hour(24, MORNING_MAIL))
    session.execute(text("UPDATE opinion_rounds SET reminded_at = :at"), {"at": hour(25, "07:00")})
    session.expire_all()
    assert digests.draw_up(session, member.id, at=hour(25, MORNING_MAIL))
    assert not digests.draw_up(session, member.id, at=hour(26, MORNING_MAIL))
    due = session.scalars(text("SELECT max(due_at) FROM opinion_slips")).one()
    assert digests.draw_up(session, member.id, at=due + timedelta(days=1))
    assert [what for what, _ in lines(session, member.id)] == ["opinion", "opinion_late"]


def test_who_does_not_want_it_or_has_no_address_gets_none(session: Session, house: House) -> None:
    clerk, leader = house.officers["clerk"], house.officers["leader"]
    own_desk.turn_digest(session, house.actor(session, "clerk"), on=False)
    leader.email = None
    session.flush()
    found = digests.readers(session)
    assert house.officers["case_officer"].id in found
    assert not {clerk.id, leader.id} & set(found)
    row = OfficerDigest(officer_id=clerk.id, day=hour(26).date(), made_at=hour(26), lines=[])
    session.add(row)
    session.flush()
    assert digests.waiting(session, row.id) is None, "it was turned off before the job ran"
    own_desk.turn_digest(session, house.actor(session, "clerk"), on=True)
    assert digests.waiting(session, row.id) == (row, clerk.email)
    digests.keep(session, row.id, "sent", at=hour(26))
    assert digests.waiting(session, row.id) is None
    digests.sweep(session, hour(26) + timedelta(days=30))
    assert session.scalar(select(func.count()).select_from(OfficerDigest)) == 0
