"""The deadline ledger: every entry that moves the promised date, with its reason; and the notices of what is late."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from portal.db import Base, Key


class DeadlineEntry(Base):
    """One row of the ledger; rows are only ever added."""

    __tablename__ = "deadline_entries"
    __table_args__ = (
        UniqueConstraint("dossier_id", "number"),
        CheckConstraint("kind IN ('start', 'run', 'pause', 'resume', 'restart', 'extend', 'undo')", name="kind"),
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
    """Of an extension: ``until``, the new promised date, and ``reasons``, the codes that were chosen."""


class DeadlineNotice(Base):
    """Officers were told that a promise is near or was missed: once a dossier, promise and level; only ever added."""

    __tablename__ = "deadline_notices"
    __table_args__ = (
        UniqueConstraint("dossier_id", "promised_date", "level"),
        CheckConstraint("level IN ('soon', 'today', 'overdue', 'head', 'leader')", name="level"),
        Index(
            "ix_deadline_notices_role",
            *("agency_id", "role", "id"),
            postgresql_include=["dossier_id", "promised_date"],
        ),
    )

    id: Mapped[Key]
    dossier_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    level: Mapped[str]
    role: Mapped[str | None]
    """The role that is told; ``NULL`` is whoever has the task."""
    promised_date: Mapped[date]
    told_at: Mapped[datetime]
