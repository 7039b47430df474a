"""Web sessions: a random token in the cookie, its hash and everything else in a row."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from portal.models import WebSession

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

TOKEN_BYTES = 32
CITIZEN_IDLE = timedelta(hours=2)
OFFICER_IDLE = timedelta(hours=8)
TOUCH_EVERY = timedelta(minutes=5)
"""The row is not written on each request, only when it was last seen longer ago than this."""


def digest(token: str) -> bytes:
    """Return what the row keeps of a token."""
    return hashlib.sha256(token.encode()).digest()


def create(
    session: Session,
    *,
    at: datetime,
    data: Mapping[str, Any],
    person_id: UUID | None = None,
    officer_id: UUID | None = None,
    assurance: int | None = None,
) -> tuple[str, WebSession]:
    """Start a session and return its token; the token is never stored."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = WebSession(
        token_hash=digest(token),
        person_id=person_id,
        officer_id=officer_id,
        assurance=assurance,
        data=dict(data),
        created_at=at,
        seen_at=at,
        expires_at=at + (OFFICER_IDLE if officer_id else CITIZEN_IDLE),
    )
    session.add(row)
    session.flush()
    return token, row


def find(session: Session, token: str, at: datetime) -> WebSession | None:
    """Return the living session of a token, and keep it alive."""
    row = session.scalar(select(WebSession).where(WebSession.token_hash == digest(token), WebSession.expires_at > at))
    if row is not None and at - row.seen_at > TOUCH_EVERY:
        row.seen_at = at
        row.expires_at = at + (OFFICER_IDLE if row.officer_id else CITIZEN_IDLE)
        session.flush()
    return row


def end(session: Session, token: str) -> None:
    """End one session at once, on every web process."""
    session.execute(delete(WebSession).where(WebSession.token_hash == digest(token)))


def sweep(session: Session, at: datetime) -> int:
    """Remove what has expired and return how many rows that were."""
    gone = session.execute(delete(WebSession).where(WebSession.expires_at <= at).returning(WebSession.token_hash))
    return len(gone.all())
