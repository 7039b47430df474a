"""Supplements that were sent while one of their files was still looked into: filed as soon as that is done."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from portal.clock import now
from portal.db import unit_of_work
from portal.parts import Parts
from portal.services import sending


def send_supplement(parts: Parts, supplement_id: str) -> None:
    """File what was sent, unless another of its files is still to be looked into."""
    with unit_of_work(parts.make_session) as session:
        sending.send_waiting(session, UUID(supplement_id), at=now())


TASKS: dict[str, Callable[..., None]] = {sending.JOB: send_supplement}
