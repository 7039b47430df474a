"""Removing what has lapsed: drafts nobody touched, searches of yesterday, counters that ran out."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from portal.models import Attachment, Draft, RateCounter, SavedSearch, Upload
from portal.services import result_previews

SEARCHES_KEPT = timedelta(days=1)


def sweep(session: Session, at: datetime) -> None:
    """Remove every row that has lapsed by ``at``; the bytes of files are collected by a job of their own."""
    lapsed = select(Draft.id).where(Draft.expires_at <= at)
    session.execute(delete(Upload).where(or_(Upload.expires_at <= at, Upload.draft_id.in_(lapsed))))
    session.execute(delete(Attachment).where(Attachment.draft_id.in_(lapsed)))
    session.execute(delete(Draft).where(Draft.expires_at <= at))
    session.execute(delete(SavedSearch).where(SavedSearch.created_at <= at - SEARCHES_KEPT))
    result_previews.sweep(session, at)
    session.execute(delete(RateCounter).where(RateCounter.expires_at <= at))
