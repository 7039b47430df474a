"""Who acts for whom: an officer's role, lent to another one from one day to another."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import SHARED, Base, Key


class Delegation(Base):
    """A role of an officer who is away, or a leader's vacant post, in the hands of another officer.

    Nothing of it changes but its end, which may come early.
    """

    __tablename__ = "delegations"
    __table_args__ = (
        CheckConstraint("authority IN ('deputy', 'authorised', 'acting')", name="authority"),
        CheckConstraint("officer_id <> delegate_id", name="two_officers"),
        CheckConstraint("first_day <= last_day", name="days"),
        Index("ix_delegations_delegate", "delegate_id", "ends_at"),
        Index("ix_delegations_agency", "agency_id", "ends_at"),
        {"schema": SHARED},
    )

    id: Mapped[Key]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SHARED}.agencies.id"))
    role: Mapped[str]
    officer_id: Mapped[UUID | None] = mapped_column(ForeignKey(f"{SHARED}.officers.id"))
    """Who is away; ``NULL`` where the post is vacant."""
    post: Mapped[str]
    """The title of whoever is away, or of the vacant post, as papers print it: ``CHỦ TỊCH``."""
    delegate_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SHARED}.officers.id"))
    authority: Mapped[str]
    """How papers say it: ``deputy`` KT., ``authorised`` TUQ., ``acting`` Q. (NĐ 30/2020/NĐ-CP Điều 13)."""
    first_day: Mapped[date]
    last_day: Mapped[date]
    """Local dates of Asia/Ho_Chi_Minh, both among the days."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    """The instant after the last day, or the one at which it was ended early."""
    reason: Mapped[str]
    legal_basis: Mapped[str]
    made_by: Mapped[UUID] = mapped_column(ForeignKey(f"{SHARED}.officers.id"))
    made_at: Mapped[datetime]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey(f"{SHARED}.officers.id"))
    """Who ended it before its last day was over."""
