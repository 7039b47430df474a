"""Jobs are deferred by name, in the transaction of the change that asks for them: a rollback leaves no job.

Only this module and `portal/jobs` know procrastinate; the tasks themselves are registered in `portal/jobs`.
"""

from datetime import datetime
from functools import cache
from typing import Any

from procrastinate import App, SyncPsycopgConnector
from sqlalchemy.orm import Session


@cache
def _deferring_app() -> App:
    """An application without a connection of its own: every job goes out on the session's."""
    return App(connector=SyncPsycopgConnector())


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
    connection = session.connection().connection.driver_connection
    options: dict[str, Any] = {"connection": connection, "schedule_at": at, "lock": lock}
    if queue is not None:
        options["queue"] = queue
    return _deferring_app().configure_task(name, **options).defer(**args)
