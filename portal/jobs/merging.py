"""What a merged agency had goes to its successor, each dossier in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from portal.clock import now
from portal.db import unit_of_work
from portal.parts import Parts
from portal.services import merging, slip_moving

CRON = "*/15 * * * *"
"""What could not go with the others is looked at again: a result is issued, somebody is appointed."""

log = structlog.get_logger()


def move_to_successor(parts: Parts, agency_id: str) -> None:
    """Close what a merged agency offers, and move what it has open; what was moved before is left alone."""
    with unit_of_work(parts.make_session) as session:
        dossiers, tasks = merging.begin(session, UUID(agency_id), at=now())
        slips = slip_moving.open_at_merged(session, UUID(agency_id), at=now())
    _each(parts, dossiers, lambda session, key: merging.move_dossier(session, key, at=now()))
    _each(parts, tasks, lambda session, key: merging.move_task(session, key, at=now()))
    _each(parts, slips, lambda session, key: slip_moving.move_slip(session, key, at=now()))


def move_what_is_left(parts: Parts) -> None:
    """Look again at every merged agency that still has something open."""
    with unit_of_work(parts.make_session) as session:
        found = merging.left(session, now())
    for agency_id in found:
        move_to_successor(parts, str(agency_id))


def _each(parts: Parts, keys: Sequence[UUID], move: Callable[[Session, UUID], bool]) -> None:
    for key in keys:
        try:
            with unit_of_work(parts.make_session) as session:
                move(session, key)
        except Exception:
            # One that breaks must not keep the others waiting; it is looked at again.
            log.exception("move_broken", key=str(key))


TASKS: dict[str, Callable[..., None]] = {merging.JOB: move_to_successor}
PERIODIC: dict[str, tuple[str, Callable[[Parts], None]]] = {"move_what_is_left": (CRON, move_what_is_left)}
