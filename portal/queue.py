"""Jobs are deferred by name, in the transaction of the change that asks for them: a rollback leaves no job.

Only this module and `portal/jobs` know procrastinate; the tasks themselves are registered in `portal/jobs`.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Text, bindparam, column, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session

from portal.db import Instant
from portal.prepared import Prepared

# What procrastinate itself asks when a job is deferred (its version 1, which later ones keep): asked here as one of
# our own statements it costs a fifth.
_DEFER = Prepared(
    text(
        "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(CAST(:queue AS text), CAST(:name AS text), 0,"
        " CAST(:lock AS text), NULL, CAST(:args AS jsonb), CAST(:at AS timestamptz))"
        "::procrastinate_job_to_defer_v1]) AS number"
    )
    .bindparams(
        bindparam("queue", type_=Text()),
        bindparam("name", type_=Text()),
        bindparam("lock", type_=Text()),
        bindparam("args", type_=JSONB()),
        bindparam("at", type_=Instant()),
    )
    .columns(column("number", ARRAY(BigInteger())))
)


def defer(
    session: Session,
    name: str,
    *,
    at: datetime | None = None,
    lock: str | None = None,
    queue: str | None = None,
    **args: Any,
) -> int:
    """Enqueue the job `name` with the JSON-able `args` on the session's own connection, and give its number.

    Args:
        session: the job exists once this session's transaction is committed.
        name: the name under which `portal/jobs` registers the task.
        at: not before this instant; at once when absent.
        lock: jobs with the same lock run one after the other, in the order of their numbers.
        queue: the queue's name; the default one when absent.
        args: values that JSON can carry: strings, whole numbers, lists and mappings of them.
    """
    row = _DEFER.first(session, queue=queue or "default", name=name, lock=lock, args=args, at=at)
    number: int = row.number[0]
    return number
