"""One thing done with many dossiers: what was asked for, and what became of each of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Key


class BulkRun(Base):
    """Tasks that an officer chose, and what is to be done with all of them; ``NULL`` until it is decided."""

    __tablename__ = "bulk_runs"
    __table_args__ = (Index("ix_bulk_runs_officer", "officer_id", "id"),)

    id: Mapped[Key]
    officer_id: Mapped[UUID]
    chosen_at: Mapped[datetime]
    doing: Mapped[dict[str, Any] | None]
    """``{"kind": "act", "steps": [[procedure, version, step, action]], "reasons": …}``, ``claim`` or ``hand``."""
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class BulkItem(Base):
    """One of the chosen tasks, as it was seen, and its outcome."""

    __tablename__ = "bulk_items"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'done', 'failed')", name="state"),
        UniqueConstraint("run_id", "number"),
    )

    id: Mapped[Key]
    run_id: Mapped[UUID] = mapped_column(ForeignKey("bulk_runs.id"))
    number: Mapped[int]
    agency_id: Mapped[UUID]
    dossier_id: Mapped[UUID]
    task_id: Mapped[UUID]
    seen_version: Mapped[int]
    """The version of the dossier when it was chosen: who changed it meanwhile wins."""
    state: Mapped[str]
    why: Mapped[str | None]
    """Of a failure: its code (``portal.services.bulk.Why``)."""
    detail: Mapped[dict[str, Any] | None]
    done_at: Mapped[datetime | None]
