"""Lists of the desk taken out of the portal: who took which list, and the file while it is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from portal.db import Base, Key


class ListExport(Base):
    """One export of a list; the row stays as the log of it, and its file goes after a day."""

    __tablename__ = "list_exports"
    __table_args__ = (
        CheckConstraint("format IN ('xlsx', 'csv')", name="format"),
        Index("ix_list_exports_officer", "officer_id", "id"),
    )

    id: Mapped[Key]
    officer_id: Mapped[UUID]
    format: Mapped[str]
    language: Mapped[str]
    wanted: Mapped[dict[str, Any]]
    columns: Mapped[list[str]]
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    rows: Mapped[int | None]
    size: Mapped[int | None]
    digest: Mapped[str | None]
    """SHA-256 of the file that was made; it stays."""
    sha256: Mapped[str | None]
    """The same, while the file is kept."""
    fetched_at: Mapped[datetime | None]
