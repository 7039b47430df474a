"""Dossiers that a dossier opens elsewhere, from the side of the mother: asked for, waited for, not waited for any more.

Each dossier changes in a transaction of its own; a job of the same commit goes over to the other one, and every job
looks at the row first, so that a second run changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from portal.db import new_key
from portal.models import ChildDossier, Dossier, Paper, Task
from portal.queue import defer
from portal.services import child_filing, deadlines, evidence
from portal.services.calendars import calendar_of
from portal.services.evidence import EventKind
from procedures.facts import StandingFact
from procedures.law_words import words_of_law
from workflows.opening import DONE, REFUSED, Opening, openings, outcome_of, way_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.services.actors import Actor
    from procedures.definition import Procedure

OPEN_JOB: Final = "open_child"
SETTLE_JOB: Final = "settle_child"
STOP_JOB: Final = "stop_child"
UNDER_WAY: Final = ("asked", "open")


def open_by_action(
    session: Session, dossier: Dossier, procedure: Procedure, step: str, action: str, *, actor: Actor, at: datetime
) -> None:
    """Ask for what an action opens; the mother goes on."""
    for opening in procedure.workflow.steps[step].actions[action].opens:
        planned = child_filing.plan(session, dossier, procedure, opening, at=at)
        _ask(session, dossier, opening, planned, step, waits=False, actor=actor, at=at)


def open_at_step(
    session: Session, dossier: Dossier, procedure: Procedure, step: str, *, actor: Actor, at: datetime
) -> None:
    """Ask for what a step opens to which the dossier has come; the mother waits there."""
    opened = procedure.workflow.steps[step].opens
    for opening in opened:
        planned = child_filing.plan(session, dossier, procedure, opening, at=at)
        _ask(session, dossier, opening, planned, step, waits=True, actor=actor, at=at)
    if opened:
        deadlines.stop(session, dossier, procedure, hold_of(procedure, step), actor=actor, at=at)


def _ask(
    session: Session,
    mother: Dossier,
    opening: Opening,
    planned: child_filing.Planned,
    step: str,
    *,
    waits: bool,
    actor: Actor,
    at: datetime,
) -> None:
    calendar = calendar_of(session, planned.offer.agency_id, at)
    row = ChildDossier(
        id=new_key(),
        mother_id=mother.id,
        agency_id=mother.agency_id,
        step=step,
        name=opening.name,
        waits=waits,
        procedure_code=opening.procedure,
        version_id=planned.offer.version_id,
        offer_id=planned.offer.id,
        answers=planned.answers,
        files=planned.files,
        asked_at=at,
        asked_by=actor.id,
        target_at=calendar.promise(at, opening.within).at if opening.within else None,
        state="asked",
    )
    session.add(row)
    session.flush()
    payload = {"child": str(row.id), "name": opening.name, "procedure": opening.procedure, "law": opening.law}
    evidence.record(session, mother, EventKind.CHILD_OPENED, actor=actor, at=at, payload=payload)
    defer(session, OPEN_JOB, lock=_lock(row.id), child_id=str(row.id))


def facts(session: Session, dossier: Dossier, procedure: Procedure) -> frozenset[str]:
    """Return what holds of the dossiers that were opened elsewhere; nothing is asked where a pack opens none."""
    if not any(True for _ in openings(procedure.workflow)):
        return frozenset({StandingFact.CHILDREN_SETTLED})
    return frozenset(_facts(children_of(session, dossier)))


def _facts(rows: Sequence[ChildDossier]) -> Iterator[str]:
    if not any(_is_awaited(row) for row in rows):
        yield StandingFact.CHILDREN_SETTLED
    newest = {row.name: row for row in rows}
    yield from (f"{name}_{row.outcome}" for name, row in newest.items() if row.settled_at and row.outcome)
    for step in {row.step for row in rows if row.waits}:
        outcome = outcome_of([row.outcome if row.settled_at else None for row in _round(rows, step)])
        if outcome is not None:
            yield way_out(step, outcome)


def _is_awaited(row: ChildDossier) -> bool:
    return row.state != "stopped" and row.settled_at is None


def _round(rows: Sequence[ChildDossier], step: str) -> list[ChildDossier]:
    """Return what a step asked for when the dossier came there last."""
    asked = [row for row in rows if row.waits and row.step == step]
    last = max((row.asked_at for row in asked), default=None)
    return [row for row in asked if row.asked_at == last]


def children_of(session: Session, dossier: Dossier) -> Sequence[ChildDossier]:
    """Return everything that a dossier opened, the oldest first."""
    query = select(ChildDossier).where(ChildDossier.mother_id == dossier.id)
    return session.scalars(query.order_by(ChildDossier.asked_at, ChildDossier.id)).all()


def leave_step(
    session: Session, dossier: Dossier, procedure: Procedure, step: str, *, actor: Actor, at: datetime
) -> None:
    """Wait no more for what a step opened: the officer went on without it."""
    if not procedure.workflow.steps[step].opens:
        return
    awaited = [row for row in _round(children_of(session, dossier), step) if _is_awaited(row)]
    _stop(session, dossier, awaited, actor=actor, at=at)
    deadlines.go_on(session, dossier, procedure, hold_of(procedure, step), actor=actor, at=at)


def close(session: Session, dossier: Dossier, *, actor: Actor, at: datetime) -> None:
    """A dossier ends: what it opened is stopped, and the dossier that opened it is told."""
    _stop(session, dossier, [row for row in children_of(session, dossier) if _is_awaited(row)], actor=actor, at=at)
    own = session.get(ChildDossier, dossier.id, with_for_update=True)
    if own is None or own.state != "open":
        return
    own.state, own.outcome, own.ended_at = "ended", _outcome(session, dossier), at
    session.flush()
    defer(session, SETTLE_JOB, lock=_lock(own.mother_id), child_id=str(own.id))


def _outcome(session: Session, child: Dossier) -> str:
    """Return what a dossier came to: it is done when its result was issued."""
    query = select(Paper.id).where(Paper.dossier_id == child.id, Paper.kind == "result", Paper.state == "issued")
    return DONE if session.scalar(query.limit(1)) is not None else REFUSED


def _stop(session: Session, dossier: Dossier, rows: Sequence[ChildDossier], *, actor: Actor, at: datetime) -> None:
    for row in rows:
        session.refresh(row, with_for_update=True)
        payload = {"child": str(row.id), "name": row.name}
        evidence.record(session, dossier, EventKind.CHILD_STOPPED, actor=actor, at=at, payload=payload)
        if row.state == "asked":
            row.state = "stopped"
        elif row.state == "open":
            defer(session, STOP_JOB, lock=_lock(row.id), child_id=str(row.id))
        else:
            row.settled_at = at
    session.flush()


def hold_of(procedure: Procedure, step: str) -> deadlines.Hold:
    """Return what waiting at a step does to the legal clock of the mother, and by which law."""
    first = procedure.workflow.steps[step].opens[0]
    law = words_of_law(procedure.legal_basis, first.law, "vi") if first.law else None
    return deadlines.Hold(f"child:{step}", "child", first.clock, law)


def open_task_of(session: Session, row: ChildDossier) -> Task | None:
    """Return the task of the mother that waits for this child now."""
    query = select(Task).where(
        Task.dossier_id == row.mother_id,
        Task.step == row.step,
        Task.closed_at.is_(None),
    )
    mother = session.get_one(Dossier, row.mother_id)
    # The task may have been opened anew at an agency to which the mother was sent meanwhile.
    awaited = row.waits and row in _round(children_of(session, mother), row.step)
    return session.scalar(query) if awaited else None


def all_settled(session: Session, mother: Dossier, step: str) -> bool:
    """Tell whether everything that a step waits for has ended and the mother knows of it."""
    rows = _round(children_of(session, mother), step)
    return outcome_of([row.outcome if row.settled_at else None for row in rows]) is not None


def _lock(key: UUID) -> str:
    """Return the lock of jobs that follow each other: about one child, or telling one mother."""
    return f"child:{key}"
