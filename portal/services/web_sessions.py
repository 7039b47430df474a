"""Web sessions: a random token in the cookie, its hash and everything else in a row."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update

from portal.models import Person, WebSession
from portal.prepared import Prepared
from portal.records import loose

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

TOKEN_BYTES = 32
CITIZEN_IDLE = timedelta(hours=2)
OFFICER_IDLE = timedelta(hours=8)
TOUCH_EVERY = timedelta(minutes=5)
"""The row is not written on each request, only when it was last seen longer ago than this."""

_NAMES = [column.key for column in Person.__table__.c]
LIVING_COLUMNS = (
    WebSession.data,
    WebSession.person_id.label("person"),
    WebSession.officer_id,
    WebSession.assurance,
    WebSession.seen_at,
    *(column.label(f"person_{column.key}") for column in Person.__table__.c),
)
"""What ``living_of`` reads, at the head of a row."""
_OWN = slice(5, 5 + len(_NAMES))
_LIVING = Prepared(
    select(*LIVING_COLUMNS)
    .outerjoin(Person, Person.id == WebSession.person_id)
    .where(WebSession.token_hash == bindparam("token_hash"), WebSession.expires_at > bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class Living:
    """A session that has not expired, with the citizen or organisation that signed in."""

    data: dict[str, Any]
    person_id: UUID | None
    officer_id: UUID | None
    assurance: int
    person: Person | None


def digest(token: str) -> bytes:
    """Return what the row keeps of a token."""
    return hashlib.sha256(token.encode()).digest()


def forms_secret(token: str) -> str:
    """Return what proves that a form was made for the session of ``token``: derived, so that nothing is written."""
    return hashlib.sha256(b"forms of " + token.encode()).hexdigest()


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


def find(session: Session, token: str, at: datetime) -> Living | None:
    """Return the living session of a token, and keep it alive; one statement finds it with its person."""
    row = _LIVING.first(session, token_hash=digest(token), at=at)
    return None if row is None else living_of(session, row, token, at)


def living_of(session: Session, row: Any, token: str, at: datetime) -> Living:
    """Return the session in a row of ``LIVING_COLUMNS``, and keep it alive."""
    if at - row.seen_at > TOUCH_EVERY:
        _touch(session, digest(token), at, at + (OFFICER_IDLE if row.officer_id else CITIZEN_IDLE))
    person = None if row.person is None else loose(Person, _NAMES, row[_OWN])
    return Living(row.data, row.person, row.officer_id, row.assurance or 0, person)


def _touch(session: Session, token_hash: bytes, at: datetime, until: datetime) -> None:
    row = WebSession.token_hash == token_hash
    session.execute(update(WebSession).where(row).values(seen_at=at, expires_at=until))


def end(session: Session, token: str) -> None:
    """End one session at once, on every web process."""
    session.execute(delete(WebSession).where(WebSession.token_hash == digest(token)))


def sweep(session: Session, at: datetime) -> int:
    """Remove what has expired and return how many rows that were."""
    gone = session.execute(delete(WebSession).where(WebSession.expires_at <= at).returning(WebSession.token_hash))
    return len(gone.all())
