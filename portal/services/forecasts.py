"""When a dossier will probably be done, from how long others took from the same step; it never replaces the date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from portal.models import StepForecast, Task
from portal.services.calendars import calendar_of
from workflows.status import CLOCK_STOPPED, DossierStatus

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.models import Dossier

WITHIN_HOURS: Final = 450
"""Working minutes of a usual day: what takes less is told in hours."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Eight in ten dossiers came from this step to the result between ``low`` and ``high`` working minutes."""

    step: str
    dossiers: int
    low: int
    median: int
    high: int
    low_at: datetime
    median_at: datetime
    high_at: datetime
    days: tuple[int, int]
    """The same in working days of the agency, after the day on which the step was reached."""
    longer: bool
    """This dossier has taken longer already than nine in ten."""


def forecast_of(session: Session, dossier: Dossier, open_tasks: Sequence[Task], *, at: datetime) -> Forecast | None:
    """Return the forecast for a dossier; ``None`` where too little is known, or where it waits for its applicant.

    Of several open tasks the slowest speaks.
    """
    stopped = DossierStatus(dossier.status) in CLOCK_STOPPED
    if dossier.closed_at is not None or stopped or not open_tasks:
        return None
    query = select(StepForecast).where(
        StepForecast.agency_id == dossier.agency_id,
        StepForecast.version_id == dossier.version_id,
        StepForecast.step.in_([task.step for task in open_tasks]),
    )
    rows = {row.step: row for row in session.scalars(query)}
    known = [(rows[task.step], task) for task in open_tasks if task.step in rows]
    if len(known) < len(open_tasks):
        return None
    row, task = max(known, key=lambda one: one[0].high)
    return _forecast(session, dossier, row, task, at)


def _forecast(session: Session, dossier: Dossier, row: StepForecast, task: Task, at: datetime) -> Forecast:
    calendar = calendar_of(session, dossier.agency_id, at)
    low_at, median_at, high_at = (
        calendar.add_working_minutes(task.opened_at, minutes) for minutes in (row.low, row.median, row.high)
    )
    since = calendar.start_of_count(task.opened_at)
    days = [calendar.working_days_between(since, calendar.start_of_count(instant)) for instant in (low_at, high_at)]
    return Forecast(
        step=row.step,
        dossiers=row.dossiers,
        low=row.low,
        median=row.median,
        high=row.high,
        low_at=low_at,
        median_at=median_at,
        high_at=high_at,
        days=(days[0], days[1]),
        longer=at > high_at,
    )
