"""Supplements that were sent while a file was looked into are filed; requests that nobody answered in time lapse."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from portal.clock import now
from portal.db import unit_of_work
from portal.parts import Parts
from portal.services import request_lapsing, sending

LAPSE_CRON = "20 17 * * *"
"""Twenty past midnight in Vietnam, once the last day has ended."""


def send_supplement(parts: Parts, supplement_id: str) -> None:
    """File what was sent, unless another of its files is still to be looked into."""
    with unit_of_work(parts.make_session) as session:
        sending.send_waiting(session, UUID(supplement_id), at=now())


def lapse_requests(parts: Parts) -> None:
    """Do what packs say follows when nobody answered in time: each dossier in a transaction of its own."""
    at, after = now(), None
    while True:
        with unit_of_work(parts.make_session) as session:
            keys = request_lapsing.overdue(session, at, after)
        for key in keys:
            with unit_of_work(parts.make_session) as session:
                request_lapsing.lapse(session, key, at=at)
        if len(keys) < request_lapsing.BATCH:
            return
        after = keys[-1]


TASKS: dict[str, Callable[..., None]] = {sending.JOB: send_supplement}
PERIODIC: dict[str, tuple[str, Callable[[Parts], None]]] = {"lapse_requests": (LAPSE_CRON, lapse_requests)}
