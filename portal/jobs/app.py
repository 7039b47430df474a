"""The worker's application: every task is registered under the name by which services defer it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from procrastinate import App, PsycopgConnector, RetryStrategy
from sqlalchemy.engine import URL

from portal.config import Settings
from portal.db import Role, database_url, search_path
from portal.jobs import (
    bulk,
    children,
    deadlines,
    digests,
    filed_forms,
    files,
    forecasts,
    lists,
    look_ups,
    merging,
    notices,
    opinions,
    papers,
    previews,
    refunds,
    registers,
    step_answers,
    supplements,
    upkeep,
)
from portal.parts import Parts

RETRY = RetryStrategy(max_attempts=upkeep.MOST_ATTEMPTS, exponential_wait=4)
"""A task is tried again after 4, 16, 64 … seconds; each is written so that a second run changes nothing."""

POOL = 4


def build_app(settings: Settings, parts: Parts) -> App:
    """Return the application that a worker runs with ``parts``."""
    app = App(connector=PsycopgConnector(**_connection(settings)))
    kinds = (
        papers.TASKS,
        filed_forms.TASKS,
        notices.TASKS,
        previews.TASKS,
        refunds.TASKS,
        registers.TASKS,
        files.TASKS,
        look_ups.TASKS,
        step_answers.TASKS,
        supplements.TASKS,
        deadlines.TASKS,
        digests.TASKS,
        opinions.TASKS,
        bulk.TASKS,
        lists.TASKS,
        children.TASKS,
        merging.TASKS,
    )
    tasks: dict[str, Callable[..., Any]] = {name: work for tasks in kinds for name, work in tasks.items()}
    for name, work in tasks.items():
        app.task(name=name, retry=RETRY)(_with(parts, work))
    for name, (cron, work) in {
        **upkeep.PERIODIC,
        **files.PERIODIC,
        **deadlines.PERIODIC,
        **digests.PERIODIC,
        **opinions.PERIODIC,
        **step_answers.PERIODIC,
        **supplements.PERIODIC,
        **refunds.PERIODIC,
        **forecasts.PERIODIC,
        **merging.PERIODIC,
    }.items():
        app.periodic(cron=cron)(app.task(name=name, queueing_lock=name)(_periodic(parts, work)))
    for name, (cron, care) in upkeep.OF_THE_QUEUE.items():
        app.periodic(cron=cron)(app.task(name=name, queueing_lock=name, pass_context=True)(care))
    return app


def _with(parts: Parts, work: Callable[..., None]) -> Callable[..., None]:
    def run(**arguments: Any) -> None:
        work(parts, **arguments)

    return run


def _periodic(parts: Parts, work: Callable[[Parts], None]) -> Callable[[int], None]:
    def run(timestamp: int) -> None:  # noqa: ARG001 - the signature is procrastinate's
        work(parts)

    return run


def _connection(settings: Settings) -> dict[str, Any]:
    url: URL = database_url(settings, Role.WORKER).set(drivername="postgresql")
    options = f"-c search_path={search_path(settings.schema)}"
    if settings.database_url is not None and settings.database_worker_url is None:
        options += f" -c role={Role.WORKER}"
    return {
        "conninfo": url.render_as_string(hide_password=False),
        "min_size": 1,
        "max_size": POOL,
        "kwargs": {"options": options},
    }
