"""Searches of the catalogue by typed words, kept for a day under a random name: no address carries what was typed."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import SavedSearch

TOKEN_BYTES = 16


def keep(session: Session, words: str, *, at: datetime) -> str:
    """Keep ``words`` and return the name under which they are found again."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(SavedSearch(token=token, officer_id=None, words=words, created_at=at))
    session.flush()
    return token


def words(session: Session, token: str) -> str | None:
    """Return the words of a public search, ``None`` once it lapsed; an officer's search is never found here."""
    if not token:
        return None
    query = select(SavedSearch.words).where(SavedSearch.token == token, SavedSearch.officer_id.is_(None))
    return session.scalar(query)
