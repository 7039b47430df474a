"""The dossier itself, and the counters that number things."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Key


class Dossier(Base):
    """A filed matter. Where it stands is its set of open tasks; ``status`` is derived from them."""

    __tablename__ = "dossiers"
    __table_args__ = (
        CheckConstraint("status BETWEEN 1 AND 10", name="status"),
        CheckConstraint("channel IN ('online', 'counter', 'post')", name="channel"),
        Index("ix_dossiers_applicant", "applicant_id", "submitted_at"),
        Index("ix_dossiers_owner", "owner_id", "submitted_at", postgresql_where=text("owner_id IS NOT NULL")),
        # What narrows a register stands behind its order, so that no dossier is read that is not in it.
        Index("ix_dossiers_register", "receiving_agency_id", "submitted_at", "id", "procedure_code", "sector"),
        Index(
            "ix_dossiers_register_status",
            "receiving_agency_id",
            "status",
            "submitted_at",
            "id",
            "procedure_code",
            "sector",
        ),
        Index(
            "ix_dossiers_due",
            "due_at",
            "id",
            postgresql_where=text("closed_at IS NULL AND due_at IS NOT NULL"),
        ),
        Index(
            "ix_dossiers_finished",
            "agency_id",
            "version_id",
            "closed_at",
            postgresql_where=text("closed_at IS NOT NULL AND ended_at_step IS NOT NULL"),
        ),
        Index("ix_dossiers_version_open", "version_id", "agency_id", postgresql_where=text("closed_at IS NULL")),
    )

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    agency_id: Mapped[UUID]
    """The competent agency."""
    receiving_agency_id: Mapped[UUID]
    procedure_code: Mapped[str]
    version_id: Mapped[UUID]
    version_digest: Mapped[str]
    offer_id: Mapped[UUID]
    offer_digest: Mapped[str]
    title: Mapped[str]
    """Vietnamese title of the procedure, as it was when filed."""
    sector: Mapped[str]
    applicant_id: Mapped[UUID]
    applicant_name: Mapped[str]
    owner_name: Mapped[str]
    owner_number: Mapped[str | None]
    owner_address: Mapped[str | None]
    filed_on_behalf: Mapped[bool]
    represented: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """For whom it was filed and by what right, as the draft had it."""
    owner_id: Mapped[UUID | None]
    """The person whose matter it is, where they gave the mandate with their own e-ID: they may read the dossier."""
    channel: Mapped[str]
    delivery: Mapped[str]
    status: Mapped[int]
    submitted_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    """The instant at which the promised date ends."""
    promised_date: Mapped[date | None]
    """Local date of Asia/Ho_Chi_Minh."""
    calendar_version: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    ended_at_step: Mapped[str | None]
    """Name of the end that was reached."""
    head_hash: Mapped[bytes | None]
    """Hash of the newest event, so that a missing last event is found."""
    head_at: Mapped[datetime | None]
    """The instant of the newest event: none after it lies before it."""
    event_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    lock_version: Mapped[int] = mapped_column(default=1, server_default=text("1"))


class Counter(Base):
    """The last number given in a series of an agency in a period (year, or day)."""

    __tablename__ = "counters"
    __table_args__ = (UniqueConstraint("agency_id", "series", "period"),)

    id: Mapped[Key]
    agency_id: Mapped[UUID]
    series: Mapped[str]
    period: Mapped[str]
    value: Mapped[int]
