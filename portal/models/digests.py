"""The daily mail to an officer: what it told, and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from portal.db import SHARED, Base, Key


class OfficerDigest(Base):
    """What one officer was told on one day, once."""

    __tablename__ = "officer_digests"
    __table_args__ = (
        UniqueConstraint("officer_id", "day"),
        CheckConstraint("(outcome IS NULL) = (done_at IS NULL)", name="done"),
        {"schema": SHARED},
    )

    id: Mapped[Key]
    officer_id: Mapped[UUID]
    day: Mapped[date]
    """Local date of Asia/Ho_Chi_Minh."""
    made_at: Mapped[datetime]
    lines: Mapped[list[dict[str, Any]]]
    """``[{"what": …, "code": …, "due": …}]``: codes of dossiers and days, and nothing else of them."""
    outcome: Mapped[str | None]
    """``sent`` or ``refused``; ``NULL`` until it was delivered."""
    done_at: Mapped[datetime | None]
