"""Files that belong to a document of a dossier, and what the desk found about them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from portal.db import Base, Key


class Attachment(Base):
    """One file; its bytes lie in the storage under their SHA-256."""

    __tablename__ = "attachments"
    __table_args__ = (
        CheckConstraint("draft_id IS NOT NULL OR dossier_id IS NOT NULL", name="belongs"),
        Index("ix_attachments_draft", "draft_id"),
        Index("ix_attachments_dossier", "dossier_id", "document"),
    )

    id: Mapped[Key]
    agency_id: Mapped[UUID]
    draft_id: Mapped[UUID | None]
    dossier_id: Mapped[UUID | None]
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
