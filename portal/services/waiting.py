"""What waits for an applicant: the one thing to do about each dossier, the most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Dossier, FeeOrder, Supplement


class Duty(StrEnum):
    """What an applicant can be asked for."""

    SUPPLEMENT = "supplement"
    CLARIFICATION = "clarification"
    FEE = "fee"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do. ``number`` counts what is asked, ``amount`` is whole đồng, ``due`` a local date."""

    duty: Duty
    dossier: Dossier
    due: date | None = None
    number: int = 0
    amount: int = 0


def waiting_for(session: Session, person_id: UUID) -> list[Waiting]:
    """Return everything that waits for a person: supplements by their date, then fees by their age."""
    return [*_supplements(session, person_id), *_fees(session, person_id)]


def duty_of(session: Session, dossier: Dossier) -> Waiting | None:
    """Return the one thing that the applicant must do now about a dossier, if there is one."""
    mine = (one for one in waiting_for(session, dossier.applicant_id) if one.dossier.id == dossier.id)
    return next(mine, None)


def _supplements(session: Session, person_id: UUID) -> list[Waiting]:
    query = (
        select(Supplement, Dossier)
        .join(Dossier, Dossier.id == Supplement.dossier_id)
        .where(
            Dossier.applicant_id == person_id,
            Supplement.answered_at.is_(None),
            Supplement.withdrawn_at.is_(None),
            Supplement.sent_at.is_(None),
        )
        .order_by(Supplement.due_date)
    )
    rows = session.execute(query)
    return [Waiting(Duty(one.kind), dossier, due=one.due_date, number=len(one.items)) for one, dossier in rows]


def _fees(session: Session, person_id: UUID) -> list[Waiting]:
    query = (
        select(FeeOrder, Dossier)
        .join(Dossier, Dossier.id == FeeOrder.dossier_id)
        .where(Dossier.applicant_id == person_id, FeeOrder.state == "due")
        .order_by(FeeOrder.ordered_at)
    )
    rows = session.execute(query)
    return [Waiting(Duty.FEE, dossier, amount=one.total) for one, dossier in rows]
