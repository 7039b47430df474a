"""People and organisations who file, and how they proved who they are."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import SHARED, Base, Key


class Person(Base):
    """Someone who can file: a citizen or an organisation, known by an official number."""

    __tablename__ = "people"
    __table_args__ = (
        CheckConstraint("kind IN ('citizen', 'organisation')", name="kind"),
        CheckConstraint("citizen_id IS NOT NULL OR tax_code IS NOT NULL", name="has_number"),
        # A household business bears the number of the citizen who owns it, and is somebody else all the same.
        UniqueConstraint("kind", "tax_code"),
        {"schema": SHARED},
    )

    id: Mapped[Key]
    kind: Mapped[str]
    full_name: Mapped[str]
    citizen_id: Mapped[str | None] = mapped_column(unique=True)
    tax_code: Mapped[str | None]
    birth_date: Mapped[date | None]
    sex: Mapped[str | None]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    residence: Mapped[dict[str, Any] | None]
    language: Mapped[str] = mapped_column(default="vi", server_default="vi")
    created_at: Mapped[datetime]


class IdentityLink(Base):
    """One electronic identity of a person: who vouches, under which subject, at which level."""

    __tablename__ = "identity_links"
    __table_args__ = (UniqueConstraint("issuer", "subject"), {"schema": SHARED})

    id: Mapped[Key]
    person_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SHARED}.people.id"), index=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    assurance: Mapped[int]
    last_seen_at: Mapped[datetime]
