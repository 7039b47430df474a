"""Notices of deadlines climb once each, and a late dossier finds its apology drafted."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from portal.models import DeadlineNotice, Dossier
from portal.services import climbing, deadline_notices, extending
from tests.factories import World, make_person, make_world, submit
from tests.portal.services.november import ITEM, hour
from tests.portal.services.test_life import accept, take
from workflows.reminding import Level


def told(session: Session, at: datetime) -> list[str]:
    """Go one round, and return what was told by it."""
    watching, after = climbing.watch(session, at), None
    while (after := climbing.tell(session, watching, after)) is not None:
        pass
    query = select(DeadlineNotice.level, DeadlineNotice.role).where(DeadlineNotice.told_at == at)
    return [f"{level} {role or 'holder'}" for level, role in session.execute(query.order_by(DeadlineNotice.id))]


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


@pytest.fixture
def dossier(session: Session, world: World) -> Dossier:
    """A dossier that was accepted on Monday 23/11 and is promised for Friday 27/11 at five."""
    found = submit(session, world, make_person(session))
    session.execute(text("UPDATE fee_orders SET state = 'cancelled'"))
    accept(session, world, found)
    assert found.promised_date == date(2026, 11, 27)
    return found


def test_notices_climb_by_the_working_days_of_the_agency_and_are_told_once(session: Session, dossier: Dossier) -> None:
    assert told(session, hour(25)) == []
    assert told(session, hour(26)) == ["soon holder"]
    assert told(session, hour(26, "08:10")) == []
    assert told(session, hour(27)) == ["today holder"]
    assert told(session, hour(27, "17:00")) == []
    assert told(session, hour(27, "17:10")) == ["overdue holder"]
    # Nothing climbs over the weekend.
    assert told(session, hour(29)) == []
    assert told(session, hour(30)) == ["head department_head"]
    assert told(session, hour(31)) == []
    assert told(session, hour(32)) == ["leader leader"]
    assert told(session, hour(60)) == []
    deferred = text("SELECT args FROM procrastinate_jobs WHERE task_name = 'draft_apologies'")
    assert session.execute(deferred).scalars().all() == [{"dossier_ids": [str(dossier.id)]}]


def test_after_a_long_silence_of_the_worker_only_what_holds_now_is_told(session: Session, dossier: Dossier) -> None:
    assert told(session, hour(40)) == ["overdue holder", "head department_head", "leader leader"]


def test_where_nobody_is_head_the_leader_is_told(session: Session, world: World, dossier: Dossier) -> None:
    world.officers["department_head"].active = False
    session.flush()
    assert told(session, hour(30)) == ["overdue holder", "head leader"]


def test_nothing_is_said_while_the_clock_stands_still(session: Session, world: World, dossier: Dossier) -> None:
    take(session, world, dossier, "case_officer", "hoan_thien", items=(ITEM,), reasons=("Bị mờ",), at=hour(25))
    assert told(session, hour(60)) == []


def test_whose_notice_it_is(session: Session, world: World, dossier: Dossier) -> None:
    told(session, hour(32))
    seen = {role: deadline_notices.notices(session, world.actor(session, role)).rows for role in world.officers}
    assert {role: [one.level for one in rows] for role, rows in seen.items()} == {
        "receptionist": [],
        "case_officer": [Level.OVERDUE],
        "department_head": [Level.HEAD],
        "leader": [Level.LEADER],
        "clerk": [],
    }
    dossier.closed_at = hour(33)
    session.flush()
    assert deadline_notices.notices(session, world.actor(session, "leader")).rows == ()


@pytest.fixture
def many(session: Session, dossier: Dossier) -> int:
    """More dossiers than two batches hold, all of them as late as the first."""
    count = 2 * climbing.BATCH + 7
    columns = [column.name for column in Dossier.__table__.columns if column.name not in {"id", "code"}]
    names = ", ".join(columns)
    session.execute(
        text(
            f"INSERT INTO dossiers (id, code, {names}) SELECT gen_random_uuid(), 'X' || n, {names} "
            "FROM dossiers, generate_series(1, :n) AS n WHERE id = :id"
        ),
        {"n": count, "id": dossier.id},
    )
    return count


def test_a_round_asks_by_the_batch_and_not_by_the_dossier(session: Session, many: int) -> None:
    asked: list[str] = []
    event.listen(session.connection(), "before_cursor_execute", lambda *said: asked.append(said[2]))
    levels = told(session, hour(40))
    assert len(levels) == 3 * (many + 1)
    assert sum("FROM dossiers" in one for one in asked) == 3
    assert sum("INSERT INTO deadline_notices" in one for one in asked) <= 2 * 3
    assert len(asked) < 50
    asked.clear()
    assert told(session, hour(41)) == []
    assert len(asked) < 6


def test_a_late_dossier_finds_its_apology_drafted_once(session: Session, world: World, dossier: Dossier) -> None:
    assert extending.draft(session, dossier.id, at=hour(27)) is None
    first = extending.draft(session, dossier.id, at=hour(28))
    assert first is not None
    assert (first.state, first.number, first.made_by) == ("draft", None, None)
    assert first.details["new_at"].startswith("2026-12-02")
    assert extending.draft(session, dossier.id, at=hour(29)) is first
    take(session, world, dossier, "case_officer", "hoan_thien", items=(ITEM,), reasons=("Bị mờ",), at=hour(29))
    assert extending.draft(session, dossier.id, at=hour(30)) is None
