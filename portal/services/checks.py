"""The desk's checks of documents: each tick is evidence, the newest one counts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import DocumentCheck, Dossier
from portal.services import evidence
from portal.services.actors import Actor
from portal.services.evidence import EventKind

VERDICTS = ("sufficient", "insufficient")


def check_document(
    session: Session,
    dossier: Dossier,
    document: str,
    *,
    verdict: str,
    note: str | None,
    actor: Actor,
    at: datetime,
) -> DocumentCheck:
    """Keep what an officer found of one document; the caller holds the dossier's lock."""
    check = DocumentCheck(
        dossier_id=dossier.id,
        agency_id=dossier.agency_id,
        document=document,
        verdict=verdict,
        note=note,
        checked_by=actor.id,
        checked_at=at,
    )
    session.add(check)
    payload = {"document": document, "verdict": verdict, **({"note": note} if note else {})}
    evidence.record(session, dossier, EventKind.DOCUMENT_CHECKED, actor=actor, at=at, payload=payload)
    session.flush()
    return check


def newest_notes(session: Session, dossier: Dossier) -> dict[str, str]:
    """Return the note of the newest check of each document, where it has one."""
    query = select(DocumentCheck.document, DocumentCheck.note).where(DocumentCheck.dossier_id == dossier.id)
    newest = dict(session.execute(query.order_by(DocumentCheck.checked_at)).all())
    return {document: note for document, note in newest.items() if note}
