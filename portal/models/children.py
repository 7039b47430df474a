"""Dossiers that a dossier opened at other agencies (liên thông), and what became of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Key


class ChildDossier(Base):
    """One dossier that another one opens; its key is that of the dossier, so that it is opened once.

    ``asked`` until a worker has opened it, ``open`` until it ends; ``stopped`` when it is not waited for any more.
    """

    __tablename__ = "child_dossiers"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'open', 'ended', 'stopped')", name="state"),
        CheckConstraint("outcome IN ('done', 'refused')", name="outcome"),
        CheckConstraint("(state = 'ended') = (outcome IS NOT NULL)", name="ended"),
        Index("ix_child_dossiers_mother", "mother_id", "asked_at"),
        Index("ix_child_dossiers_unsettled", "asked_at", postgresql_where=text("settled_at IS NULL")),
    )

    id: Mapped[Key]
    mother_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    """The agency of the mother."""
    step: Mapped[str]
    """The step of the mother that waits, or at which the action was taken."""
    name: Mapped[str]
    """What the pack of the mother calls it."""
    waits: Mapped[bool]
    """Whether the mother stays at the step until it has ended."""
    procedure_code: Mapped[str]
    version_id: Mapped[UUID]
    offer_id: Mapped[UUID]
    answers: Mapped[dict[str, Any]]
    """The answers that it is filed with, as JSON of its own form."""
    files: Mapped[list[dict[str, str]]]
    """``[{"document": its own document, "attachment": the file of the mother}]``."""
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID | None]
    """The officer who took the action; nobody where the portal took it."""
    target_at: Mapped[datetime | None]
    """The inner target of the pack; never the legal limit."""
    state: Mapped[str] = mapped_column(default="asked")
    outcome: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    """When the mother was told."""
