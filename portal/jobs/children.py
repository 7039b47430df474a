"""Dossiers that others opened: opened, told of, stopped; each job changes one dossier, and only once."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from portal.clock import now
from portal.db import unit_of_work
from portal.parts import Parts
from portal.services import child_life, children


def open_child(parts: Parts, child_id: str) -> None:
    """Open a dossier that another one asked for."""
    with unit_of_work(parts.make_session) as session:
        child_life.open_child(session, UUID(child_id), at=now(), code_pattern=parts.settings.dossier_code)


def settle_child(parts: Parts, child_id: str) -> None:
    """Tell a dossier that one which it opened has ended."""
    with unit_of_work(parts.make_session) as session:
        child_life.settle(session, UUID(child_id), at=now())


def stop_child(parts: Parts, child_id: str) -> None:
    """Stop a dossier together with the one that opened it."""
    with unit_of_work(parts.make_session) as session:
        child_life.stop(session, UUID(child_id), at=now())


TASKS: dict[str, Callable[..., None]] = {
    children.OPEN_JOB: open_child,
    children.SETTLE_JOB: settle_child,
    children.STOP_JOB: stop_child,
}
