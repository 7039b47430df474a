"""The same way as a flow of django-viewflow: user tasks in a row, each locked by its process as its manual advises.

As in the first example of its manual, the process keeps what the form of a task asks among its JSON. Known to Django
alone, and imported only once it is set up (``viewflow_client``).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, QueryDict
from django.urls import path, resolve
from viewflow import jsonstore, this
from viewflow.middleware import SiteMiddleware
from viewflow.workflow import flow, lock
from viewflow.workflow.flow import FlowViewset
from viewflow.workflow.flow.views import UpdateProcessView
from viewflow.workflow.models import Process

USERNAME = "can_bo"


class Dossier(Process):  # type: ignore[misc]
    """A process, with what the form of each task asks."""

    dat = jsonstore.BooleanField(default=False)

    class Meta:
        """It has no table of its own."""

        proxy = True


def hire() -> None:
    """Add the one user, before anybody acts."""
    User.objects.create(username=USERNAME)


def officer(_activation: object = None) -> Any:
    """Return the one user, who has every task; asked of the database once."""
    if not _known:
        _known.append(User.objects.get(username=USERNAME))
    return _known[0]


_known: list[Any] = []


def _task() -> Any:
    return flow.View(UpdateProcessView.as_view(fields=["dat"])).Assign(officer)


class Way(flow.Flow):  # type: ignore[misc]
    """Four user tasks that are completed, and one more that stays open."""

    process_class = Dossier
    lock_impl = lock.SelectForUpdateLock(nowait=False)
    start = flow.StartHandle().Next(this.phan_cong)
    phan_cong = _task().Next(this.tham_dinh)
    tham_dinh = _task().Next(this.xem_xet)
    xem_xet = _task().Next(this.tham_dinh_lai)
    tham_dinh_lai = _task().Next(this.ky)
    ky = _task().Next(this.end)
    end = flow.End()


urlpatterns = [path("ho-so/", FlowViewset(Way).urls)]


def complete(process: int, node: str, task: int) -> None:
    """Post the form of a task to its view, as a server does once it knows who signed in."""
    request: Any = HttpRequest()
    request.path = f"/ho-so/{process}/{node}/{task}/execute/"
    request.method, request.user, request.POST = "POST", officer(), QueryDict("dat=on")
    request.resolver_match = match = resolve(request.path)
    SiteMiddleware(None).process_view(request, match.func, match.args, match.kwargs)
    answer = match.func(request, *match.args, **match.kwargs)
    if answer.status_code != HTTPStatus.FOUND:
        raise RuntimeError(f"the task is not completed: {answer.status_code}")
