"""A client of django-viewflow, in the peers' own environment: completes user tasks as the view of a task does.

django-viewflow is under the AGPL. It is installed for ``make bench`` alone, apart from everything else, and nothing of
the product imports it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from benchmarks.acting.client import serve

TASKS = 4
MIGRATE = "migrate"


def main(dossiers: int) -> None:
    """Set Django up on the server of the first line of the input, and complete tasks; or only prepare the tables."""
    host, database = sys.stdin.readline().split()
    _set_up(host, database)
    from django.contrib.auth.models import User

    from benchmarks.acting import viewflow_way

    if not dossiers:
        call_command(MIGRATE, verbosity=0)
        User.objects.create(username=viewflow_way.USERNAME)
        return
    acts = _acts(viewflow_way.Way, viewflow_way.officer(), dossiers)
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
    )
    django.setup()


def _acts(way: Any, user: Any, dossiers: int) -> Iterator[None]:
    waiting = [way.start.run().pk for _ in range(dossiers)]
    yield
    request = SimpleNamespace(user=user)
    of_task = way.task_class._default_manager  # noqa: SLF001 - its own views go this way
    for process in waiting:
        for _ in range(TASKS):
            key = of_task.values_list("pk", flat=True).get(process=process, finished__isnull=True)
            with way.lock(process), transaction.atomic():
                task = of_task.get(pk=key)
                assert task.process.flow_class is way
                activation = task.flow_task.activation_class(task)
                assert task.flow_task.can_execute(user, task=task)
                activation.start(request)
                activation.execute()
            yield


if __name__ == "__main__":
    main(int(sys.argv[1]))
