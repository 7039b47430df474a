"""Opinion slips that a merged agency has open go to its successor, so that nobody waits for who is no more.

The round, its question and its last day stay. A member of a council is asked by name and answers for themself: their
slip goes along where they hold the role at the successor, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.models import Agency, OpinionSlip
from portal.services import evidence, opinion_counting, successors
from portal.services.actors import SYSTEM
from portal.services.evidence import EventKind
from portal.services.officers import holders_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


def open_at_merged(session: Session, agency_id: UUID, *, at: datetime) -> Sequence[UUID]:
    """Return the slips that wait for an answer of an agency that is merged by then."""
    if successors.heir_of(session, session.get_one(Agency, agency_id), at) is None:
        return ()
    query = open_slips().where(OpinionSlip.asked_agency_id == agency_id)
    return session.scalars(query.order_by(OpinionSlip.id)).all()


def open_slips() -> Select[UUID]:
    """Return the query of every slip that waits for an answer, to be narrowed."""
    return select(OpinionSlip.id).where(OpinionSlip.answered_at.is_(None), OpinionSlip.withdrawn_at.is_(None))


def move_slip(session: Session, slip_id: UUID, *, at: datetime) -> bool:
    """Let the successor answer a slip; nothing where that is done, or nobody there could answer it yet."""
    dossier, row = opinion_counting.locked(session, session.get_one(OpinionSlip, slip_id).round_id)
    slip = session.get_one(OpinionSlip, slip_id, populate_existing=True)
    agency = session.get_one(Agency, slip.asked_agency_id)
    heir = successors.heir_of(session, agency, at)
    waits = slip.answered_at is None and slip.withdrawn_at is None and dossier.closed_at is None
    if heir is None or not waits or not _can_answer(session, slip, heir, at):
        return False
    slip.asked_agency_id = heir.id
    before = slip.title
    slip.title = heir.name if before == agency.name else before
    names = {"from": agency.name, "from_code": agency.code, "to": heir.name, "to_code": heir.code}
    said = {"round": row.number, "slip": before, **names, "law": agency.merged_by_law}
    evidence.record(session, dossier, EventKind.OPINION_MOVED, actor=SYSTEM, at=at, payload=said)
    session.flush()
    return True


def _can_answer(session: Session, slip: OpinionSlip, heir: Agency, at: datetime) -> bool:
    holders = {one.id for one in holders_of(session, heir.id, slip.role, at)}
    return slip.officer_id in holders if slip.officer_id is not None else bool(holders)
