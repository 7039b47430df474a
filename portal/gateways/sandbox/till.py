"""What can happen to a session: paid, declined, paid twice, paid slowly, expired, refunded; each sends its events."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from portal.clock import Clock
from portal.gateways.sandbox.params import BadParameter, whole
from portal.gateways.sandbox.store import Store
from portal.gateways.sandbox.things import event_of, fresh_id, intent_of, refund_of, session_of

SHORTEST, LONGEST = 30 * 60, 24 * 60 * 60
"""Seconds that a session may stay open, as Stripe has it."""

MOST = 99_999_999
"""The largest amount that Stripe takes, in đồng."""

ACCEPTED = frozenset(
    {
        "mode", "client_reference_id", "metadata", "payment_intent_data", "line_items", "success_url", "cancel_url",
        "expires_at", "locale", "customer_email", "payment_method_types", "expand",
    }
)  # fmt: skip
"""Parameters of a new session that this sandbox knows; Stripe refuses what it does not know, and so do we."""


class NotOpen(Exception):
    """The session is closed already, so what was asked cannot happen any more."""


class Till:
    """The sandbox's own bank: it changes things in the store and hands the news to `notify`."""

    def __init__(self, store: Store, base_url: str, clock: Clock, notify: Callable[[], None]) -> None:
        self._store = store
        self._base_url = base_url
        self._clock = clock
        self._notify = notify

    def open_session(self, params: dict[str, Any]) -> dict[str, Any]:
        """A new session from the parameters of the API. Raises `BadParameter`."""
        for name in params:
            if name not in ACCEPTED:
                raise BadParameter(f"Received unknown parameter: {name}", name, "parameter_unknown")
        if params.get("mode") != "payment":
            raise BadParameter("Only mode=payment is known here", "mode")
        if not params.get("success_url"):
            raise BadParameter("Missing required param: success_url", "success_url", "parameter_missing")
        amount, title = _priced(params.get("line_items"))
        now = self._now()
        expires_at = whole(params.get("expires_at", str(now + LONGEST)), "expires_at")
        if not SHORTEST <= expires_at - now <= LONGEST:
            raise BadParameter("expires_at must be between 30 minutes and 24 hours from now", "expires_at")
        session = session_of(params, amount, expires_at, self._base_url, now)
        with self._store.change():
            self._store.save(session, title)
        return session

    def pay(self, session_id: str, *, times: int = 1) -> dict[str, Any]:
        """Money arrives, `times` over: each time a payment of its own and an event of its own."""
        with self._store.change():
            session = self._open(session_id)
            for _ in range(times):
                session = self._move(session, "succeeded", "checkout.session.completed", paid=True)
        self._notify()
        return session

    def decline(self, session_id: str) -> None:
        """The card is refused; the session stays open for another try."""
        with self._store.change():
            session = self._open(session_id)
            intent = intent_of(session, self._store.title(session_id), "requires_payment_method", self._now())
            self._store.save(intent)
            self._tell("payment_intent.payment_failed", intent, session_id)
        self._notify()

    def transfer(self, session_id: str) -> dict[str, Any]:
        """The payer ordered a bank transfer: the session is complete, the money on its way."""
        with self._store.change():
            session = self._move(self._open(session_id), "processing", "checkout.session.completed", paid=False)
        self._notify()
        return session

    def transfer_ends(self, session_id: str, *, arrived: bool) -> dict[str, Any]:
        """The transfer of a complete session arrives, or comes to nothing."""
        with self._store.change():
            session = self._store.thing(session_id, "checkout.session")
            if session is None or session["status"] != "complete" or session["payment_status"] == "paid":
                raise NotOpen
            session["payment_status"] = "paid" if arrived else "unpaid"
            self._store.save(session)
            word = "succeeded" if arrived else "failed"
            self._settle_intent(session["payment_intent"], arrived=arrived)
            self._tell(f"checkout.session.async_payment_{word}", session, session_id)
        self._notify()
        return session

    def expire(self, session_id: str) -> dict[str, Any]:
        """Close a session that nobody paid. Raises `NotOpen`."""
        with self._store.change():
            session = self._store.thing(session_id, "checkout.session")
            if session is None or session["status"] != "open":
                raise NotOpen
            session["status"] = "expired"
            self._store.save(session)
            self._tell("checkout.session.expired", session, session_id)
        self._notify()
        return session

    def expire_overdue(self) -> None:
        """Close every session whose time is over."""
        for session in self._store.overdue(self._now()):
            with suppress(NotOpen):
                self.expire(session["id"])

    def refund(self, params: dict[str, Any]) -> dict[str, Any]:
        """Give money of an intent back. Raises `BadParameter`."""
        with self._store.change():
            intent = self._store.thing(str(params.get("payment_intent")), "payment_intent")
            if intent is None:
                raise BadParameter("No such payment_intent", "payment_intent", "resource_missing")
            left = intent["amount_received"] - intent.get("amount_refunded", 0)
            amount = whole(params.get("amount", str(left)), "amount")
            if not 0 < amount <= left:
                raise BadParameter(f"{left} is left to refund", "amount", "amount_too_large")
            refund = refund_of(intent, amount, self._now())
            self._store.save(refund)
            self._store.save({**intent, "amount_refunded": intent.get("amount_refunded", 0) + amount})
        return refund

    def mislead(self, session_id: str, change: Callable[[dict[str, Any]], None]) -> None:
        """Send a well-signed event about the session after `change` has falsified its content."""
        with self._store.change():
            session = self._store.thing(session_id, "checkout.session")
            if session is None:
                raise NotOpen
            told = {**session, "status": "complete", "payment_status": "paid"}
            told["payment_intent"] = told["payment_intent"] or fresh_id("pi")
            change(told)
            self._tell("checkout.session.completed", told, session_id)
        self._notify()

    def resend(self, session_id: str, *, backwards: bool = False, forged: bool = False) -> None:
        """Bring the last event of a session once more, or all of them from the last to the first."""
        events = self._store.events(session_id)[::-1]
        with self._store.change():
            for place, event in enumerate(events if backwards else events[:1]):
                self._store.send(event["id"], self._clock().timestamp() + place / 1000, forged=forged)
        self._notify()

    def _open(self, session_id: str) -> dict[str, Any]:
        session = self._store.thing(session_id, "checkout.session")
        if session is None or session["status"] != "open" or session["expires_at"] <= self._now():
            raise NotOpen
        return session

    def _move(self, session: dict[str, Any], status: str, kind: str, *, paid: bool) -> dict[str, Any]:
        intent = intent_of(session, self._store.title(session["id"]), status, self._now())
        self._store.save(intent)
        moved = {**session, "status": "complete", "payment_intent": intent["id"]}
        moved["payment_status"] = "paid" if paid else "unpaid"
        self._store.save(moved)
        self._tell(kind, moved, session["id"])
        return moved

    def _settle_intent(self, intent_id: str, *, arrived: bool) -> None:
        intent = self._store.thing(intent_id, "payment_intent")
        if intent is not None:
            intent["status"] = "succeeded" if arrived else "requires_payment_method"
            intent["amount_received"] = intent["amount"] if arrived else 0
            self._store.save(intent)

    def _tell(self, kind: str, thing: dict[str, Any], session_id: str) -> None:
        event = event_of(kind, thing, self._now())
        self._store.add_event(event, session_id)
        self._store.send(event["id"], self._clock().timestamp())

    def _now(self) -> int:
        return int(self._clock().timestamp())


def _priced(items: Any) -> tuple[int, str]:
    """The total and the title of the line items."""
    if not isinstance(items, list) or not items:
        raise BadParameter("You must specify line_items", "line_items", "parameter_missing")
    total, titles = 0, []
    for index, item in enumerate(items):
        price = item.get("price_data") if isinstance(item, dict) else None
        if not isinstance(price, dict) or price.get("currency") != "vnd":
            raise BadParameter("Only price_data in vnd is known here", f"line_items[{index}][price_data]")
        product = price.get("product_data")
        titles.append(str(product.get("name")) if isinstance(product, dict) else "")
        total += whole(price.get("unit_amount"), f"line_items[{index}][price_data][unit_amount]") * whole(
            item.get("quantity", "1"), f"line_items[{index}][quantity]"
        )
    if not 0 < total <= MOST:
        raise BadParameter(f"The amount must be from 1 to {MOST}", "line_items", "amount_too_large")
    return total, " · ".join(titles)
