"""The workload of an agency: who has how much, seen by who leads it, asked for by two statements."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Task
from portal.services import workload
from portal.services.refusals import NotAllowedError
from portal.services.workload import Load
from tests.factories import MORNING, make_agency, make_officer, make_person, make_world, submit

DAY = timedelta(days=1)


def test_each_officer_is_counted_and_what_nobody_has_comes_last(session: Session) -> None:
    world = make_world(session)
    person = make_person(session)
    tasks = []
    for turn in range(6):
        dossier = submit(session, world, person, MORNING + turn * timedelta(minutes=1))
        tasks.append(session.scalars(select(Task).where(Task.dossier_id == dossier.id)).one())
    clerk, leader = world.officers["clerk"], world.officers["leader"]
    for task in tasks[:4]:
        task.officer_id = clerk.id
    tasks[0].due_at, tasks[1].due_at = MORNING - DAY, MORNING + DAY / 2
    tasks[2].closed_at, tasks[2].closed_by = MORNING - DAY, clerk.id
    tasks[3].closed_at, tasks[3].closed_by = MORNING - 40 * DAY, clerk.id
    tasks[4].due_at = MORNING - DAY
    make_officer(session, make_agency(session, "H26.102"), "clerk")
    session.flush()
    found = workload.loads(session, world.agency.id, actor=world.actor(session, "leader"), at=MORNING)
    assert {one.full_name for one in found[:-1]} == {one.full_name for one in world.officers.values()}
    by_officer = {one.officer_id: one for one in found}
    assert by_officer[clerk.id] == Load(clerk.id, clerk.full_name, 2, 1, 1, 1)
    assert by_officer[leader.id] == Load(leader.id, leader.full_name, 0, 0, 0, 0)
    assert found[-1] == Load(None, "", 2, 0, 1, 0)
    with pytest.raises(NotAllowedError):
        workload.loads(session, world.agency.id, actor=world.actor(session, "clerk"), at=MORNING)
