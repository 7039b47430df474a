"""A client of django-viewflow, in the peers' own environment: posts the form of a user task to the view of the task.

The view is the library's own (``UpdateProcessView``), found by its address as a server finds it, and does all that it
does for a browser: the lock, who may execute the task, the form, the process and the task saved, the next one made.
What stands around it on a server (reading the request, session, who signed in) is left out, here as in our own client.

django-viewflow is under the AGPL. It is installed for ``make bench`` alone, apart from everything else, and nothing of
the product imports it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command

from benchmarks.acting.client import TOGETHER, serve

TASKS = 4
MIGRATE = "migrate"


def main(dossiers: int) -> None:
    """Set Django up on the server of the first line of the input, and complete tasks; or only prepare the tables."""
    host, database = sys.stdin.readline().split()
    _set_up(host, database)
    if not dossiers:
        # The proxy of the flow has no table, and what migrates does not look for one as long as nobody knows of it.
        call_command(MIGRATE, verbosity=0)
    from benchmarks.acting import viewflow_way

    if not dossiers:
        viewflow_way.hire()
        return
    acts = _acts(viewflow_way, dossiers)
    next(acts)
    serve(lambda: next(acts))


def _set_up(host: str, database: str) -> None:
    settings.configure(
        USE_TZ=True,
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "viewflow",
            "viewflow.workflow",
            "benchmarks.acting",
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": database,
                "USER": "postgres",
                "HOST": host,
                "CONN_MAX_AGE": None,
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        ROOT_URLCONF="benchmarks.acting.viewflow_way",
    )
    django.setup()


def _acts(known: Any, dossiers: int) -> Iterator[None]:
    waiting = [known.Way.start.run().pk for _ in range(dossiers)]
    yield
    of_task = known.Way.task_class._default_manager  # noqa: SLF001 - its own views go this way
    for first in range(0, dossiers, TOGETHER):
        for _ in range(TASKS):
            open_now = of_task.filter(process__in=waiting[first : first + TOGETHER], finished__isnull=True)
            for process, node, task in list(open_now.values_list("process", "flow_task", "pk")):
                known.complete(process, node.name, task)
                yield


if __name__ == "__main__":
    main(int(sys.argv[1]))
