"""An offer binds a version of a procedure to the agency that handles it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import SHARED, Base, Key


class Offer(Base):
    """One agency offers one version; what differs between places stands here, not in the pack.

    An offer never changes but for its end: other local values are another offer, and dossiers keep their own.
    """

    __tablename__ = "offers"
    __table_args__ = (
        Index("uq_offers_open", "version_id", "agency_id", unique=True, postgresql_where=text("closed_at IS NULL")),
        Index("ix_offers_agency_code", "agency_id", "code"),
        Index("ix_offers_code_open", "code", postgresql_where=text("closed_at IS NULL")),
        {"schema": SHARED},
    )

    id: Mapped[Key]
    code: Mapped[str]
    version_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SHARED}.procedure_versions.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SHARED}.agencies.id"))
    """The competent agency."""
    receiving_agency_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SHARED}.agencies.id"))
    overlay: Mapped[dict[str, Any]]
    """Local values: ``{"fees": {id: {"amount": …}}, "time_limit": …, "account": {…}}``."""
    digest: Mapped[str]
    """SHA-256 over the canonical bytes of code, version digest, agency codes and overlay."""
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
