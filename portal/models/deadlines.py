"""The deadline ledger: every entry that moves the promised date, with its reason."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from portal.db import Base, Key


class DeadlineEntry(Base):
    """One row of the ledger; rows are only ever added."""

    __tablename__ = "deadline_entries"
    __table_args__ = (
        UniqueConstraint("dossier_id", "number"),
        CheckConstraint("kind IN ('start', 'pause', 'resume', 'restart', 'extend')", name="kind"),
    )

    id: Mapped[Key]
    dossier_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    number: Mapped[int]
    kind: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str]
    legal_basis: Mapped[str | None]
    promised_date: Mapped[date | None]
    """What was promised after this entry."""
    calendar_version: Mapped[str]
    detail: Mapped[dict[str, Any]]
