"""The same way as a flow of django-viewflow: user tasks in a row, each locked by its process as its manual advises.

Known to Django alone, and imported only once it is set up (``viewflow_client``).
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from viewflow import this
from viewflow.workflow import flow, lock

USERNAME = "can_bo"


def officer(_activation: object = None) -> Any:
    """Return the one user, who has every task; asked of the database once."""
    if not _known:
        _known.append(User.objects.get(username=USERNAME))
    return _known[0]


_known: list[Any] = []


class Way(flow.Flow):  # type: ignore[misc]
    """Four user tasks that are completed, and one more that stays open."""

    lock_impl = lock.SelectForUpdateLock(nowait=False)
    start = flow.StartHandle().Next(this.phan_cong)
    phan_cong = flow.View(None).Assign(officer).Next(this.tham_dinh)
    tham_dinh = flow.View(None).Assign(officer).Next(this.xem_xet)
    xem_xet = flow.View(None).Assign(officer).Next(this.tham_dinh_lai)
    tham_dinh_lai = flow.View(None).Assign(officer).Next(this.ky)
    ky = flow.View(None).Assign(officer).Next(this.end)
    end = flow.End()
