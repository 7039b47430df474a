"""Promised dates that are near or were missed: officers are told, and of what is late an apology is drafted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from portal.clock import now
from portal.db import unit_of_work
from portal.jobs.papers import draft_slip
from portal.parts import Parts
from portal.services import climbing, extending

CRON = "10 0-10 * * *"
"""Ten minutes past each hour of the working day in Vietnam, from seven to five."""


def tell_of_deadlines(parts: Parts) -> None:
    """Tell officers what is due or late, batch by batch; what was told before is not told again."""
    with unit_of_work(parts.make_session) as session:
        watching = climbing.watch(session, now())
        after = climbing.tell(session, watching)
    while after is not None:
        with unit_of_work(parts.make_session) as session:
            after = climbing.tell(session, watching, after)


def draft_apologies(parts: Parts, dossier_ids: Sequence[str]) -> None:
    """Draft the apology of each late dossier, to be read and sent by an officer; one that is drafted stays."""
    for dossier_id in dossier_ids:
        with unit_of_work(parts.make_session) as session:
            paper = extending.draft(session, UUID(dossier_id), at=now())
        if paper is not None and paper.sha256 is None:
            draft_slip(parts, str(paper.id))


TASKS: dict[str, Callable[..., None]] = {climbing.DRAFT_JOB: draft_apologies}
PERIODIC: dict[str, tuple[str, Callable[[Parts], None]]] = {"tell_of_deadlines": (CRON, tell_of_deadlines)}
