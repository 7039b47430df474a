"""The lists of opinion slips of an officer: what waits for an answer, and what was answered, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, or_, select, tuple_

from portal.models import Agency, Dossier, OpinionRound, OpinionSlip

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from portal.services.actors import Actor

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One slip as a list shows it."""

    slip_id: UUID
    code: str
    title: str
    asking: str
    """The agency that asks."""
    opined_by: str
    """In whose name it is answered."""
    question: str
    due_at: datetime
    reminded_at: datetime | None
    answer: str | None
    answered_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list, and the key from which the next page goes on (``None`` at the end)."""

    rows: tuple[Row, ...]
    next_key: UUID | None


def waiting(session: Session, actor: Actor, after: UUID | None = None) -> Page:
    """Return one page of what waits for an officer's opinion, what is due first at the top; one statement."""
    query = _rows().where(_open(), _asks(actor), OpinionRound.decision_id.is_(None))
    if after is not None:
        last = select(OpinionSlip.due_at).where(OpinionSlip.id == after).scalar_subquery()
        query = query.where(tuple_(OpinionSlip.due_at, OpinionSlip.id) > tuple_(last, after))
    return _page(session, query.order_by(OpinionSlip.due_at, OpinionSlip.id))


def given(session: Session, actor: Actor, before: UUID | None = None) -> Page:
    """Return one page of what was answered where the officer is asked, the newest first; one statement."""
    query = _rows().where(OpinionSlip.answered_at.is_not(None), _asks(actor), OpinionRound.decision_id.is_(None))
    if before is not None:
        query = query.where(OpinionSlip.id < before)
    return _page(session, query.order_by(OpinionSlip.id.desc()))


def awaited(actor: Actor) -> Select[UUID]:
    """Return the query of what waits for an officer's opinion, to be counted."""
    return _awaited(actor).where(OpinionRound.decision_id.is_(None))


def votes_awaited(actor: Actor) -> Select[UUID]:
    """Return the query of the votes that agendas wait for from an officer, to be counted."""
    return _awaited(actor).where(OpinionRound.decision_id.is_not(None))


def _awaited(actor: Actor) -> Select[UUID]:
    joined = select(OpinionSlip.id).join(OpinionRound, OpinionRound.id == OpinionSlip.round_id)
    return joined.where(_open(), _asks(actor))


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            OpinionSlip.id,
            Dossier.code,
            Dossier.title,
            Agency.name,
            OpinionSlip.title,
            OpinionRound.question,
            OpinionSlip.due_at,
            OpinionRound.reminded_at,
            OpinionSlip.answer,
            OpinionSlip.answered_at,
            OpinionSlip.late,
        )
        .join(OpinionRound, OpinionRound.id == OpinionSlip.round_id)
        .join(Dossier, Dossier.id == OpinionSlip.dossier_id)
        .join(Agency, Agency.id == OpinionSlip.agency_id)
    )


def _open() -> ColumnElement[bool]:
    return and_(OpinionSlip.answered_at.is_(None), OpinionSlip.withdrawn_at.is_(None))


def _asks(actor: Actor) -> ColumnElement[bool]:
    pairs = [(agency_id, role) for agency_id, held in actor.roles.items() for role in held]
    in_office = tuple_(OpinionSlip.asked_agency_id, OpinionSlip.role).in_(pairs)
    return and_(in_office, or_(OpinionSlip.officer_id.is_(None), asked_by_name(actor)))


def asked_by_name(actor: Actor) -> ColumnElement[bool]:
    """Return what tells the slips of the actor as a member of a council, and of those members they stand in for."""
    lent = [(one.agency_id, one.role, one.officer_id) for one in actor.stands_in if one.officer_id]
    own = OpinionSlip.officer_id == actor.id
    theirs = tuple_(OpinionSlip.asked_agency_id, OpinionSlip.role, OpinionSlip.officer_id).in_(lent)
    return or_(own, theirs) if lent else own


def _page(session: Session, query: Select[*tuple[Any, ...]]) -> Page:
    found = [Row(*row) for row in session.execute(query.limit(PAGE + 1))]
    more = len(found) > PAGE
    return Page(tuple(found[:PAGE]), found[PAGE - 1].slip_id if more else None)
