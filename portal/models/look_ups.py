"""What was asked of a register about a person: who asked, when, why, which groups of data, and what became of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import SHARED, Base, Key


class LookUp(Base):
    """One question to a register. The row stays for ever; only its outcome is added once the register has answered."""

    __tablename__ = "look_ups"
    __table_args__ = (
        CheckConstraint(
            "outcome IN ('waiting', 'answered', 'nothing', 'unavailable', 'refused', 'broken', 'late')", name="outcome"
        ),
        Index("ix_look_ups_person", "person_id", "id"),
        Index("ix_look_ups_about", "about", "id", postgresql_where=text("about IS NOT NULL")),
        {"schema": SHARED},
    )

    id: Mapped[Key]
    person_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SHARED}.people.id"))
    """Who filed that for which it is asked; about them, unless ``about`` says otherwise."""
    about: Mapped[str | None]
    """The identity number of whoever else was asked about."""
    step: Mapped[str | None]
    """The step of the workflow at which the agency asked (``StepLookUp``); ``NULL`` where the filing did."""
    agency_id: Mapped[UUID]
    """For whose work it was asked."""
    dossier_id: Mapped[UUID]
    """The key of the draft, which the dossier takes over."""
    procedure_code: Mapped[str]
    register: Mapped[str]
    """``population``."""
    groups: Mapped[list[str]]
    reason: Mapped[str]
    """What for, in Vietnamese: the title of the procedure, and of the step where a step asks."""
    asked_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    answered_at: Mapped[datetime | None]
