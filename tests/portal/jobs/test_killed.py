"""A worker is killed in the middle of a paper: another one takes it up, and nothing of the paper is there twice."""

import signal
from collections import Counter as Tally

import pytest
from sqlalchemy import select, text

from portal.app import create_app
from portal.db import Role, unit_of_work
from portal.jobs import papers
from portal.jobs.upkeep import MOST_ATTEMPTS
from portal.models import Counter, Dossier, DossierEvent, Paper
from portal.parts import Parts
from portal.queue import failed
from portal.services import evidence_check, issuing
from tests.conftest import Database
from tests.factories import make_person, make_world, submit
from tests.portal.jobs.mortal import Moment, work
from tests.portal.processes import CONTEXT
from tests.portal.services.test_life import accept, is_genuine, pay, take
from tests.portal.test_upkeep import run
from workflows.status import DossierStatus

pytestmark = pytest.mark.slow

PATIENCE_SECONDS = 120


def press(database: Database, *moments: Moment) -> None:
    """Have one worker after the other be killed at its moment of the same paper; the last one lives."""
    for moment in moments:
        kill(database, moment)
        silence(database)
    run(database, "retry_stalled_jobs")
    assert under_way(database) == []


def kill(database: Database, moment: Moment) -> None:
    """Let a worker take up what others left, and be killed; what the paper led to may wait meanwhile."""
    worker = CONTEXT.Process(target=work, args=(database.environment(), moment))
    worker.start()
    worker.join(PATIENCE_SECONDS)
    assert worker.exitcode == -signal.SIGKILL, moment
    assert [status for _name, status in under_way(database) if status != "todo"] == ["doing"]


def under_way(database: Database) -> list[tuple[str, str]]:
    """Every job about a paper that has not come to its good end."""
    with unit_of_work(database.sessions(Role.WORKER)) as session:
        query = text("SELECT task_name, status::text FROM procrastinate_jobs WHERE status <> 'succeeded'")
        return [(name, status) for name, status in session.execute(query) if name in papers.TASKS]


def silence(database: Database) -> None:
    """Let a minute pass since the dead worker was last heard of."""
    with database.engine(Role.OWNER).begin() as connection:
        connection.execute(
            text("UPDATE jobs.procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 minute'")
        )


def test_every_paper_of_a_dossier_is_there_once_however_often_its_worker_is_killed(database: Database) -> None:
    with unit_of_work(database.sessions()) as session:
        world, person = make_world(session), make_person(session)
        dossier = submit(session, world, person)
        pay(session, dossier)
    press(database, *Moment)
    with unit_of_work(database.sessions()) as session:
        accept(session, world, session.get_one(Dossier, dossier.id))
    press(database, *Moment)
    with unit_of_work(database.sessions()) as session:
        take(session, world, session.get_one(Dossier, dossier.id), "case_officer", "trinh", form={"so_trong_so": "1"})
    # Nothing is signed yet on the result that is only to be read.
    press(database, Moment.WRITING, Moment.WRITTEN, Moment.KEPT)
    for role, action in (("leader", "duyet"), ("clerk", "phat_hanh")):
        with unit_of_work(database.sessions()) as session:
            take(session, world, session.get_one(Dossier, dossier.id), role, action)
        press(database, *Moment)
    parts = Parts(database.settings, Role.WORKER)
    with unit_of_work(database.sessions()) as session:
        ended = session.get_one(Dossier, dossier.id)
        assert ended.status == DossierStatus.RETURNED
        found = {paper.kind: (paper.state, paper.number) for paper in issuing.papers_of(session, ended)}
        assert found == {
            "control": ("issued", "1/2026"),
            "fee_receipt": ("issued", "DV-26E/0000001"),
            "filed_form": ("issued", None),
            "receipt": ("issued", "1/2026"),
            "result": ("issued", "01/GXN-UBND"),
        }
        assert len(session.scalars(select(Paper.id)).all()) == len(issuing.papers_of(session, ended)) == len(found)
        for paper in issuing.papers_of(session, ended):
            if paper.kind != "filed_form":
                is_genuine(parts, paper)
        assert set(session.scalars(select(Counter.value))) == {1}
        kinds = Tally(session.scalars(select(DossierEvent.kind)))
        assert (kinds["paper_made"], kinds["paper_signed"], kinds["paper_issued"]) == (4, 1, 5)
        assert evidence_check.check(session).broken == ()
    parts.close()


def test_what_a_living_worker_does_is_left_to_it(database: Database) -> None:
    with unit_of_work(database.sessions()) as session:
        dossier = submit(session, make_world(session), make_person(session))
        pay(session, dossier)
    kill(database, Moment.SIGNING)
    run(database, "retry_stalled_jobs")
    assert under_way(database) == [("issue_slip", "doing")]


def test_a_job_that_kills_its_workers_is_given_up_and_shown_to_operators(database: Database) -> None:
    with unit_of_work(database.sessions()) as session:
        dossier = submit(session, make_world(session), make_person(session))
        pay(session, dossier)
    kill(database, Moment.SIGNING)
    with database.engine(Role.OWNER).begin() as connection:
        connection.execute(text("UPDATE jobs.procrastinate_jobs SET attempts = :n"), {"n": MOST_ATTEMPTS - 2})
    silence(database)
    kill(database, Moment.SIGNING)
    silence(database)
    assert run(database, "retry_stalled_jobs")
    with unit_of_work(database.sessions()) as session:
        assert failed(session) == {"issue_slip": 1}
    parts = Parts(database.settings, Role.WEB)
    shown = create_app(database.settings, parts=parts).test_client().get("/metrics").text
    parts.close()
    assert 'portal_jobs_failed{task="issue_slip"} 1.0' in shown
