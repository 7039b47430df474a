"""Notices as Stripe sends them, signed with a key of the tests."""

import hashlib
import hmac
import json
import time
from typing import Any

KEY = "whsec_of_a_test"


def event(event_id: str = "evt_1", kind: str = "checkout.session.completed", **changed: Any) -> bytes:
    """The body of a notice that a Checkout Session was paid, but for what is ``changed`` in the session."""
    session = {
        "object": "checkout.session",
        "id": "cs_1",
        "payment_status": "paid",
        "amount_total": 100,
        "currency": "vnd",
    }
    return json.dumps({"id": event_id, "type": kind, "created": 1, "data": {"object": session | changed}}).encode()


def signed(body: bytes) -> dict[str, str]:
    """The headers with which Stripe would send ``body`` now."""
    at = int(time.time())
    mark = hmac.new(KEY.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Stripe-Signature": f"t={at},v1={mark}"}
