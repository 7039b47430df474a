"""What is done by the clock, run by the real worker."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, text

from portal.db import Role, new_key, unit_of_work
from portal.models import Draft, SavedSearch
from portal.parts import Parts
from portal.queue import defer
from portal.services import drafts, lapsing, notices
from tests.conftest import Database
from tests.factories import MORNING, fill, make_person, make_world
from tests.portal.worker import work

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def run(database: Database, *names: str) -> list[str]:
    """Do the named periodic jobs now, and give what became of every job."""
    parts = Parts(database.settings, Role.WORKER)
    work(database.settings, parts, *names)
    parts.close()
    with unit_of_work(database.sessions(Role.WORKER)) as session:
        rows = session.execute(text("SELECT task_name, status::text FROM procrastinate_jobs ORDER BY id"))
        return [f"{name} {status}" for name, status in rows]


def test_what_has_lapsed_is_removed_and_what_lives_stays(database: Database) -> None:
    with unit_of_work(database.sessions()) as session:
        world, person = make_world(session), make_person(session)
        drafts.start(session, person, world.offer, at=LONG_AGO)
        living = drafts.start(session, person, world.offer, at=datetime.now(UTC))
        session.add(SavedSearch(token="old", words="an", created_at=LONG_AGO))
        session.add(SavedSearch(token="new", words="an", created_at=datetime.now(UTC)))
    done = run(database, "sweep_leftovers", "sweep_sessions")
    assert done == ["sweep_leftovers succeeded", "sweep_sessions succeeded"]
    with unit_of_work(database.sessions()) as session:
        assert session.scalars(select(Draft.id)).all() == [living.id]
        assert session.scalars(select(SavedSearch.token)).all() == ["new"]


def test_a_draft_is_spoken_of_once_before_it_lapses_and_once_when_it_is_gone(database: Database) -> None:
    today = datetime.now(UTC)
    touched = {"near": today - timedelta(days=54), "far": today - timedelta(days=50), "gone": LONG_AGO}
    with unit_of_work(database.sessions()) as session:
        world, person = make_world(session), make_person(session)
        kept = {name: fill(session, world, person, at=at).id for name, at in touched.items()}
        drafts.start(session, person, world.offer, at=touched["near"])
        answering = fill(session, world, person, at=LONG_AGO)
        answering.supplement_id, answering.expires_at = new_key(), today + timedelta(days=3)
    run(database, "remind_of_drafts", "sweep_leftovers")
    run(database, "remind_of_drafts", "sweep_leftovers")
    with unit_of_work(database.sessions()) as session:
        told = {(one.kind, one.params["draft"]) for one in notices.inbox(session, person.id, at=datetime.now(UTC))}
        assert told == {("draft_lapses", str(kept["near"])), ("draft_lapsed", str(kept["gone"]))}
        assert len(notices.inbox(session, person.id, at=datetime.now(UTC))) == len(told)
        assert session.get(Draft, kept["gone"]) is None
        near = session.get_one(Draft, kept["near"])
        later = datetime.now(UTC)
        drafts.save_page(session, near, "nguoi_nop", {"ho_ten": "Nguyễn Thị Thử"}, person=person, at=later)
        lapsing.remind(session, later + timedelta(days=50))
        assert len(notices.inbox(session, person.id, at=datetime.now(UTC))) == len(told), (
            "it is kept for sixty days more"
        )
        lapsing.remind(session, later + timedelta(days=55))
        assert len(notices.inbox(session, person.id, at=datetime.now(UTC))) > len(told)


def test_no_save_shortens_how_long_the_answer_to_a_supplement_request_is_kept(database: Database) -> None:
    with unit_of_work(database.sessions()) as session:
        world, person = make_world(session), make_person(session)
        draft = fill(session, world, person)
        draft.expires_at = until = MORNING + timedelta(days=3650)
        session.flush()
        drafts.save_page(session, draft, "nguoi_nop", {"ho_ten": "Nguyễn Thị Thử"}, person=person, at=MORNING)
        drafts.touch(draft, at=MORNING)
        session.flush()
        session.refresh(draft)
        assert draft.expires_at == until


def test_finished_jobs_are_forgotten_after_a_month(database: Database) -> None:
    with unit_of_work(database.sessions()) as session:
        defer(session, "sweep_sessions", timestamp=0, at=MORNING.replace(year=2020))
    run(database)
    with database.engine(Role.OWNER).begin() as connection:
        connection.execute(text("UPDATE jobs.procrastinate_events SET at = at - interval '31 days'"))
    assert "sweep_sessions succeeded" not in run(database, "forget_finished_jobs")
