"""How long dossiers took: worked out by night from the newest finished ones, agency by agency, version by version.

Counted is the working time of the agency from a step to the result. What waited for the applicant is left out, so
that a forecast tells of the agency alone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, func, select

from portal.models import Dossier, FeeOrder, Offer, StepForecast, Supplement, Task
from portal.services.calendars import calendar_of
from portal.services.definitions import procedure_of
from workflows.status import DossierStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from procedures.definition import Procedure
    from workflows.calendar import WorkingCalendar

NEWEST: Final = 200
"""Of so many dossiers, the newest, it is worked out."""
SINCE: Final = timedelta(days=365)
FEWEST: Final = 10
"""Of fewer dossiers nothing is said: one of them would decide."""
LOW, MEDIAN, HIGH = 0.1, 0.5, 0.9
BATCH: Final = 200

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Offered:
    """A version at an agency; ``key`` is that of the offer, by which one goes through all."""

    key: UUID
    agency_id: UUID
    version_id: UUID


def offered(session: Session, after: UUID | None = None) -> list[Offered]:
    """Return some versions at agencies, in the order of their offers; one is met again where it is offered anew."""
    query = select(Offer.id, Offer.agency_id, Offer.version_id).order_by(Offer.id).limit(BATCH)
    if after is not None:
        query = query.where(Offer.id > after)
    return [Offered(*row) for row in session.execute(query)]


def renew(session: Session, one: Offered, *, at: datetime) -> bool:
    """Work the forecasts of a version at an agency out anew, where a dossier has ended since; say whether it was so."""
    finished = _finished(session, one, at)
    known = select(func.max(StepForecast.newest_at)).where(*_of(one))
    newest = max(finished.values(), default=None)
    if newest is None or newest == session.scalar(known):
        return False
    procedure = procedure_of(session, one.version_id)
    spans = _spans(session, finished, procedure)
    waits = _waits(session, list(finished))
    calendar = calendar_of(session, one.agency_id, at)
    session.execute(delete(StepForecast).where(*_of(one)))
    for step, by_dossier in spans.items():
        taken = sorted(_worked(span, waits.get(key, ()), calendar) for key, span in by_dossier.items())
        if len(taken) >= FEWEST:
            session.add(_row(one, step, taken, newest, at))
    session.flush()
    return True


def _row(one: Offered, step: str, taken: Sequence[int], newest: datetime, at: datetime) -> StepForecast:
    low, median, high = (taken[min(len(taken) - 1, int(share * len(taken)))] for share in (LOW, MEDIAN, HIGH))
    return StepForecast(
        agency_id=one.agency_id,
        version_id=one.version_id,
        step=step,
        dossiers=len(taken),
        low=low,
        median=median,
        high=high,
        newest_at=newest,
        made_at=at,
    )


def _of(one: Offered) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return StepForecast.agency_id == one.agency_id, StepForecast.version_id == one.version_id


def _finished(session: Session, one: Offered, at: datetime) -> dict[UUID, datetime]:
    """Return the newest dossiers that came to a result, with when they ended."""
    query = select(Dossier.id, Dossier.closed_at).where(
        Dossier.agency_id == one.agency_id,
        Dossier.version_id == one.version_id,
        Dossier.closed_at >= at - SINCE,
        Dossier.ended_at_step.is_not(None),
        Dossier.status == int(DossierStatus.RETURNED),
    )
    rows = session.execute(query.order_by(Dossier.closed_at.desc()).limit(NEWEST))
    return {key: closed for key, closed in rows if closed is not None}


def _spans(session: Session, finished: Mapping[UUID, datetime], procedure: Procedure) -> dict[str, dict[UUID, Span]]:
    """Return, for each step, from when it was first reached to when the result was there, by dossier."""
    query = select(Task.dossier_id, Task.step, func.min(Task.opened_at)).where(Task.dossier_id.in_(list(finished)))
    opened = {(key, step): first for key, step, first in session.execute(query.group_by(Task.dossier_id, Task.step))}
    done = {name for name, step in procedure.workflow.steps.items() if step.status is DossierStatus.DONE}
    ready = dict(finished)
    for (key, step), first in opened.items():
        if step in done:
            ready[key] = min(ready[key], first)
    spans: dict[str, dict[UUID, Span]] = defaultdict(dict)
    for (key, step), first in opened.items():
        if step not in done and first <= ready[key]:
            spans[step][key] = (first, ready[key])
    return spans


def _waits(session: Session, keys: Sequence[UUID]) -> dict[UUID, list[Span]]:
    """Return when each dossier waited for its applicant: for answers, and for money."""
    ended = func.coalesce(Supplement.answered_at, Supplement.withdrawn_at)
    asked = select(Supplement.dossier_id, Supplement.requested_at, ended).where(Supplement.dossier_id.in_(keys))
    owed = select(FeeOrder.dossier_id, FeeOrder.ordered_at, FeeOrder.settled_at).where(FeeOrder.dossier_id.in_(keys))
    found: dict[UUID, list[Span]] = defaultdict(list)
    for query in (asked, owed):
        for key, since, until in session.execute(query):
            if until is not None:
                found[key].append((since, until))
    return found


def _worked(span: Span, waits: Sequence[Span], calendar: WorkingCalendar) -> int:
    """Return the working minutes of a span, less those of the waits within it; waits that overlap count once."""
    since, until = span
    minutes, reached = calendar.working_minutes_between(since, until), since
    for first, last in sorted(waits):
        begin, end = max(first, reached), min(last, until)
        if begin < end:
            minutes -= calendar.working_minutes_between(begin, end)
            reached = end
    return max(0, minutes)
