"""The register of dossiers taken out of the portal: who took which part of it, and the files while they are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Key


class RegisterAct(Base):
    """One thing that was done with an export of the register; rows are only ever added, and name no person outside."""

    __tablename__ = "register_acts"
    __table_args__ = (
        CheckConstraint("kind IN ('asked', 'made', 'failed', 'opened')", name="kind"),
        Index("ix_register_acts_agency", "agency_id", "kind", "id"),
        Index(
            "uq_register_acts_once",
            "export_id",
            "kind",
            unique=True,
            postgresql_where=text("kind IN ('asked', 'made', 'failed')"),
        ),
        Index("ix_register_acts_export", "export_id"),
    )

    id: Mapped[Key]
    agency_id: Mapped[UUID]
    export_id: Mapped[UUID]
    kind: Mapped[str]
    officer_id: Mapped[UUID | None]
    """``NULL`` for the worker."""
    at: Mapped[datetime]
    detail: Mapped[dict[str, Any]]
    """Of ``asked``: format, period, filters, and whether people are named. Of ``made``: rows, size and digest.
    Of ``failed``: why."""


class RegisterFile(Base):
    """The file of an export, as long as it may be fetched."""

    __tablename__ = "register_files"

    export_id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID]
    sha256: Mapped[str]
    size: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(index=True)
