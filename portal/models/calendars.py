"""What an agency changed in its working calendar: a day off of its own, a day that is made up."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import SHARED, Base, Key


class CalendarChange(Base):
    """One change of one day; rows are only ever added, and the newest of a day counts."""

    __tablename__ = "calendar_changes"
    __table_args__ = (
        UniqueConstraint("agency_id", "number"),
        CheckConstraint("kind IN ('off', 'morning_off', 'afternoon_off', 'work', 'usual')", name="kind"),
        {"schema": SHARED},
    )

    id: Mapped[Key]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SHARED}.agencies.id"))
    number: Mapped[int]
    day: Mapped[date]
    kind: Mapped[str]
    """``usual`` takes back what was changed before."""
    name: Mapped[str]
    """What the day is called where a promised date is explained."""
    reason: Mapped[str]
    legal_basis: Mapped[str]
    officer_id: Mapped[UUID | None]
    officer_name: Mapped[str]
    at: Mapped[datetime]
