"""Pages of filed documents as pictures: which are to be made, and which are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Attachment, AttachmentPage
from portal.queue import defer
from portal.services.file_content import JPEG, PDF, PNG

PICTURE: Final = "picture_files"
DRAWN: Final = (PDF, JPEG, PNG)
"""The types whose pages can be drawn; the others are only downloaded."""
MOST_PAGES: Final = 200
"""So many pages of a file are drawn; whoever needs more downloads it."""


DOSSIERS_AT_ONCE: Final = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file whose pages are to be drawn."""

    id: UUID
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Picture:
    """One page that was drawn and stored."""

    sha256: str
    thumbnail_sha256: str
    width: int
    height: int


def ask(session: Session, dossier_id: UUID) -> None:
    """Have a worker draw the pages of a dossier's files, once this transaction is committed."""
    defer(session, PICTURE, dossier_id=str(dossier_id))


def wanted(session: Session, dossier_id: UUID) -> list[Wanted]:
    """Return the files of a dossier whose pages nobody has drawn yet."""
    query = select(Attachment).where(
        Attachment.dossier_id == dossier_id,
        Attachment.pictured_at.is_(None),
        Attachment.state == "ready",
        Attachment.media_type.in_(DRAWN),
    )
    return [Wanted(one.id, one.safe_sha256 or one.sha256, one.media_type) for one in session.scalars(query)]


def forgotten(session: Session, before: datetime) -> Sequence[UUID]:
    """Return dossiers with files that nobody has drawn since that instant: filed before this was done, or lost."""
    query = (
        select(Attachment.dossier_id)
        .where(
            Attachment.dossier_id.is_not(None),
            Attachment.pictured_at.is_(None),
            Attachment.state == "ready",
            Attachment.media_type.in_(DRAWN),
            Attachment.uploaded_at < before,
        )
        .distinct()
        .limit(DOSSIERS_AT_ONCE)
    )
    return [one for one in session.scalars(query) if one is not None]


def keep(session: Session, attachment_id: UUID, pictures: Sequence[Picture], *, at: datetime) -> None:
    """Write down the pages of a file, once; none when it cannot be drawn."""
    found = session.get(Attachment, attachment_id, with_for_update=True)
    if found is None or found.pictured_at is not None:
        return
    found.pictured_at = at
    session.add_all(
        AttachmentPage(
            attachment_id=found.id,
            agency_id=found.agency_id,
            number=number,
            sha256=one.sha256,
            thumbnail_sha256=one.thumbnail_sha256,
            width=one.width,
            height=one.height,
        )
        for number, one in enumerate(pictures, 1)
    )
    session.flush()


def pages_of(session: Session, attachment_id: UUID) -> Sequence[AttachmentPage]:
    """Return the drawn pages of a file, the first one first."""
    query = select(AttachmentPage).where(AttachmentPage.attachment_id == attachment_id)
    return session.scalars(query.order_by(AttachmentPage.number)).all()


def first_pages(session: Session, dossier_id: UUID) -> dict[UUID, AttachmentPage]:
    """Return the first page of each file of a dossier that was drawn, by the file's key."""
    query = (
        select(AttachmentPage)
        .join(Attachment, Attachment.id == AttachmentPage.attachment_id)
        .where(Attachment.dossier_id == dossier_id, AttachmentPage.number == 1)
    )
    return {one.attachment_id: one for one in session.scalars(query)}
