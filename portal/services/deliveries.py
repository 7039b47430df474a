"""Delivering notices over channels beside the inbox, each outcome kept beside the notice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.models import Message, Person

EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice that still has to go out by e-mail."""

    kind: str
    language: str
    params: Mapping[str, Any]
    to: str


def waiting(session: Session, message_id: UUID) -> Waiting | None:
    """Return what is to be sent; ``None`` when there is no address, or when it was sent before."""
    message = session.get(Message, message_id)
    if message is None or any(one["channel"] == EMAIL for one in message.deliveries):
        return None
    person = session.get_one(Person, message.person_id)
    if not person.email:
        return None
    return Waiting(message.kind, person.language, message.params, person.email)


def keep(session: Session, message_id: UUID, *, channel: str, outcome: str, at: datetime) -> None:
    """Keep what became of a delivery."""
    message = session.get_one(Message, message_id, with_for_update=True)
    message.deliveries = [*message.deliveries, {"channel": channel, "outcome": outcome, "at": at.isoformat()}]
    session.flush()
