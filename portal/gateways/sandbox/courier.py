"""Brings events to the portal: signed as Stripe signs, tried again when the portal does not answer with 2xx."""

import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from portal.clock import Clock
from portal.config import Secret
from portal.gateways.sandbox.store import Delivery, Store

PAUSES = (1, 2, 5, 15, 60, 300, 900)
"""Seconds before each further attempt; after the last one the courier gives up (the desk can send again by hand)."""

ANSWER_LIMIT = 5.0
"""Seconds that the portal may take to answer."""

HOLD = "hold"
"""The switch that keeps events back, so that they can be sent late and out of order."""


def signature(secret: str, body: bytes, at: int) -> str:
    """The header `Stripe-Signature`: HMAC-SHA256 over the instant and the body."""
    signed = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={signed}"


@dataclass(frozen=True)
class Receiver:
    """Where the portal takes notices, and the secret by which it knows that they are ours."""

    url: str
    secret: Secret


class Courier:
    """A thread that wakes when there is news, and every second to see what has fallen due."""

    def __init__(
        self, store: Store, receiver: Receiver, clock: Clock, news: threading.Event, each_round: Callable[[], None]
    ) -> None:
        self._store = store
        self._receiver = receiver
        self._clock = clock
        self._news = news
        self._each_round = each_round
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Begin to bring what is due, also what an earlier run left."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the attempt under way and end."""
        self._stopping = True
        self._news.set()
        self._thread.join(timeout=ANSWER_LIMIT + 1)

    def wake(self) -> None:
        """There is news: look now, not at the next second."""
        self._news.set()

    def deliver_due(self) -> int:
        """Bring everything that is due now; how many attempts were made."""
        if self._store.switched_on(HOLD):
            return 0
        due = self._store.waiting(self._clock().timestamp())
        for delivery in due:
            self._deliver(delivery)
        return len(due)

    def _run(self) -> None:
        while not self._stopping:
            self._each_round()
            if not self.deliver_due():
                self._news.wait(timeout=1)
                self._news.clear()

    def _deliver(self, delivery: Delivery) -> None:
        event = self._store.event(delivery.event)
        body = json.dumps(event, ensure_ascii=False, indent=2).encode()
        secret = "whsec_of_somebody_else" if delivery.forged else self._receiver.secret.reveal()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature(secret, body, int(self._clock().timestamp())),
        }
        try:
            response = httpx.post(self._receiver.url, content=body, headers=headers, timeout=ANSWER_LIMIT)
            delivered, answer = response.is_success, str(response.status_code)
        except httpx.HTTPError as failure:
            delivered, answer = False, type(failure).__name__
        self._note(delivery, answer, delivered=delivered)

    def _note(self, delivery: Delivery, answer: str, *, delivered: bool) -> None:
        """A forged event is sent once: that it is refused is what was to be seen."""
        with self._store.change():
            if delivered:
                self._store.settle(delivery, "delivered", answer)
            elif delivery.forged or delivery.attempt > len(PAUSES):
                self._store.settle(delivery, "given up", answer)
            else:
                self._store.settle(delivery, "failed", answer)
                self._store.again(delivery, self._clock().timestamp() + PAUSES[delivery.attempt - 1])
