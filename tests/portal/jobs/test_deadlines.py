"""The worker tells of deadlines and drafts apologies; one that is killed in between leaves nothing undone or twice."""

from __future__ import annotations

import signal
from collections import Counter as Tally
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, text

from portal.clock import local_date
from portal.db import Role, unit_of_work
from portal.models import DeadlineNotice, Dossier, DossierEvent, Officer, Paper
from portal.parts import Parts
from portal.services import climbing, extending, issuing
from portal.services.extending import Extension
from portal.services.officers import actor_of
from tests.conftest import Database
from tests.factories import make_person, make_world, submit
from tests.portal.jobs.mortal import Moment, work
from tests.portal.jobs.test_killed import PATIENCE_SECONDS, silence
from tests.portal.processes import CONTEXT
from tests.portal.services.test_life import accept, is_genuine
from tests.portal.test_upkeep import run


def late(database: Database, days: int = 30) -> Dossier:
    """A dossier whose promise passed some days before the clock of the machine."""
    with unit_of_work(database.sessions()) as session:
        world = make_world(session)
        dossier = submit(session, world, make_person(session))
        session.execute(text("UPDATE fee_orders SET state = 'cancelled'"))
        accept(session, world, dossier)
        dossier.due_at = datetime.now(UTC) - timedelta(days=days)
        dossier.promised_date = local_date(dossier.due_at)
    run(database)
    return dossier


def told(database: Database) -> dict[str, int]:
    """Count the notices by level."""
    with unit_of_work(database.sessions()) as session:
        query = select(DeadlineNotice.level, func.count()).group_by(DeadlineNotice.level)
        return {row.level: row[1] for row in session.execute(query)}


def test_a_round_is_repeated_without_telling_twice_and_the_apology_is_there_once(database: Database) -> None:
    dossier = late(database)
    run(database, "tell_of_deadlines")
    run(database, "tell_of_deadlines")
    assert told(database) == {"overdue": 1, "head": 1, "leader": 1}
    with unit_of_work(database.sessions()) as session:
        (draft,) = session.scalars(select(Paper).where(Paper.kind == "apology"))
        assert (draft.state, draft.number, draft.signers) == ("draft", None, [])
        assert draft.size is not None
        assert draft.size > 0
        assert issuing.drafted_apology(session, dossier) is draft


def test_an_apology_whose_worker_is_killed_is_drafted_once_and_then_sent_once(database: Database) -> None:
    dossier = late(database)
    with unit_of_work(database.sessions(Role.WORKER)) as session:
        at = datetime.now(UTC)
        climbing.tell(session, climbing.watch(session, at))
    for moment in (Moment.WRITING, Moment.WRITTEN, Moment.KEPT):
        be_killed(database, moment)
    run(database, "retry_stalled_jobs")
    with unit_of_work(database.sessions()) as session:
        (draft,) = session.scalars(select(Paper).where(Paper.kind == "apology"))
        assert (draft.state, draft.sha256 is not None) == ("draft", True)
        leader = actor_of(
            session, session.scalars(select(Officer.id).where(Officer.username.like("leader%"))).one(), at
        )
        assert leader is not None
        wanted = Extension(extending.suggestion(session, session.get_one(Dossier, dossier.id), at), ("fault",))
        found = session.get_one(Dossier, dossier.id)
        extending.extend(session, found.id, wanted, actor=leader, at=at, seen_version=found.lock_version)
    for moment in Moment:
        be_killed(database, moment)
    run(database, "retry_stalled_jobs")
    parts = Parts(database.settings, Role.WORKER)
    with unit_of_work(database.sessions()) as session:
        (sent,) = session.scalars(select(Paper).where(Paper.kind == "apology"))
        assert (sent.state, sent.number, [one["as"] for one in sent.signers]) == (
            "issued",
            f"1/{at.year}",
            ["personal", "agency"],
        )
        is_genuine(parts, sent)
        kinds = Tally(session.scalars(select(DossierEvent.kind)))
        assert (kinds["paper_issued"], kinds["clock_moved"]) == (3, 2)
    parts.close()


def be_killed(database: Database, moment: Moment) -> None:
    """Let a worker take up what others left, and be killed."""
    worker = CONTEXT.Process(target=work, args=(database.environment(), moment))
    worker.start()
    worker.join(PATIENCE_SECONDS)
    assert worker.exitcode == -signal.SIGKILL, moment
    silence(database)
