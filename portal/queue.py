"""Jobs are deferred by name, in the transaction of the change that asks for them: a rollback leaves no job.

Only this module and `portal/jobs` know procrastinate; the tasks themselves are registered in `portal/jobs`.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Text, TextClause, bindparam, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from portal.db import Instant
from portal.inserting import Call, together
from portal.prepared import Prepared


# What procrastinate itself asks when a job is deferred (its version 1, which later ones keep): asked here as one of
# our own statements it costs a fifth.
def _call(number: int) -> TextClause:
    """Return the call that enqueues one job, its values named by ``number``."""
    kinds: dict[str, Any] = {"queue": Text(), "name": Text(), "lock": Text(), "args": JSONB(), "at": Instant()}
    call = text(
        f"procrastinate_defer_jobs_v1(ARRAY[ROW(CAST(:queue_{number} AS text), CAST(:name_{number} AS text), 0,"
        f" CAST(:lock_{number} AS text), NULL, CAST(:args_{number} AS jsonb), CAST(:at_{number} AS timestamptz))"
        "::procrastinate_job_to_defer_v1])"
    )
    return call.bindparams(*(bindparam(f"{name}_{number}", type_=kind) for name, kind in kinds.items()))


_DEFER = Prepared(select(_call(0)))


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
    values = {"queue": queue or "default", "name": name, "lock": lock, "args": args, "at": at}
    if not together(session, Call(_call, values)):
        _DEFER.run(session, **{f"{key}_0": value for key, value in values.items()})


def failed(session: Session) -> dict[str, int]:
    """Count the jobs that failed for good, by the name of their task; each waits for an operator."""
    query = text("SELECT task_name, count(*) FROM procrastinate_jobs WHERE status = 'failed' GROUP BY task_name")
    return {str(name): int(count) for name, count in session.execute(query)}
