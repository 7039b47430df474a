"""One thing done with many tasks: each its own outcome, none twice, whoever is killed and whatever changed."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from unittest.mock import patch

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from portal.db import Role, unit_of_work
from portal.embedded_postgres import Place
from portal.jobs.bulk import run_bulk
from portal.models import Appointment, BulkItem, BulkRun, Dossier, DossierEvent, Task
from portal.parts import Parts
from portal.services import assigning, bulk, bulk_foreseeing, checks
from portal.services.bulk import AlreadyDecidedError, Doing, Kind, TooManyChosenError, Why
from tests.factories import MORNING, World, make_person, make_world, submit
from tests.portal.web.citizen_site import Site, open_site

COPY = """
INSERT INTO {table} SELECT (jsonb_populate_record(one, jsonb_build_object(
    'id', md5(:salt || one.id || n)::uuid, 'dossier_id', md5('dossiers' || :of || n)::uuid {more}))).*
FROM {table} one, generate_series(1, :copies) n WHERE {which}
"""


@dataclass
class Floor:
    """A portal, and its worker."""

    site: Site
    worker: Parts

    @property
    def world(self) -> World:
        """Its agency."""
        return self.site.world

    def dossiers(self, session: Session, copies: int, number: str) -> list[Task]:
        """File a dossier and copy it with its task; return the tasks of the copies."""
        dossier = submit(session, self.world, make_person(session, number))
        values = {"of": str(dossier.id), "copies": copies}
        session.flush()
        of_dossier = COPY.format(table="dossiers", which="id = :key", more=", 'code', one.code || '/' || n")
        session.execute(text(of_dossier), values | {"salt": "dossiers", "key": dossier.id})
        of_task = COPY.format(table="tasks", which="dossier_id = :key", more="")
        session.execute(text(of_task), values | {"salt": "tasks", "key": dossier.id})
        code = func.split_part(Dossier.code, "/", 1)
        query = select(Task).join(Dossier, Dossier.id == Task.dossier_id).where(code == dossier.code)
        return list(session.scalars(query.where(Dossier.code != dossier.code).order_by(Task.id)))

    def run(self, tasks: list[Task], doing: Doing, role: str = "receptionist") -> BulkRun:
        """Choose, decide and begin."""
        with unit_of_work(self.site.database.sessions()) as session:
            actor = self.world.actor(session, role)
            run = bulk.choose(session, actor, [task.id for task in tasks], at=MORNING)
            assert run is not None
            bulk.decide(session, run, doing)
            bulk.begin(session, run, at=MORNING)
        return run

    def work(self, run: BulkRun) -> None:
        """Do what the worker does."""
        with patch("portal.jobs.bulk.now", lambda: MORNING):
            run_bulk(self.worker, str(run.id))

    def foreseen(self, run: BulkRun, doing: Doing, role: str = "receptionist") -> list[tuple[str, str | None]]:
        """What is foretold, as the outcomes would say it."""
        with unit_of_work(self.site.database.sessions()) as session:
            actor = self.world.actor(session, role)
            found = bulk_foreseeing.foresee(session, run, doing, actor=actor, at=MORNING).hindrances
            query = select(BulkItem.id).where(BulkItem.run_id == run.id).order_by(BulkItem.number)
            return [("failed", found[key].why) if key in found else ("done", None) for key in session.scalars(query)]

    def outcomes(self, run: BulkRun) -> list[tuple[str, str | None]]:
        """State and reason of each task, in order."""
        with unit_of_work(self.site.database.sessions()) as session:
            items = session.scalars(select(BulkItem).where(BulkItem.run_id == run.id).order_by(BulkItem.number))
            return [(one.state, one.why) for one in items]


CLAIM = Doing(Kind.CLAIM, {"vi": "Nhận"})


@pytest.fixture(scope="module")
def floor(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    with (
        open_site(server, tmp_path_factory.mktemp("bulk")) as site,
        closing(Parts(site.database.settings, Role.WORKER)) as worker,
    ):
        yield Floor(site, worker)


def test_of_five_hundred_three_fail_and_the_rest_is_done(floor: Floor) -> None:
    with unit_of_work(floor.site.database.sessions()) as session:
        tasks = floor.dossiers(session, 500, "001190000001")
    run = floor.run(tasks, CLAIM)
    with unit_of_work(floor.site.database.sessions()) as session:
        changed, gone, taken = (session.get_one(Task, tasks[place].id) for place in (7, 250, 499))
        session.get_one(Dossier, changed.dossier_id).lock_version += 1
        gone.closed_at = MORNING
        leader = floor.world.actor(session, "leader")
        taken.officer_id = leader.id
    foreseen = floor.foreseen(run, CLAIM)
    floor.work(run)
    outcomes = floor.outcomes(run)
    assert foreseen == outcomes
    assert [place for place, (state, _why) in enumerate(outcomes) if state != "done"] == [7, 250, 499]
    assert {why for _state, why in outcomes if why} == {Why.CHANGED}
    with unit_of_work(floor.site.database.sessions()) as session:
        receptionist = floor.world.actor(session, "receptionist")
        mine = select(func.count()).where(Task.officer_id == receptionist.id, Task.id.in_([one.id for one in tasks]))
        assert session.scalar(mine) == 497
        kept = session.get_one(BulkRun, run.id)
        assert kept.ended_at == MORNING
        assert bulk.progress(session, kept) == bulk.Progress(500, 497, 3)


def test_a_worker_that_is_killed_has_done_each_wholly_or_not_at_all(floor: Floor) -> None:
    with unit_of_work(floor.site.database.sessions()) as session:
        tasks = floor.dossiers(session, 4, "001190000002")
    run = floor.run(tasks, CLAIM)
    done = []
    claim = assigning.claim

    def killed_at_the_third(*args: object, **options: object) -> None:
        claim(*args, **options)  # type: ignore[arg-type]
        done.append(1)
        if len(done) == 3:
            # What a signal raises; no handler of the job may swallow it.
            raise KeyboardInterrupt

    with patch.object(assigning, "claim", killed_at_the_third), pytest.raises(KeyboardInterrupt):
        floor.work(run)
    assert [state for state, _why in floor.outcomes(run)] == ["done", "done", "waiting", "waiting"]
    floor.work(run)
    floor.work(run)
    assert [state for state, _why in floor.outcomes(run)] == ["done"] * 4
    with unit_of_work(floor.site.database.sessions()) as session:
        keys = [one.dossier_id for one in tasks]
        events = session.scalars(select(DossierEvent.dossier_id).where(DossierEvent.dossier_id.in_(keys))).all()
        assert sorted(events) == sorted(keys)


def test_an_action_is_taken_where_it_can_be_and_each_failure_has_its_reason(floor: Floor) -> None:
    with unit_of_work(floor.site.database.sessions()) as session:
        ready, unseen, other = (submit(session, floor.world, make_person(session, f"00119000001{n}")) for n in range(3))
        receptionist = floor.world.actor(session, "receptionist")
        session.execute(text("UPDATE fee_orders SET state = 'cancelled'"))
        for dossier in (ready, other):
            checks.check_document(
                session, dossier, "giay_to", verdict="sufficient", note=None, actor=receptionist, at=MORNING
            )
        tasks = [session.scalars(select(Task).where(Task.dossier_id == one.id)).one() for one in (ready, unseen, other)]
        version = ready.version_id
        tasks[2].step = "ky"
    doing = Doing(Kind.ACT, {"vi": "Tiếp nhận"}, ((version, "tiep_nhan", "nhan"),))
    run = floor.run(tasks, doing)
    foreseen = floor.foreseen(run, doing)
    with unit_of_work(floor.site.database.sessions()) as session, patch.object(bulk_foreseeing, "CLOSELY", 1):
        bounded = bulk_foreseeing.foresee(
            session, run, doing, actor=floor.world.actor(session, "receptionist"), at=MORNING
        )
    assert [one.why for one in bounded.hindrances.values()] == [Why.OTHER_STEP]
    assert bounded.unseen == 1, "the facts of one more are asked when it is done"
    floor.work(run)
    assert foreseen == floor.outcomes(run), "what is foretold is what comes"
    assert floor.outcomes(run) == [("done", None), ("failed", Why.MISSING), ("failed", Why.OTHER_STEP)]
    with unit_of_work(floor.site.database.sessions()) as session:
        assert session.get_one(Dossier, ready.id).accepted_at == MORNING
        assert session.get_one(Dossier, unseen.id).accepted_at is None
        missing = session.scalars(select(BulkItem.detail).where(BulkItem.why == Why.MISSING)).one()
        assert missing == {"missing": ["documents_checked"]}


def test_what_breaks_keeps_nobody_waiting(floor: Floor) -> None:
    with unit_of_work(floor.site.database.sessions()) as session:
        tasks = floor.dossiers(session, 2, "001190000003")
    run = floor.run(tasks, CLAIM)
    claim = assigning.claim
    broken: list[int] = []

    def breaking_once(*args: object, **options: object) -> None:
        if not broken:
            broken.append(1)
            raise RuntimeError
        claim(*args, **options)  # type: ignore[arg-type]

    with patch.object(assigning, "claim", breaking_once):
        floor.work(run)
    assert floor.outcomes(run) == [("failed", Why.BROKEN), ("done", None)]


def test_the_roles_that_count_are_those_held_when_it_is_done(floor: Floor) -> None:
    with unit_of_work(floor.site.database.sessions()) as session:
        tasks = floor.dossiers(session, 1, "001190000004")
    run = floor.run(tasks, CLAIM)
    with floor.site.database.engine(Role.OWNER).begin() as connection:
        connection.execute(delete(Appointment).where(Appointment.role == "receptionist"))
    floor.work(run)
    assert floor.outcomes(run) == [("failed", Why.NOT_YOURS)]


def test_too_many_are_refused_and_nothing_is_begun_twice(session: Session) -> None:
    world = make_world(session)
    dossier = submit(session, world, make_person(session))
    task = session.scalars(select(Task).where(Task.dossier_id == dossier.id)).one()
    receptionist = world.actor(session, "receptionist")
    with pytest.raises(TooManyChosenError):
        bulk.choose(session, receptionist, [task.id] * (bulk.MOST + 1), at=MORNING)
    assert bulk.choose(session, receptionist, [], at=MORNING) is None
    run = bulk.choose(session, receptionist, [task.id, task.id], at=MORNING)
    assert run is not None
    assert len(bulk.chosen(session, run)) == 1
    with pytest.raises(AlreadyDecidedError):
        bulk.begin(session, run, at=MORNING)
    bulk.decide(session, run, CLAIM)
    bulk.begin(session, run, at=MORNING)
    with pytest.raises(AlreadyDecidedError):
        bulk.begin(session, run, at=MORNING)
    with pytest.raises(AlreadyDecidedError):
        bulk.decide(session, run, CLAIM)
