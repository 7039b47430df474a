"""By night: how long dossiers take, worked out anew where some have ended since."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from portal.clock import now
from portal.db import unit_of_work
from portal.parts import Parts
from portal.services import forecasting

CRON = "50 19 * * *"
"""Ten to three in the morning in Vietnam."""


def make_forecasts(parts: Parts) -> None:
    """Go through every version at every agency, each in a transaction of its own."""
    at, after = now(), None
    seen: set[tuple[UUID, UUID]] = set()
    while True:
        with unit_of_work(parts.make_session) as session:
            batch = forecasting.offered(session, after)
        for one in batch:
            if (one.agency_id, one.version_id) not in seen:
                seen.add((one.agency_id, one.version_id))
                with unit_of_work(parts.make_session) as session:
                    forecasting.renew(session, one, at=at)
        if len(batch) < forecasting.BATCH:
            return
        after = batch[-1].key


PERIODIC: dict[str, tuple[str, Callable[[Parts], None]]] = {"make_forecasts": (CRON, make_forecasts)}
