"""Sessions, intents, refunds and events in the shapes of Stripe's API."""

import secrets
from typing import Any

API_VERSION = "2026-10-28.sandbox"


def fresh_id(prefix: str) -> str:
    """An id as long and as random as Stripe's."""
    return f"{prefix}_{secrets.token_hex(16)}"


def session_of(params: dict[str, Any], amount: int, expires_at: int, base_url: str, now: int) -> dict[str, Any]:
    """An open Checkout Session."""
    session_id = fresh_id("cs_test")
    email = params.get("customer_email")
    return {
        "id": session_id,
        "object": "checkout.session",
        "amount_subtotal": amount,
        "amount_total": amount,
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "created": now,
        "currency": "vnd",
        "customer": None,
        "customer_details": {"email": email} if email else None,
        "customer_email": email,
        "expires_at": expires_at,
        "livemode": False,
        "locale": params.get("locale"),
        "metadata": params.get("metadata") or {},
        "mode": "payment",
        "payment_intent": None,
        "payment_intent_data": None,
        "payment_method_types": ["card", "customer_balance"],
        "payment_status": "unpaid",
        "status": "open",
        "success_url": params["success_url"],
        "url": f"{base_url}/pay/{session_id}",
    }


def intent_of(session: dict[str, Any], title: str, status: str, now: int) -> dict[str, Any]:
    """One movement of money for a session: `succeeded`, `processing` or `requires_payment_method` (declined)."""
    declined = status == "requires_payment_method"
    return {
        "id": fresh_id("pi"),
        "object": "payment_intent",
        "amount": session["amount_total"],
        "amount_received": session["amount_total"] if status == "succeeded" else 0,
        "created": now,
        "currency": session["currency"],
        "description": title,
        "last_payment_error": {"type": "card_error", "code": "card_declined"} if declined else None,
        "latest_charge": fresh_id("ch"),
        "livemode": False,
        "metadata": dict(session["metadata"]),
        "status": status,
    }


def refund_of(intent: dict[str, Any], amount: int, now: int) -> dict[str, Any]:
    """Money given back of an intent."""
    return {
        "id": fresh_id("re"),
        "object": "refund",
        "amount": amount,
        "charge": intent["latest_charge"],
        "created": now,
        "currency": intent["currency"],
        "metadata": {},
        "payment_intent": intent["id"],
        "status": "succeeded",
    }


def event_of(kind: str, thing: dict[str, Any], now: int) -> dict[str, Any]:
    """The news of what happened to a thing, with the thing as it is now."""
    return {
        "id": fresh_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": now,
        "data": {"object": dict(thing)},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }


def shown_error(message: str, code: str, *, kind: str = "invalid_request_error", param: str = "") -> dict[str, Any]:
    """An error in Stripe's shape."""
    return {"error": {"type": kind, "code": code, "message": message, **({"param": param} if param else {})}}
