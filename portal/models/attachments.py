"""Files that belong to a document of a dossier, and what the desk found about them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from portal.db import Base, Key


class Attachment(Base):
    """One file; its bytes lie in the storage under their SHA-256."""

    __tablename__ = "attachments"
    __table_args__ = (
        CheckConstraint("draft_id IS NOT NULL OR dossier_id IS NOT NULL OR slip_id IS NOT NULL", name="belongs"),
        CheckConstraint("state IN ('arrived', 'ready', 'refused')", name="state"),
        CheckConstraint("(state = 'refused') = (problem IS NOT NULL)", name="problem"),
        CheckConstraint("scan IN ('waiting', 'clean', 'infected', 'none')", name="scan"),
        Index("ix_attachments_draft", "draft_id"),
        Index("ix_attachments_dossier", "dossier_id", "document"),
        Index("ix_attachments_slip", "slip_id", postgresql_where=text("slip_id IS NOT NULL")),
        Index("ix_attachments_scan", "uploaded_at", postgresql_where=text("scan = 'waiting' AND state = 'ready'")),
    )

    id: Mapped[Key]
    agency_id: Mapped[UUID]
    draft_id: Mapped[UUID | None]
    dossier_id: Mapped[UUID | None]
    slip_id: Mapped[UUID | None]
    """The opinion slip whose answer it goes with: it is no document of the dossier, and not the applicant's."""
    document: Mapped[str]
    """The ``id`` of the document in the pack, or the name of the attachment field."""
    filename: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    pages: Mapped[int | None]
    uploaded_by: Mapped[UUID]
    uploaded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
    """Set when a supplement replaced the file; the old one stays as evidence."""
    state: Mapped[str]
    """``arrived`` until a worker has looked into it; only what is ``ready`` can be filed."""
    problem: Mapped[str | None]
    """Why it is ``refused``, in the word of ``UploadRefusedError``."""
    scan: Mapped[str]
    """What the scanner for malware said; ``none`` where the portal has no scanner."""
    sent_sha256: Mapped[str]
    """Of the bytes as they were sent; ``sha256`` is of those that are kept, which for a picture are others."""
    safe_sha256: Mapped[str | None]
    """Of a copy without scripts and the like, where the file holds such things: it is what officers open."""
    picked_from: Mapped[str | None]
    """Whence it was taken in the person's own store: the code of a dossier."""
    pictured_at: Mapped[datetime | None]
    """When its pages were made into pictures, as far as that is possible."""


class AttachmentPage(Base):
    """One page of a file as a picture, for the officers who read it."""

    __tablename__ = "attachment_pages"
    __table_args__ = (UniqueConstraint("attachment_id", "number"),)

    id: Mapped[Key]
    attachment_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    number: Mapped[int]
    sha256: Mapped[str]
    thumbnail_sha256: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]


class Upload(Base):
    """A file that comes in parts; its bytes so far lie in the storage under the key of the row."""

    __tablename__ = "uploads"
    __table_args__ = (
        CheckConstraint("received >= 0 AND received <= size", name="received"),
        Index("ix_uploads_expires", "expires_at"),
    )

    id: Mapped[Key]
    agency_id: Mapped[UUID]
    draft_id: Mapped[UUID]
    person_id: Mapped[UUID]
    document: Mapped[str]
    filename: Mapped[str]
    size: Mapped[int]
    received: Mapped[int]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class DocumentCheck(Base):
    """What an officer found when checking one document; the newest row counts."""

    __tablename__ = "document_checks"
    __table_args__ = (
        CheckConstraint("verdict IN ('sufficient', 'insufficient')", name="verdict"),
        Index("ix_document_checks_dossier", "dossier_id", "document", "checked_at"),
    )

    id: Mapped[Key]
    dossier_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    document: Mapped[str]
    verdict: Mapped[str]
    note: Mapped[str | None]
    checked_by: Mapped[UUID]
    checked_at: Mapped[datetime]
