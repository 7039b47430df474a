"""Events: what happened to a dossier, chained by hashes; the database refuses to change them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Key


class DossierEvent(Base):
    """One past-tense event. ``hash`` is SHA-256 over ``canonical``, which names the previous hash."""

    __tablename__ = "dossier_events"
    __table_args__ = (UniqueConstraint("dossier_id", "seq"),)

    id: Mapped[Key]
    dossier_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    seq: Mapped[int]
    kind: Mapped[str]
    actor_kind: Mapped[str]
    """``person``, ``officer`` or ``system``."""
    actor_id: Mapped[UUID | None]
    at: Mapped[datetime]
    canonical: Mapped[bytes]
    previous: Mapped[bytes | None]
    hash: Mapped[bytes]


class EventPayload(Base):
    """What the event says in detail, apart so that lawful erasure may empty it."""

    __tablename__ = "event_payloads"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("dossier_events.id"), primary_key=True)
    agency_id: Mapped[UUID]
    salt: Mapped[bytes | None]
    payload: Mapped[bytes | None]
