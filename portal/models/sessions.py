"""Web sessions as rows, so that any web process knows them and any can be ended at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import SHARED, Base


class WebSession(Base):
    """One browser; the cookie holds a random token, the row only its SHA-256."""

    __tablename__ = "web_sessions"
    __table_args__ = (Index("ix_web_sessions_expires_at", "expires_at"), {"schema": SHARED})

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    person_id: Mapped[UUID | None]
    officer_id: Mapped[UUID | None]
    assurance: Mapped[int | None]
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
