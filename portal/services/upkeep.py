"""Removing what has lapsed: drafts nobody touched, searches of yesterday, counters that ran out."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.models import RateCounter, SavedSearch, Upload
from portal.services import digests, lapsing, list_exports, register_exports, registry_lists, result_previews

SEARCHES_KEPT = timedelta(days=1)


def sweep(session: Session, at: datetime) -> None:
    """Remove every row that has lapsed by ``at``; the bytes of files are collected by a job of their own."""
    lapsing.lapse(session, at)
    session.execute(delete(Upload).where(Upload.expires_at <= at))
    session.execute(delete(SavedSearch).where(SavedSearch.created_at <= at - SEARCHES_KEPT))
    result_previews.sweep(session, at)
    register_exports.sweep(session, at)
    list_exports.sweep(session, at)
    digests.sweep(session, at)
    registry_lists.sweep(session, at)
    session.execute(delete(RateCounter).where(RateCounter.expires_at <= at))
