"""Notices go out over the channels that reach the person; what happened is kept beside the notice."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from portal.channels.base import AddressRefused
from portal.channels.composing import compose
from portal.clock import now
from portal.db import unit_of_work
from portal.models import Message
from portal.parts import Parts
from portal.services import deliveries, holding_back


def deliver_message(parts: Parts, message_id: str) -> None:
    """Send one notice by e-mail, when the person has an address; the inbox has it already.

    A channel that does not answer raises, and the job is tried again later.
    """
    key = UUID(message_id)
    with unit_of_work(parts.make_session) as session:
        if holding_back.put_off(session, session.get(Message, key), now()):
            return
        waiting = deliveries.waiting(session, key)
    if waiting is None or parts.email is None:
        return
    message = compose(
        waiting.kind,
        waiting.language,
        waiting.params,
        reference=message_id,
        to=waiting.to,
        public_url=parts.settings.public_url,
    )
    try:
        parts.email.send(message)
        outcome = "sent"
    except AddressRefused:
        # Trying again would change nothing; the inbox has the notice.
        outcome = "refused"
    with unit_of_work(parts.make_session) as session:
        deliveries.keep(session, key, channel=deliveries.EMAIL, outcome=outcome, at=now())


TASKS: dict[str, Callable[..., None]] = {"deliver_message": deliver_message}
