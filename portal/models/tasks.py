"""Open and finished tasks: where a dossier stands, and who has it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Key

OPEN = "closed_at IS NULL"
FREE = "closed_at IS NULL AND officer_id IS NULL"
HELD = "closed_at IS NULL AND officer_id IS NOT NULL"


class Task(Base):
    """A step of the workflow at which a dossier stands or stood."""

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("(shown_from IS NULL) = (shown_until IS NULL)", name="shown"),
        Index("ix_tasks_dossier", "dossier_id", "opened_at"),
        # The ways into what is open, each in the order of what is due first. Those of what somebody holds are not
        # written when a dossier is filed.
        Index("ix_tasks_open_agency", "agency_id", "due_at", "id", postgresql_where=text(OPEN)),
        Index(
            "ix_tasks_open_sector", "agency_id", "sector", "due_at", "id", postgresql_where=text("closed_at IS NULL")
        ),
        Index("ix_tasks_free", "agency_id", "role", "due_at", "id", postgresql_where=text(FREE)),
        Index("ix_tasks_held", "agency_id", "role", "due_at", "id", postgresql_where=text(HELD)),
        Index(
            "ix_tasks_open_officer",
            *("officer_id", "due_at", "id"),
            postgresql_where=text(HELD),
            postgresql_include=["agency_id"],
        ),
        Index("ix_tasks_done", "closed_by", "closed_at", postgresql_where=text("closed_by IS NOT NULL")),
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
    sector: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """Copy of the dossier's, for the lists of the desk."""
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
    shown_from: Mapped[int | None]
    """Pages that knew a version of the dossier from this one to ``shown_until`` show the task as it is still."""
    shown_until: Mapped[int | None]
    form: Mapped[dict[str, Any] | None]
