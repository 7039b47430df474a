"""Health for the supervisor, readiness for the balancer, metrics for the monitor."""

from __future__ import annotations

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.queue import failed
from portal.web import work
from portal.web.access import anyone
from portal.web.operation.metrics import exposition

operation = Blueprint("operation", __name__)


@operation.get("/healthz")
@anyone
def healthz() -> dict[str, str]:
    """Say that this process answers."""
    return {"status": "ok"}


@operation.get("/readyz")
@anyone
def readyz() -> tuple[dict[str, str], int]:
    """Say whether the database answers, so that requests can be sent here."""
    try:
        work.db().execute(text("SELECT 1"))
    except SQLAlchemyError:
        work.roll_back()
        return {"status": "database does not answer"}, 503
    return {"status": "ready"}, 200


@operation.get("/metrics")
@anyone
def metrics() -> Response:
    """Give the counters of all processes of this machine, and the failed jobs; they hold no personal data."""
    try:
        failed_jobs = failed(work.db())
    except SQLAlchemyError:
        work.roll_back()
        failed_jobs = None
    return Response(exposition(failed_jobs), content_type=CONTENT_TYPE_LATEST)
