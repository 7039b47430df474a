"""Opinions are counted when everybody has answered or the time is over, once; the dossier goes on by the count.

The dossier's lock comes first, then the round: whoever answers last and the worker at the deadline never both count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from portal.models import Dossier, OpinionRound, Task
from portal.services import evidence, opinion_rounds, processing, staleness
from portal.services.actors import SYSTEM
from portal.services.definitions import procedure_of
from portal.services.evidence import EventKind
from portal.services.refusals import NotFoundError
from procedures.tallies import Tally, Vote, count, counted
from workflows.asking import FAILED, PASSED, Answer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.models import OpinionSlip
    from procedures.definition import Procedure

HEARD: Final = "heard"
"""The outcome of a round that somebody asked by themself: nothing is counted."""
BATCH: Final = 200
COUNT_JOB: Final = "count_opinions"


def due(session: Session, at: datetime) -> Sequence[UUID]:
    """Return the rounds whose time is over and that nobody has counted, the oldest first."""
    query = select(OpinionRound.id).where(OpinionRound.closed_at.is_(None), OpinionRound.due_at < at)
    return session.scalars(query.order_by(OpinionRound.due_at, OpinionRound.id).limit(BATCH)).all()


def to_remind(session: Session, at: datetime) -> Sequence[UUID]:
    """Return the rounds of which whoever has not answered is to be reminded now."""
    query = select(OpinionRound.id).where(
        OpinionRound.closed_at.is_(None), OpinionRound.reminded_at.is_(None), OpinionRound.remind_at <= at
    )
    return session.scalars(query.order_by(OpinionRound.remind_at, OpinionRound.id).limit(BATCH)).all()


def remind(session: Session, round_id: UUID, *, at: datetime) -> None:
    """Remind whoever has not answered: once, as evidence, and as a mark on their list."""
    dossier, row = locked(session, round_id)
    if row.closed_at is not None or row.reminded_at is not None:
        return
    row.reminded_at = at
    waiting = [one.title for one in opinion_rounds.slips_of(session, [row.id]) if one.answered_at is None]
    payload = {"round": row.number, "waiting": waiting, "until": row.due_date.isoformat()}
    evidence.record(session, dossier, EventKind.OPINIONS_REMINDED, actor=SYSTEM, at=at, payload=payload)
    session.flush()


def settle(session: Session, round_id: UUID, *, at: datetime) -> bool:
    """Count a round that is complete or whose time is over, and let the dossier go on; a second run changes nothing."""
    dossier, row = locked(session, round_id)
    return count_if_ready(session, dossier, row, at=at)


def locked(session: Session, round_id: UUID) -> tuple[Dossier, OpinionRound]:
    """Return a round with its dossier, the dossier's row locked."""
    dossier_id = session.scalar(select(OpinionRound.dossier_id).where(OpinionRound.id == round_id))
    if dossier_id is None:
        raise NotFoundError("opinion round")
    dossier = processing.locked_dossier(session, dossier_id)
    return dossier, session.get_one(OpinionRound, round_id, populate_existing=True)


def count_if_ready(session: Session, dossier: Dossier, row: OpinionRound, *, at: datetime) -> bool:
    """Count a round, if it can be counted now; the caller holds the dossier's lock."""
    slips = opinion_rounds.slips_of(session, [row.id])
    complete = all(one.answered_at is not None for one in slips)
    if row.closed_at is not None or not (complete or at > row.due_at):
        return False
    procedure = procedure_of(session, dossier.version_id)
    tally = _count(procedure, row, slips)
    _close(session, dossier, procedure, row, slips, tally, at)
    opinion_rounds.end_agenda(session, row, at)
    processing.go_on(session, dossier, procedure, at=at)
    return True


def _count(procedure: Procedure, row: OpinionRound, slips: Sequence[OpinionSlip]) -> Tally:
    votes = [Vote(one.name, Answer(one.answer) if one.answer else None) for one in slips]
    if row.own_accord:
        silence = Answer(row.silence) if row.silence else None
        return counted([Answer(one) for one in row.answers], silence, votes)
    return count(procedure, row.step, votes)


def _close(
    session: Session,
    dossier: Dossier,
    procedure: Procedure,
    row: OpinionRound,
    slips: Sequence[OpinionSlip],
    tally: Tally,
    at: datetime,
) -> None:
    row.closed_at, row.tally = at, tally.as_data()
    row.outcome = HEARD if row.own_accord else PASSED if tally.passed else FAILED
    staleness.go_on(session, dossier, session.get_one(Task, row.task_id))
    session.flush()
    silent = [one.title for one in slips if one.answered_at is None]
    payload = {"round": row.number, "outcome": row.outcome, **row.tally, "unanswered": silent}
    evidence.record(session, dossier, EventKind.OPINIONS_COUNTED, actor=SYSTEM, at=at, payload=payload)
    opinion_rounds.release_clock(session, dossier, procedure, row, actor=SYSTEM, at=at)
