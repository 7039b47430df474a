"""Jobs are deferred by name, in the transaction of the change that asks for them: a rollback leaves no job.

Only this module and `portal/jobs` know procrastinate; the tasks themselves are registered in `portal/jobs`.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Insert, Text, bindparam, column, func, insert, select, table, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from portal.announcing import PAYLOAD
from portal.db import Instant
from portal.gathering import connection_of
from portal.inserting import Call, together
from portal.prepared import ALONE, Prepared

CHANNEL = "procrastinate_any_queue_v1"
"""Where the workers listen: each does the jobs of every queue."""
_JOBS = table(
    "procrastinate_jobs",
    column("queue_name", Text()),
    column("task_name", Text()),
    column("lock", Text()),
    column("args", JSONB()),
    column("scheduled_at", Instant()),
)
"""What procrastinate's own function writes when a job is deferred; our migrations make the table.

All else of a job has a default."""


def _job(number: int) -> Insert:
    """Return the insert that enqueues one job, its values named by ``number``."""
    return insert(_JOBS).values({one.key: bindparam(f"{one.key}_{number}", type_=one.type) for one in _JOBS.c})


_DEFER = Prepared(_job(0))
_WAKE = Prepared(select(func.pg_notify(CHANNEL, PAYLOAD).label("woken")))


def defer(
    session: Session,
    name: str,
    *,
    at: datetime | None = None,
    lock: str | None = None,
    queue: str | None = None,
    **args: Any,
) -> None:
    """Enqueue the job `name` with the JSON-able `args` on the session's own connection.

    Args:
        session: the job exists once this session's transaction is committed.
        name: the name under which `portal/jobs` registers the task.
        at: not before this instant; at once when absent.
        lock: jobs with the same lock run one after the other, in the order of their numbers.
        queue: the queue's name; the default one when absent.
        args: values that JSON can carry: strings, whole numbers, lists and mappings of them.
    """
    values = {"queue_name": queue or "default", "task_name": name, "lock": lock, "args": args, "scheduled_at": at}
    if not together(session, Call(_job, values)):
        _DEFER.run(session, **{f"{key}_0": value for key, value in values.items()})
    if ALONE in session.info:
        # There is no commit to come.
        _WAKE.run(session)
    else:
        driver: Any = connection_of(session).connection.driver_connection
        driver.announce(CHANNEL)


def failed(session: Session) -> dict[str, int]:
    """Count the jobs that failed for good, by the name of their task; each waits for an operator."""
    query = text("SELECT task_name, count(*) FROM procrastinate_jobs WHERE status = 'failed' GROUP BY task_name")
    return {str(name): int(count) for name, count in session.execute(query)}
