"""Opinions whose time is over are counted, and whoever has not answered is reminded, each in its own transaction."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from portal.clock import now
from portal.db import unit_of_work
from portal.parts import Parts
from portal.services import opinion_counting

CRON = "*/5 * * * *"


def settle_opinions(parts: Parts) -> None:
    """Count what is over and remind of what is near; what a killed worker did stays done, and is not done twice."""
    at = now()
    with unit_of_work(parts.make_session) as session:
        over, near = opinion_counting.due(session, at), opinion_counting.to_remind(session, at)
    for round_id in over:
        with unit_of_work(parts.make_session) as session:
            opinion_counting.settle(session, round_id, at=now())
    for round_id in near:
        with unit_of_work(parts.make_session) as session:
            opinion_counting.remind(session, round_id, at=now())


def count_opinions(parts: Parts, round_id: str) -> None:
    """Count one dossier of an agenda, if everybody has voted on it."""
    with unit_of_work(parts.make_session) as session:
        opinion_counting.settle(session, UUID(round_id), at=now())


TASKS: dict[str, Callable[..., None]] = {opinion_counting.COUNT_JOB: count_opinions}
PERIODIC: dict[str, tuple[str, Callable[[Parts], None]]] = {"settle_opinions": (CRON, settle_opinions)}
