"""Notices to people: the inbox, and what was sent elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from portal.db import Base, Key


class Message(Base):
    """One notice to one person about one dossier; channels deliver it, the inbox keeps it."""

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_person", "person_id", "created_at"),)

    id: Mapped[Key]
    agency_id: Mapped[UUID]
    person_id: Mapped[UUID]
    dossier_id: Mapped[UUID | None]
    kind: Mapped[str]
    params: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    held_until: Mapped[datetime | None]
    """Nobody sees it before this instant: until then what it tells of can still be taken back."""
    read_at: Mapped[datetime | None]
    deliveries: Mapped[list[dict[str, Any]]]
    """``[{"channel": "email", "at": …, "outcome": …}]``, newest last."""
