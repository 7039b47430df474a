"""A forecast is made of what finished dossiers took, tells how many, and says nothing where there are too few."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.db import new_key
from portal.models import Dossier, FeeOrder, StepForecast, Supplement, Task
from portal.services import forecasting, forecasts, tasks
from portal.services.forecasting import FEWEST, Offered
from tests.factories import World, make_person, make_world, submit
from tests.portal.services.november import hour
from workflows.status import DossierStatus

NOW = hour(30, "08:00")


@pytest.fixture
def world(session: Session) -> World:
    made = make_world(session)
    made.extra["dossier"] = submit(session, made, make_person(session))
    session.execute(text("UPDATE fee_orders SET state = 'cancelled', settled_at = now()"))
    made.extra["dossier"].status = int(DossierStatus.NEW)
    return made


def one(world: World) -> Offered:
    return Offered(world.offer.id, world.agency.id, world.offer.version_id)


def finish(session: Session, world: World, days: int, *, waits: int = 0, at: str = "09:00") -> None:
    """Add a dossier that came on Monday 2/11 and was done so many working days later, waiting some of them."""
    model = world.extra["dossier"]
    columns = {column.name: getattr(model, column.name) for column in Dossier.__table__.columns}
    begun, ready = hour(2, at), hour(2, at) + timedelta(days=days + 2 * (days // 5))
    key = new_key()
    changed = {"id": key, "code": f"X-{key}", "submitted_at": begun, "closed_at": ready + timedelta(days=1)}
    session.add(Dossier(**columns | changed | {"ended_at_step": "da_tra", "status": int(DossierStatus.RETURNED)}))
    for step, opened in (("tiep_nhan", begun), ("tra", ready)):
        agency, role = world.agency.id, "receptionist"
        session.add(Task(dossier_id=key, agency_id=agency, step=step, role=role, opened_at=opened, closed_at=ready))
    if waits:
        until = begun + timedelta(days=waits)
        order = {"lines": [], "total": 1, "due": "at_step", "clock": "pause", "state": "paid"}
        times = {"ordered_at": begun, "settled_at": until}
        session.add(FeeOrder(dossier_id=key, agency_id=world.agency.id, **order, **times))
        # What waits beside it counts once.
        request = {"number": 1, "task_id": uuid4(), "items": [], "clock": "run", "due_date": until.date()}
        asked = {"requested_by": uuid4(), "requested_at": begun, "answered_at": until - timedelta(hours=1)}
        session.add(Supplement(dossier_id=key, agency_id=world.agency.id, **request, **asked))
    session.flush()


def test_the_spread_is_that_of_the_agency_without_what_waited_for_the_applicant(session: Session, world: World) -> None:
    for days in (1, 2, 2, 2, 3, 3, 3, 3, 4):
        finish(session, world, days)
    assert forecasting.renew(session, one(world), at=NOW)
    assert session.scalars(select(StepForecast)).all() == [], f"fewer than {FEWEST} say nothing"
    finish(session, world, 4, waits=2)
    assert forecasting.renew(session, one(world), at=NOW)
    (row,) = session.scalars(select(StepForecast))
    day = 450
    assert (row.step, row.dossiers, row.low, row.median, row.high) == ("tiep_nhan", 10, 2 * day, 3 * day, 4 * day)
    assert not forecasting.renew(session, one(world), at=NOW), "nothing has ended since"


def test_the_page_tells_dates_from_the_step_on(session: Session, world: World) -> None:
    for days in (2, 2, 2, 2, 3, 3, 3, 4, 4, 4):
        finish(session, world, days)
    forecasting.renew(session, one(world), at=NOW)
    dossier = world.extra["dossier"]
    open_tasks = tasks.open_tasks(session, dossier.id)
    found = forecasts.forecast_of(session, dossier, open_tasks, at=hour(23, "10:00"))
    assert found is not None
    # It came on Monday 23/11 at nine; Tuesday is a holiday.
    assert (found.dossiers, found.days, found.longer) == (10, (2, 4), False)
    assert (found.low_at, found.high_at) == (hour(26, "09:00"), hour(30, "09:00"))
    late = forecasts.forecast_of(session, dossier, open_tasks, at=hour(30, "09:01"))
    assert late is not None
    assert late.longer
    dossier.status = int(DossierStatus.SUPPLEMENT)
    assert forecasts.forecast_of(session, dossier, open_tasks, at=NOW) is None, "it waits for its applicant"


def test_the_work_is_bounded_whatever_the_number_of_dossiers(session: Session, world: World) -> None:
    assert [one.key for one in forecasting.offered(session)] == [world.offer.id]
    assert forecasting.offered(session, world.offer.id) == []
    assert not forecasting.renew(session, one(world), at=NOW)
