"""What a step of a dossier asks of a register of the State, until it answers or is asked no more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Key


class StepLookUp(Base):
    """One question, asked again and again while there is no answer. What was answered is not kept: only what follows.

    Its key is that of the trace (``LookUp``), so that it is traced once however often a worker takes it up.
    """

    __tablename__ = "step_look_ups"
    __table_args__ = (
        CheckConstraint("clock IN ('run', 'pause', 'restart')", name="clock"),
        CheckConstraint("outcome IN ('answered', 'no_answer', 'withdrawn')", name="outcome"),
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="closed"),
        Index("ix_step_look_ups_dossier", "dossier_id", "asked_at"),
        Index("ix_step_look_ups_next", "next_at", postgresql_where=text("closed_at IS NULL")),
        Index("uq_step_look_ups_open", "task_id", unique=True, postgresql_where=text("closed_at IS NULL")),
    )

    id: Mapped[Key]
    dossier_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    task_id: Mapped[UUID]
    step: Mapped[str]
    register: Mapped[str]
    clock: Mapped[str]
    law: Mapped[str | None]
    asked_at: Mapped[datetime]
    until: Mapped[datetime]
    """Until then the register is asked again."""
    next_at: Mapped[datetime]
    """When it is asked the next time."""
    tries: Mapped[int] = mapped_column(default=0)
    """How often it gave no answer."""
    why: Mapped[str | None]
    """Why there was no answer the last time: ``unavailable``, ``broken``, ``refused``, ``no_key``."""
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    facts: Mapped[list[str]] = mapped_column(default=list)
    """The facts of the pack that hold by the answer."""
