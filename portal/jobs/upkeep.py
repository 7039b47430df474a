"""What is done by the clock: expired sessions, reminders, forgotten drafts and searches, jobs whose worker died."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog
from procrastinate import JobContext
from procrastinate.jobs import Status

from portal.clock import now
from portal.db import unit_of_work
from portal.parts import Parts
from portal.services import lapsing, upkeep, web_sessions

INTERRUPTED = timedelta(days=1)
"""An upload that has not ended by then never will."""
FINISHED_CRON = "40 2 * * *"
FINISHED_HOURS = 30 * 24
"""Finished jobs are kept for a month, failed ones until somebody has looked at them."""
STALLED_CRON = "* * * * *"
MOST_ATTEMPTS = 8
"""A job is begun so often at most, whether it failed or its worker died."""
STALLED_SECONDS = 45
"""At least three heartbeats of ten seconds: a worker that is silent for longer is dead."""

log = structlog.get_logger()


def sweep_sessions(parts: Parts) -> None:
    """Remove sessions that have expired."""
    with unit_of_work(parts.make_session) as session:
        web_sessions.sweep(session, now())


def sweep_leftovers(parts: Parts) -> None:
    """Remove drafts, searches and counters that have lapsed."""
    with unit_of_work(parts.make_session) as session:
        upkeep.sweep(session, now())
    parts.storage.sweep(now() - INTERRUPTED)


def remind_of_drafts(parts: Parts) -> None:
    """Tell whose drafts lapse soon."""
    with unit_of_work(parts.make_session) as session:
        lapsing.remind(session, now())


PERIODIC: dict[str, tuple[str, Callable[[Parts], None]]] = {
    "sweep_sessions": ("*/15 * * * *", sweep_sessions),
    "sweep_leftovers": ("20 2 * * *", sweep_leftovers),
    "remind_of_drafts": ("30 1 * * *", remind_of_drafts),
}


async def retry_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - the signature is procrastinate's
    """Give the jobs of dead workers to living ones; every task may run twice without harm.

    One that has been begun so often may be what kills them: it fails for good, is counted as such
    (``portal_jobs_failed``), and waits for an operator.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        if job.attempts + 1 < MOST_ATTEMPTS:
            await manager.retry_job(job)
        else:
            log.error("job_given_up", task=job.task_name, job=job.id, attempts=job.attempts + 1)
            await manager.finish_job(job, Status.FAILED, delete_job=False)


async def forget_finished(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - the signature is procrastinate's
    """Delete jobs that were done long ago."""
    await context.app.job_manager.delete_old_jobs(FINISHED_HOURS)


OF_THE_QUEUE = {
    "retry_stalled_jobs": (STALLED_CRON, retry_stalled),
    "forget_finished_jobs": (FINISHED_CRON, forget_finished),
}
"""What looks after the queue itself."""
