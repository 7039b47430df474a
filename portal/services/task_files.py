"""Files that officers send with the form of a step: they lie with the dossier, and the applicant does not see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Attachment, Dossier
from portal.services import file_checks
from portal.services.actors import Actor
from portal.services.attachments import AT_STEP, Came, Rule, Sent, arrived, receive
from portal.services.refusals import UploadRefusedError
from portal.storage.base import Storage


def add(
    session: Session,
    dossier: Dossier,
    place: tuple[str, str],
    sent: Sent,
    *,
    rule: Rule,
    storage: Storage,
    actor: Actor,
    at: datetime,
) -> Attachment:
    """Keep a file for a field of a step; ``place`` is both names, and the same bytes sent twice are one file.

    Raises ``UploadRefusedError``; then nothing was kept.
    """
    there = of_field(session, dossier, place)
    if len(there) >= rule.max:
        raise UploadRefusedError("too_many", limit=rule.max)
    came = receive(sent, rule, storage)
    known = next((one for one in there if one.sent_sha256 == came.stored.sha256), None)
    if known is not None:
        return known
    attachment = _row(dossier, place, came, actor, at)
    session.add(attachment)
    session.flush()
    file_checks.ask(session, attachment, rule.accept)
    return attachment


def remove(session: Session, dossier: Dossier, place: tuple[str, str], attachment_id: UUID, *, at: datetime) -> None:
    """Let a file of a field count no more; its row stays, as an earlier action may have rested on it."""
    for one in of_field(session, dossier, place):
        if one.id == attachment_id:
            one.superseded_at = at
    session.flush()


def of_field(session: Session, dossier: Dossier, place: tuple[str, str]) -> Sequence[Attachment]:
    """Return the files of a field of a step that count now, the oldest first."""
    step, field = place
    return [one for one in of_steps(session, dossier) if one.document == f"{AT_STEP}{step}.{field}"]


def of_steps(session: Session, dossier: Dossier) -> Sequence[Attachment]:
    """Return all files of officers' forms that count now, the oldest first."""
    query = select(Attachment).where(Attachment.dossier_id == dossier.id, Attachment.document.startswith(AT_STEP))
    query = query.where(Attachment.superseded_at.is_(None)).order_by(Attachment.uploaded_at, Attachment.id)
    return session.scalars(query).all()


def _row(dossier: Dossier, place: tuple[str, str], came: Came, actor: Actor, at: datetime) -> Attachment:
    step, field = place
    whose = {"agency_id": dossier.agency_id, "dossier_id": dossier.id}
    return arrived(came, f"{AT_STEP}{step}.{field}", actor, at, **whose)
