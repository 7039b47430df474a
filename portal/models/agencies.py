"""Agencies, officers, and who holds which role where."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import SHARED, Base, Key


class Agency(Base):
    """An agency or one of its departments (cơ quan, phòng ban)."""

    __tablename__ = "agencies"
    __table_args__ = (
        CheckConstraint("tier IN ('ministry', 'province', 'department', 'commune')", name="tier"),
        CheckConstraint(
            "(successor_id IS NULL) = (merged_at IS NULL) AND (successor_id IS NULL) = (merged_by_law IS NULL)"
            " AND successor_id <> id",
            name="merged",
        ),
        Index("ix_agencies_successor_id", "successor_id", postgresql_where=text("successor_id IS NOT NULL")),
        {"schema": SHARED},
    )

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    """Identification code of QĐ 20/2020/QĐ-TTg: ``H26``, ``H26.01``."""
    name: Mapped[str]
    name_en: Mapped[str | None]
    abbr: Mapped[str]
    """What stands after the number of a paper: ``UBND``."""
    tier: Mapped[str]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey(f"{SHARED}.agencies.id"), index=True)
    province_code: Mapped[str | None]
    commune_code: Mapped[str | None]
    place: Mapped[str]
    """The place name on papers (địa danh), NĐ 30/2020/NĐ-CP Phụ lục I."""
    address: Mapped[str | None]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    hours: Mapped[dict[str, Any] | None]
    """Own working hours; ``NULL`` means the usual ones."""
    own_days: Mapped[dict[str, Any] | None]
    """Days worked otherwise than the rest of the State: what its calendar changes come to, by date."""
    assigning: Mapped[dict[str, Any] | None]
    """What it chose for a role: by which rule tasks are given, and who looks after which area."""
    successor_id: Mapped[UUID | None] = mapped_column(ForeignKey(f"{SHARED}.agencies.id"))
    """Into which agency this one was merged."""
    merged_at: Mapped[datetime | None]
    """From which instant on the successor has what this agency had."""
    merged_by_law: Mapped[str | None]
    """The decision by which it was merged, as papers and pages cite it."""
    created_at: Mapped[datetime]

    parent: Mapped[Agency | None] = relationship(
        remote_side="Agency.id", foreign_keys="Agency.parent_id", lazy="raise_on_sql"
    )


class Officer(Base):
    """Someone who works for an agency and signs in with a password."""

    __tablename__ = "officers"
    __table_args__ = ({"schema": SHARED},)

    id: Mapped[Key]
    username: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    full_name: Mapped[str]
    title: Mapped[str]
    """Job title as papers print it: ``CHỦ TỊCH``."""
    email: Mapped[str | None]
    phone: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_at: Mapped[datetime]


class Appointment(Base):
    """An officer holds a role at an agency, from one instant to another."""

    __tablename__ = "appointments"
    __table_args__ = (
        Index(
            "uq_appointments_current",
            "officer_id",
            "agency_id",
            "role",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_appointments_agency_role", "agency_id", "role"),
        {"schema": SHARED},
    )

    id: Mapped[Key]
    officer_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SHARED}.officers.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SHARED}.agencies.id"))
    role: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
