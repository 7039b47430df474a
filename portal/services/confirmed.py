"""What stays of confirmations with a dossier: who confirmed it, as its papers, its officers and its evidence tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import select

from portal.models import Confirmation
from portal.services.confirmation_needs import APPLICANT

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.models import Dossier
    from procedures.definition import Procedure

PAPER: Final = "paper"
"""How a form was confirmed that was signed by hand."""


def given(session: Session, dossier_id: UUID) -> Sequence[Confirmation]:
    """Return who confirmed what was filed, in the order in which they did."""
    query = select(Confirmation).where(Confirmation.draft_id == dossier_id, Confirmation.state == "confirmed")
    return session.scalars(query.order_by(Confirmation.answered_at, Confirmation.id)).all()


def given_of(session: Session, dossier: Dossier, procedure: Procedure) -> Sequence[Confirmation]:
    """Return who else confirmed a dossier; nothing is asked of the database where nobody had to.

    Who filed it at a counter is nobody else.
    """
    found = given(session, dossier.id) if procedure.parties or dossier.represented else ()
    return [one for one in found if one.party != APPLICANT]


def as_evidence(given_ones: Iterable[Confirmation]) -> list[dict[str, Any]]:
    """Return confirmations as the first event of a dossier holds them."""
    return [
        {
            "party": one.party,
            "name": one.expected_name,
            "person": str(one.person_id),
            "digest": one.digest,
            "at": one.answered_at.isoformat() if one.answered_at else None,
            "assurance": one.assurance,
            **_on_paper(one),
        }
        for one in given_ones
    ]


def _on_paper(one: Confirmation) -> dict[str, Any]:
    """Return what is said of one that was signed by hand: who recorded it, and why it was not done otherwise."""
    return {} if one.recorded_by is None else {"way": PAPER, "recorded_by": str(one.recorded_by), "reason": one.reason}
