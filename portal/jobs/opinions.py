"""Opinions whose time is over are counted, who has not answered is reminded, and minutes are drawn up."""

from __future__ import annotations

import io
from collections.abc import Callable
from uuid import UUID

from portal.clock import now
from portal.db import unit_of_work
from portal.jobs.papers import LARGEST_PAPER, sign
from portal.papers.base import AGENCY, OFFICER, SignatureKind
from portal.papers.opinions import MINUTES
from portal.papers.pdf import render_paper
from portal.parts import Parts
from portal.services import minutes, opinion_counting, opinion_rounds
from portal.services.pressing import Pressed

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


def draw_minutes(parts: Parts, decision_id: str) -> None:
    """Draw up the minutes of a collective decision, and sign them for who opened it and for the agency."""
    key = UUID(decision_id)
    with unit_of_work(parts.make_session) as session:
        drawing = minutes.drawing(session, key)
    if drawing is None:
        return
    at = now()
    pdf = render_paper(MINUTES, drawing.paper.context(), fields=(OFFICER, AGENCY), created=drawing.at)
    pdf = sign(parts, pdf, OFFICER, SignatureKind.PERSONAL, drawing.officer, at)
    pdf = sign(parts, pdf, AGENCY, SignatureKind.AGENCY, drawing.agency, at)
    stored = parts.storage.put(io.BytesIO(pdf), LARGEST_PAPER)
    signatures = [drawing.officer.signed("personal", at), drawing.agency.signed("agency", at)]
    with unit_of_work(parts.make_session) as session:
        minutes.keep(session, key, Pressed(stored.sha256, stored.size), signatures)


TASKS: dict[str, Callable[..., None]] = {
    opinion_counting.COUNT_JOB: count_opinions,
    opinion_rounds.MINUTES_JOB: draw_minutes,
}
PERIODIC: dict[str, tuple[str, Callable[[Parts], None]]] = {"settle_opinions": (CRON, settle_opinions)}
