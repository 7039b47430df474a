"""Rounds of opinions as they stand: what is awaited, what follows from the count, and what ends with the dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from portal.models import CollectiveDecision, OpinionRound, OpinionSlip, Task
from portal.queue import defer
from portal.services import deadlines, evidence
from portal.services.evidence import EventKind
from portal.services.opinion_asking import hold_of
from procedures.facts import StandingFact
from workflows.asking import FAILED, PASSED, verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from portal.models import Dossier
    from portal.services.actors import Actor
    from procedures.definition import Procedure

WITHDRAWN = "withdrawn"
MINUTES_JOB = "draw_minutes"


def facts(session: Session, dossier: Dossier, procedure: Procedure) -> frozenset[str]:
    """Return the facts that follow from opinions; a procedure that never asks costs no statement."""
    if not procedure.workflow.asks:
        return frozenset({StandingFact.OPINIONS_SETTLED})
    rows = session.execute(
        select(OpinionRound.step, OpinionRound.outcome, Task.closed_at)
        .join(Task, Task.id == OpinionRound.task_id)
        .where(OpinionRound.dossier_id == dossier.id)
    ).all()
    here = [row for row in rows if row.closed_at is None]
    counted = [verdict(row.step, row.outcome) for row in here if row.outcome in (PASSED, FAILED)]
    holds = {
        StandingFact.OPINIONS_ASKED: any(row.outcome != WITHDRAWN for row in here),
        StandingFact.OPINIONS_SETTLED: all(row.outcome is not None for row in rows),
    }
    return frozenset([*counted, *(fact for fact, so in holds.items() if so)])


def of_dossier(session: Session, dossier: Dossier) -> list[tuple[OpinionRound, list[OpinionSlip]]]:
    """Return every round of a dossier with its slips, the oldest first, by two statements."""
    rounds = session.scalars(
        select(OpinionRound).where(OpinionRound.dossier_id == dossier.id).order_by(OpinionRound.number)
    ).all()
    slips = slips_of(session, [one.id for one in rounds]) if rounds else []
    return [(one, [slip for slip in slips if slip.round_id == one.id]) for one in rounds]


def slips_of(session: Session, rounds: Sequence[UUID]) -> Sequence[OpinionSlip]:
    """Return the slips of some rounds, in the order in which they were asked."""
    query = select(OpinionSlip).where(OpinionSlip.round_id.in_(rounds))
    return session.scalars(query.order_by(OpinionSlip.id)).all()


def is_secret(row: OpinionRound, slip: OpinionSlip, actor: Actor) -> bool:
    """Say whether a vote of an agenda is not this actor's to read yet.

    Until the dossier is counted, a vote is told to who gave it and to who opened the agenda.
    """
    counted = row.decision_id is None or row.closed_at is not None
    return not counted and actor.id not in (row.asked_by, slip.officer_id, slip.answered_by)


def leave_step(
    session: Session, dossier: Dossier, task: Task, procedure: Procedure, *, actor: Actor, at: datetime
) -> None:
    """Withdraw what a step still asks: the dossier leaves it in another way."""
    if procedure.workflow.steps[task.step].opinions is not None:
        query = _open(dossier).where(OpinionRound.task_id == task.id, OpinionRound.own_accord.is_(False))
        _withdraw(session, dossier, procedure, session.scalars(query).all(), actor, at)


def withdraw_all(session: Session, dossier: Dossier, procedure: Procedure, *, actor: Actor, at: datetime) -> None:
    """Withdraw everything that is asked about a dossier: it has ended."""
    if procedure.workflow.asks:
        _withdraw(session, dossier, procedure, session.scalars(_open(dossier)).all(), actor, at)
        # Whoever was silent could still have answered late.
        silent = (OpinionSlip.answered_at.is_(None), OpinionSlip.withdrawn_at.is_(None))
        late = update(OpinionSlip).where(OpinionSlip.dossier_id == dossier.id, *silent)
        session.execute(late.values(withdrawn_at=at))


def release_clock(
    session: Session, dossier: Dossier, procedure: Procedure, row: OpinionRound, *, actor: Actor, at: datetime
) -> None:
    """Let the legal clock go on, as far as this round held it; of what has ended no date is promised any more."""
    if dossier.closed_at is None:
        deadlines.go_on(session, dossier, procedure, hold_of(row), actor=actor, at=at)


def end_agenda(session: Session, row: OpinionRound, at: datetime) -> None:
    """Close the collective decision with the last dossier of its agenda, and have its minutes drawn up."""
    if row.decision_id is None:
        return
    # Two dossiers counted at once: the lock lets the second see the first.
    decision = session.get_one(CollectiveDecision, row.decision_id, with_for_update=True, populate_existing=True)
    open_ones = select(OpinionRound.id).where(OpinionRound.decision_id == decision.id, OpinionRound.closed_at.is_(None))
    if decision.closed_at is None and session.scalar(open_ones.limit(1)) is None:
        decision.closed_at = at
        session.flush()
        defer(session, MINUTES_JOB, lock=f"minutes:{decision.id}", decision_id=str(decision.id))


def _open(dossier: Dossier) -> Select[OpinionRound]:
    query = select(OpinionRound).where(OpinionRound.dossier_id == dossier.id, OpinionRound.closed_at.is_(None))
    return query.order_by(OpinionRound.number)


def _withdraw(
    session: Session,
    dossier: Dossier,
    procedure: Procedure,
    rounds: Sequence[OpinionRound],
    actor: Actor,
    at: datetime,
) -> None:
    for row in rounds:
        row.closed_at, row.outcome = at, WITHDRAWN
        session.flush()
        for slip in slips_of(session, [row.id]):
            if slip.answered_at is None:
                slip.withdrawn_at = at
        payload = {"round": row.number}
        evidence.record(session, dossier, EventKind.OPINIONS_WITHDRAWN, actor=actor, at=at, payload=payload)
        release_clock(session, dossier, procedure, row, actor=actor, at=at)
        end_agenda(session, row, at)
