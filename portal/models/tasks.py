"""Open and finished tasks: where a dossier stands, and who has it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from portal.db import Base, Key


class Task(Base):
    """A step of the workflow at which a dossier stands or stood."""

    __tablename__ = "tasks"
    __table_args__ = (
        Index("ix_tasks_dossier", "dossier_id", "opened_at"),
        Index(
            "ix_tasks_open_role",
            "agency_id",
            "role",
            "due_at",
            "id",
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_tasks_open_officer",
            "officer_id",
            "due_at",
            "id",
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "uq_tasks_open_step",
            "dossier_id",
            "step",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    dossier_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    step: Mapped[str]
    role: Mapped[str]
    fork_id: Mapped[UUID | None]
    """The task of the fork in a branch of which this one lies."""
    officer_id: Mapped[UUID | None]
    opened_at: Mapped[datetime]
    target_at: Mapped[datetime | None]
    """The inner target of the step; never the legal limit."""
    due_at: Mapped[datetime | None]
    """Copy of the legal due instant, for the desk's order."""
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]
    action: Mapped[str | None]
    form: Mapped[dict[str, Any] | None]
