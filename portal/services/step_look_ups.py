"""Registers that a step asks: the question is a row and a job of the commit with which the dossier comes to the step.

The worker asks with no transaction open (``services.step_answers``); here is what stands, and what ends with the step.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from portal.db import new_key
from portal.models import LookUp, StepLookUp, Task
from portal.queue import defer
from portal.services import deadlines, evidence
from portal.services.calendars import calendar_of
from portal.services.deadlines import Hold
from portal.services.evidence import EventKind
from procedures.law_words import words_of_law
from workflows.looking_up import ANSWERED, NO_ANSWER, look_ups, way_out
from workflows.spec import Clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.models import Dossier
    from portal.services.actors import Actor
    from procedures.definition import Procedure

JOB: Final = "ask_register"
REASON: Final = "look_up"
"""Why the clock stands still, as the ledger names it (``workflows.explaining``)."""
WITHDRAWN: Final = "withdrawn"
LONGEST_WAIT: Final = timedelta(hours=4)
"""However often a register was silent, it is asked again after so long at the latest."""


def begin(
    session: Session, dossier: Dossier, task: Task, procedure: Procedure, *, actor: Actor, at: datetime
) -> StepLookUp | None:
    """Ask what a step asks, now that its task is open; ``None`` where it asks no register."""
    asked = procedure.workflow.steps[task.step].looks_up
    if asked is None:
        return None
    row = StepLookUp(
        id=new_key(),
        dossier_id=dossier.id,
        agency_id=dossier.agency_id,
        task_id=task.id,
        step=task.step,
        register=asked.register,
        clock=str(asked.clock),
        law=words_of_law(procedure.legal_basis, asked.law, "vi") if asked.law else None,
        asked_at=at,
        until=calendar_of(session, dossier.agency_id, at).promise(at, asked.within).at,
        next_at=at,
        tries=0,
        facts=[],
    )
    session.add(row)
    session.flush()
    payload = {
        "look_up": str(row.id),
        "step": row.step,
        "register": row.register,
        "groups": [str(group) for group in procedure.look_ups[task.step].groups],
        "clock": row.clock,
        "law": row.law,
    }
    evidence.record(session, dossier, EventKind.REGISTER_ASKED, actor=actor, at=at, payload=payload)
    deadlines.stop(session, dossier, procedure, hold_of(row), actor=actor, at=at)
    ask_at(session, row)
    return row


def ask_at(session: Session, row: StepLookUp, at: datetime | None = None) -> None:
    """Leave the job that asks, at once or at an instant."""
    defer(session, JOB, at=at, lock=f"look_up:{row.id}", look_up_id=str(row.id))


def wait_after(again: int, tries: int) -> timedelta:
    """Return how long a register is left alone that was silent so often: twice as long each time."""
    doubled = again << min(tries - 1, 10)
    return min(timedelta(minutes=doubled), LONGEST_WAIT)


def facts(session: Session, dossier: Dossier, procedure: Procedure) -> frozenset[str]:
    """Return what holds by the answers of registers; a procedure that asks none costs no statement.

    Of each step the newest question counts: while it waits, nothing holds that an earlier answer established.
    """
    if not any(True for _ in look_ups(procedure.workflow)):
        return frozenset()
    newest = {row.step: row for row in of_dossier(session, dossier)}
    held = {fact for row in newest.values() if row.outcome == ANSWERED for fact in row.facts}
    ended = [row for row in newest.values() if row.outcome in (ANSWERED, NO_ANSWER)]
    opened = select(Task.id).where(Task.id.in_([row.task_id for row in ended]), Task.closed_at.is_(None))
    here = set(session.scalars(opened)) if ended else set()
    return frozenset(held | {way_out(row.step, str(row.outcome)) for row in ended if row.task_id in here})


def of_dossier(session: Session, dossier: Dossier) -> Sequence[StepLookUp]:
    """Return every question about a dossier, the oldest first."""
    query = select(StepLookUp).where(StepLookUp.dossier_id == dossier.id)
    return session.scalars(query.order_by(StepLookUp.asked_at, StepLookUp.id)).all()


def leave_step(
    session: Session, dossier: Dossier, task: Task, procedure: Procedure, *, actor: Actor, at: datetime
) -> None:
    """Ask no more what a step still asks: the dossier leaves it without the answer."""
    if procedure.workflow.steps[task.step].looks_up is not None:
        _withdraw(session, dossier, procedure, task, actor, at)


def withdraw_all(session: Session, dossier: Dossier, procedure: Procedure, *, actor: Actor, at: datetime) -> None:
    """Ask no more about a dossier: it has ended."""
    if any(True for _ in look_ups(procedure.workflow)):
        _withdraw(session, dossier, procedure, None, actor, at)


def _withdraw(
    session: Session, dossier: Dossier, procedure: Procedure, task: Task | None, actor: Actor, at: datetime
) -> None:
    query = select(StepLookUp).where(StepLookUp.dossier_id == dossier.id, StepLookUp.closed_at.is_(None))
    if task is not None:
        query = query.where(StepLookUp.task_id == task.id)
    for row in session.scalars(query.order_by(StepLookUp.asked_at)).all():
        payload = {"look_up": str(row.id), "register": row.register, "step": row.step}
        end(session, dossier, procedure, row, WITHDRAWN, actor=actor, at=at)
        trace_end(session, row, "late", at=at)
        evidence.record(session, dossier, EventKind.REGISTER_WITHDRAWN, actor=actor, at=at, payload=payload)


def end(
    session: Session,
    dossier: Dossier,
    procedure: Procedure,
    row: StepLookUp,
    outcome: str,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Close a question, and let the legal clock go on as far as it held it."""
    row.outcome, row.closed_at = outcome, at
    session.flush()
    if dossier.closed_at is None:
        deadlines.go_on(session, dossier, procedure, hold_of(row), actor=actor, at=at)


def trace_end(session: Session, row: StepLookUp, outcome: str, *, at: datetime) -> None:
    """Add to the trace what became of a question; nothing where the register was never asked."""
    trace = session.get(LookUp, row.id)
    if trace is not None:
        trace.outcome, trace.answered_at = outcome, at
        session.flush()


def hold_of(row: StepLookUp) -> Hold:
    """Return what waiting for a register does to the legal clock, beside whatever else is waited for."""
    return Hold(f"{REASON}:{row.step}", REASON, Clock(row.clock), row.law)
