"""Private notes of officers: read by the officers who may see the dossier, written once, never evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from portal.models import DossierNote, Officer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.models import Dossier
    from portal.services.actors import Actor

MOST: Final = 100
"""The newest of them that a page shows."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note, and who wrote it."""

    by: str
    at: datetime
    text: str


def write(session: Session, dossier: Dossier, text: str, *, actor: Actor, at: datetime) -> None:
    """Add a note to a dossier that the actor may see."""
    session.add(DossierNote(dossier_id=dossier.id, agency_id=dossier.agency_id, officer_id=actor.id, at=at, text=text))
    session.flush()


def notes_of(session: Session, dossier: Dossier) -> Sequence[Note]:
    """Return the newest notes of a dossier, the newest first."""
    query = (
        select(Officer.full_name, DossierNote.at, DossierNote.text)
        .join(Officer, Officer.id == DossierNote.officer_id)
        .where(DossierNote.dossier_id == dossier.id)
        .order_by(DossierNote.id.desc())
    )
    return [Note(*row) for row in session.execute(query.limit(MOST))]
