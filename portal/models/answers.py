"""What the applicant answered: one mutable draft, and an immutable set for each submission."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Key


class Draft(Base):
    """A dossier not yet filed, or the open part of one that waits for a supplement."""

    __tablename__ = "drafts"
    __table_args__ = (
        # Nothing that each save changes stands in an index, and each block of the table keeps room: so a save is
        # written beside the row that it replaces, and no index grows.
        Index("ix_drafts_person", "person_id"),
        Index("ix_drafts_expires_at", "expires_at"),
        Index("ix_drafts_officer", "officer_id", postgresql_where=text("officer_id IS NOT NULL")),
        CheckConstraint("channel IN ('online', 'counter', 'post')", name="channel"),
    )

    id: Mapped[Key]
    agency_id: Mapped[UUID]
    person_id: Mapped[UUID]
    offer_id: Mapped[UUID]
    version_id: Mapped[UUID]
    channel: Mapped[str] = mapped_column(default="online")
    officer_id: Mapped[UUID | None]
    """Who fills it in at the counter for the person present: then nobody else does, the person neither."""
    answers: Mapped[dict[str, Any]]
    known: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """What other sources told, each with the time it was asked, and why a person says that some of it is wrong:
    ``{"register": {"state", "at", "told"}, "earlier": {path: {"value", "of", "at"}}, "why": {field: reason}}``;
    at the counter what the person showed: ``"card": {"by", "at", "told"}``."""
    done_pages: Mapped[list[str]]
    filed_on_behalf: Mapped[bool] = mapped_column(default=False)
    represented: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """For whom it is filed, where it is filed for another: ``{"kind", "by", "name", "number"}``; ``kind`` is ``child``,
    ``ward``, ``person`` or ``organisation``, ``by`` says by what right: ``law``, ``document`` or ``identity``."""
    delivery: Mapped[str | None]
    revision: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    supplement_id: Mapped[UUID | None] = mapped_column(unique=True)
    """Set when the draft answers a supplement request instead of starting a dossier."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class AnswerSet(Base):
    """What was filed, byte for byte; the database refuses to change it."""

    __tablename__ = "answer_sets"
    __table_args__ = (UniqueConstraint("dossier_id", "number"),)

    id: Mapped[Key]
    dossier_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    number: Mapped[int]
    version_digest: Mapped[str]
    canonical: Mapped[bytes]
    """RFC 8785 bytes of answers and attachments; ``sha256`` is over these."""
    sha256: Mapped[str]
    answers: Mapped[dict[str, Any]]
    origins: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """For each answer that came from a source: which, when it was asked, and where the person corrected it what the
    source said and why it is wrong: ``{field: {"source", "of", "at", "said", "why"}}``; part of ``canonical``."""
    filed_at: Mapped[datetime]
    filed_by: Mapped[UUID]
