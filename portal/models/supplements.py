"""Supplement and clarification requests: what is asked, why, by when, what came back; who allowed a second one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Key


class Supplement(Base):
    """One request, itemised; a second one never erases the first."""

    __tablename__ = "supplements"
    __table_args__ = (
        UniqueConstraint("dossier_id", "number"),
        CheckConstraint("(sent_at IS NULL) = (sent_assurance IS NULL)", name="sent"),
        CheckConstraint("kind IN ('supplement', 'clarification')", name="kind"),
        Index(
            "ix_supplements_lapsing",
            "due_date",
            "id",
            postgresql_where=text("answered_at IS NULL AND withdrawn_at IS NULL"),
        ),
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
    kind: Mapped[str] = mapped_column(default="supplement", server_default="supplement")
    """``supplement`` completes what was filed; ``clarification`` explains it while it is appraised."""
    action: Mapped[str | None]
    """The action of the workflow that asked."""
    items: Mapped[list[dict[str, Any]]]
    """``[{"kind": "document" | "field" | "question", "name": …, "title": …, "reason": …, "law": …}]``."""
    replies: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """What the applicant explains, by the name of the question; it stays as it is once the request is answered."""
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
    lapsed_at: Mapped[datetime | None]
    """When the time to answer ran out, where the pack says what follows."""


class SupplementAllowance(Base):
    """A second supplement request, asked for by the officer and decided by a superior, each with a reason."""

    __tablename__ = "supplement_allowances"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) = (allowed IS NULL)", name="decided"),
        Index(
            "uq_supplement_allowances_open",
            "dossier_id",
            "step",
            "action",
            unique=True,
            postgresql_where=text("used_at IS NULL AND allowed IS NOT FALSE"),
        ),
        Index("ix_supplement_allowances_waiting", "agency_id", "id", postgresql_where=text("decided_at IS NULL")),
    )

    id: Mapped[Key]
    dossier_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    step: Mapped[str]
    action: Mapped[str]
    asked_by: Mapped[UUID]
    asked_name: Mapped[str]
    asked_at: Mapped[datetime]
    asked_reason: Mapped[str]
    decided_by: Mapped[UUID | None]
    decided_name: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    allowed: Mapped[bool | None]
    decided_reason: Mapped[str | None]
    used_at: Mapped[datetime | None]
    """When the request was made that this allows."""
