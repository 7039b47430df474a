"""How often something was tried lately, known to every web process; lost in a crash, and no harm done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from portal.db import SHARED, Base


class RateCounter(Base):
    """One counter of one window; the key holds a keyed hash, never an address."""

    __tablename__ = "rate_counters"
    __table_args__ = ({"schema": SHARED, "prefixes": ["UNLOGGED"]},)

    key: Mapped[str] = mapped_column(primary_key=True)
    hits: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)
