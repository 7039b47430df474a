"""One thing done with many tasks, each in a transaction of its own; a second run does only what still waits."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import structlog

from portal.clock import now
from portal.db import unit_of_work
from portal.parts import Parts
from portal.services import bulk

log = structlog.get_logger()


def run_bulk(parts: Parts, run_id: str) -> None:
    """Do what was decided with every task of a run that has no outcome yet."""
    key = UUID(run_id)
    with unit_of_work(parts.make_session) as session:
        waiting = bulk.waiting(session, key)
    for item_id in waiting:
        try:
            with unit_of_work(parts.make_session) as session:
                bulk.carry_out(session, item_id, at=now())
        except Exception:
            # One that breaks must not keep the others waiting. When the database is away, this fails too: the job is
            # tried again, and what waits still waits.
            log.exception("bulk_item_broken", item=str(item_id))
            with unit_of_work(parts.make_session) as session:
                bulk.give_up(session, item_id, at=now())
    with unit_of_work(parts.make_session) as session:
        bulk.end(session, key, at=now())


TASKS: dict[str, Callable[..., None]] = {bulk.JOB: run_bulk}
