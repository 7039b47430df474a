"""Issued documents: slips, fee receipts and results."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Key


class Paper(Base):
    """One document; its bytes lie in the storage, its QR leads to ``verify_token``."""

    __tablename__ = "papers"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'signed', 'issued', 'revoked')", name="state"),
        Index("ix_papers_dossier", "dossier_id", "made_at"),
        Index(
            "ix_papers_drafted_apologies",
            "agency_id",
            "id",
            postgresql_where=text("kind = 'apology' AND number IS NULL"),
        ),
    )

    id: Mapped[Key]
    dossier_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    kind: Mapped[str]
    """``receipt``, ``supplement``, ``refusal``, ``stop``, ``fee_receipt``, ``result`` …"""
    title: Mapped[str]
    state: Mapped[str]
    number: Mapped[str | None]
    issued_date: Mapped[date | None]
    sha256: Mapped[str | None]
    """Of the newest bytes in the storage; ``NULL`` until the worker has rendered them."""
    size: Mapped[int | None]
    verify_token: Mapped[str] = mapped_column(unique=True)
    signers: Mapped[list[dict[str, str]]]
    """``[{"as": "personal" | "agency", "name": …, "title": …, "at": …}]``, in the order of signing."""
    details: Mapped[dict[str, Any]]
    """What only this paper says: the reasons of a refusal, the items of a supplement request."""
    made_by: Mapped[UUID | None]
    made_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    held_until: Mapped[datetime | None]
    """It is not pressed before this instant: until then what it answers can still be taken back."""
