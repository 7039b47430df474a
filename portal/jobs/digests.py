"""The daily mail to officers: drawn up each morning, sent by a job of its own for each, and never twice on a day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

import structlog

from portal.channels.base import AddressRefused
from portal.channels.composing import compose
from portal.clock import now
from portal.db import unit_of_work
from portal.parts import Parts
from portal.services import digests

CRON = "30 0 * * *"
"""Half past seven in Vietnam, after the first round of notices of the day."""
KIND: Final = "officer_digest"
LANGUAGE: Final = "vi"
"""Officers have no language of their own."""

log = structlog.get_logger()


def draw_up_digests(parts: Parts) -> None:
    """Draw up the mail of each officer who wants it, in a transaction of its own."""
    after: UUID | None = None
    while True:
        with unit_of_work(parts.make_session) as session:
            found = digests.readers(session, after)
        for officer_id in found:
            _draw_up(parts, officer_id)
        if len(found) < digests.BATCH:
            return
        after = found[-1]


def _draw_up(parts: Parts, officer_id: UUID) -> None:
    try:
        with unit_of_work(parts.make_session) as session:
            digests.draw_up(session, officer_id, at=now())
    except Exception:
        # One that breaks must not keep the mail of all others from them.
        log.exception("digest_broken", officer=str(officer_id))


def deliver_digest(parts: Parts, digest_id: str) -> None:
    """Send the mail; a channel that does not answer raises, and the job is tried again later."""
    with unit_of_work(parts.make_session) as session:
        found = digests.waiting(session, UUID(digest_id))
    if found is None or parts.email is None:
        return
    row, to = found
    params = {"lines": row.lines[: digests.MOST_LINES], "more": max(0, len(row.lines) - digests.MOST_LINES)}
    message = compose(KIND, LANGUAGE, params, reference=digest_id, to=to, public_url=parts.settings.public_url)
    try:
        parts.email.send(message)
        outcome = "sent"
    except AddressRefused:
        # Trying again would change nothing; the desk tells the same.
        outcome = "refused"
    with unit_of_work(parts.make_session) as session:
        digests.keep(session, UUID(digest_id), outcome, at=now())


TASKS: dict[str, Callable[..., None]] = {digests.DELIVER_JOB: deliver_digest}
PERIODIC: dict[str, tuple[str, Callable[[Parts], None]]] = {"draw_up_digests": (CRON, draw_up_digests)}
