"""Supplement requests: what is missing, why, by when, and what came back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from portal.db import Base, Key


class Supplement(Base):
    """One request, itemised; a second one never erases the first."""

    __tablename__ = "supplements"
    __table_args__ = (
        UniqueConstraint("dossier_id", "number"),
        CheckConstraint("(sent_at IS NULL) = (sent_assurance IS NULL)", name="sent"),
        Index(
            "uq_supplements_open",
            "dossier_id",
            unique=True,
            postgresql_where=text("answered_at IS NULL AND withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    dossier_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    number: Mapped[int]
    task_id: Mapped[UUID]
    items: Mapped[list[dict[str, Any]]]
    """``[{"kind": "document" | "field", "name": …, "title": …, "reason": …, "law": …}]``."""
    note: Mapped[str | None]
    clock: Mapped[str]
    due_date: Mapped[date]
    requested_by: Mapped[UUID]
    requested_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    """When the applicant sent the answer while one of its files was still looked into: a worker files it then."""
    sent_assurance: Mapped[int | None]
    """The level at which they were signed in."""
