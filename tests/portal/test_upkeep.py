"""What is done by the clock, run by the real worker."""

from datetime import UTC, datetime

from sqlalchemy import select, text

from portal.db import Role, unit_of_work
from portal.models import Draft, SavedSearch
from portal.parts import Parts
from portal.queue import defer
from portal.services import drafts
from tests.conftest import Database
from tests.factories import MORNING, make_person, make_world
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


def test_finished_jobs_are_forgotten_after_a_month(database: Database) -> None:
    with unit_of_work(database.sessions()) as session:
        defer(session, "sweep_sessions", timestamp=0, at=MORNING.replace(year=2020))
    run(database)
    with database.engine(Role.OWNER).begin() as connection:
        connection.execute(text("UPDATE jobs.procrastinate_events SET at = at - interval '31 days'"))
    assert "sweep_sessions succeeded" not in run(database, "forget_finished_jobs")
