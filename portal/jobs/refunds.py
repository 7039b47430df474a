"""Money goes back through the gateway by which it came; what the provider does not take back is left to an officer."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import structlog

from portal.clock import now
from portal.db import unit_of_work
from portal.gateways.base import GatewayRefused, UnknownPayment
from portal.parts import Parts
from portal.services import refunds

log = structlog.get_logger()


def give_back(parts: Parts, refund_id: str) -> None:
    """Ask the gateway to give money back, with no transaction open, and keep what it says.

    The key of the refund is that of the call: asked twice, it gives back once. A gateway without an answer raises, and
    the job is tried again later.
    """
    key = UUID(refund_id)
    with unit_of_work(parts.make_session) as session:
        waiting = refunds.waiting(session, key)
    if waiting is None:
        return
    try:
        refunded = parts.gateway.refund(*waiting, f"refund-{refund_id}")
    except (GatewayRefused, UnknownPayment):
        with unit_of_work(parts.make_session) as session:
            refunds.leave_to_officer(session, key)
        return
    with unit_of_work(parts.make_session) as session:
        refunds.given(session, key, refunded, at=now())


def give_up_refunds(parts: Parts) -> None:
    """Leave to officers what no gateway has answered about for a day."""
    with unit_of_work(parts.make_session) as session:
        late = refunds.give_up(session, at=now())
    if late:
        log.error("refunds_left_to_officers", count=late)


TASKS: dict[str, Callable[..., None]] = {"give_back": give_back}
PERIODIC: dict[str, tuple[str, Callable[[Parts], None]]] = {"give_up_refunds": ("20 * * * *", give_up_refunds)}
