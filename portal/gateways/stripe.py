"""Stripe Checkout: the payer pays on a page of the provider, and a signed webhook tells us.

Stripe sends what the endpoint subscribes to. Subscribe it to the kinds in `SUBSCRIBE`; any other kind is read as
`Outcome.OTHER`, `payment_intent.succeeded` among them, so that one payment is never told to us twice.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from stripe import (
    APIConnectionError,
    APIError,
    InvalidRequestError,
    RateLimitError,
    RequestsClient,
    SignatureVerificationError,
    StripeClient,
    StripeError,
    StripeObject,
    Webhook,
    WebhookSignature,
)

from portal.config import Secret
from portal.gateways.base import (
    CALL_LIMIT,
    CURRENCY,
    ForgedNotice,
    GatewayRefused,
    GatewayUnavailable,
    Notice,
    Outcome,
    PaymentOrder,
    Redirect,
    Refunded,
    UnknownPayment,
    UnreadableNotice,
)

SUBSCRIBE = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.payment_failed",
)
"""The kinds of event that the webhook endpoint needs."""

RETRIES = 1
"""Calls are made again once, under the same idempotency key; a second time is left to the caller's own job."""

SIGNATURE_AGE = Webhook.DEFAULT_TOLERANCE
"""Seconds after which a signature is too old to be believed."""

LARGEST = 10**15
"""Đồng: beyond this no amount is one."""

T = TypeVar("T")


class StripeGateway:
    """Fees by Stripe Checkout; with `api_base` the calls go to another server that speaks the same language."""

    kind = "stripe"

    def __init__(self, secret_key: Secret, webhook_secret: Secret, api_base: str | None = None) -> None:
        self._webhook_secret = webhook_secret
        self._client = StripeClient(
            secret_key.reveal(),
            base_addresses={"api": api_base} if api_base else None,
            max_network_retries=RETRIES,
            http_client=RequestsClient(timeout=CALL_LIMIT),
        )

    def start(self, order: PaymentOrder) -> Redirect:
        """Open a Checkout Session. Raises `GatewayUnavailable`, `GatewayRefused`."""
        session = _called(
            lambda: self._client.v1.checkout.sessions.create(
                {
                    "mode": "payment",
                    "client_reference_id": order.reference,
                    "metadata": {"reference": order.reference},
                    "payment_intent_data": {
                        "description": order.description,
                        "metadata": {"reference": order.reference},
                    },
                    "line_items": [
                        {
                            "quantity": 1,
                            "price_data": {
                                "currency": CURRENCY.lower(),
                                "unit_amount": order.amount,
                                "product_data": {"name": order.description},
                            },
                        }
                    ],
                    "success_url": order.return_url,
                    "cancel_url": order.cancel_url,
                    "expires_at": int(order.expires_at.timestamp()),
                    "locale": "vi",
                    **({"customer_email": order.payer_email} if order.payer_email else {}),
                },
                {"idempotency_key": order.idempotency_key},
            ),
            order.reference,
        )
        if session.url is None:
            raise GatewayRefused("no_page")
        return Redirect(session.url, session.id)

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """Verify and read a webhook as it came over HTTP. Raises `ForgedNotice`, `UnreadableNotice`."""
        signature = next((value for name, value in headers.items() if name.lower() == "stripe-signature"), None)
        try:
            WebhookSignature.verify_header(body, signature, self._webhook_secret.reveal(), SIGNATURE_AGE)
            event: Mapping[str, Any] = json.loads(body)
        except (SignatureVerificationError, UnicodeDecodeError, TypeError) as forged:
            raise ForgedNotice("the signature of the notice does not hold") from forged
        except (ValueError, RecursionError) as unreadable:
            raise UnreadableNotice("the notice is not JSON") from unreadable
        return _of_event(event, body)

    def poll(self, provider_reference: str) -> Notice:
        """Ask for the true state of a Checkout Session, or of a payment intent (`pi_…`)."""
        if provider_reference.startswith("pi_"):
            found: StripeObject = _called(
                lambda: self._client.v1.payment_intents.retrieve(provider_reference), provider_reference
            )
        else:
            found = _called(lambda: self._client.v1.checkout.sessions.retrieve(provider_reference), provider_reference)
        return _of_answer(found)

    def cancel(self, provider_reference: str) -> Notice:
        """Expire a Checkout Session; one that is closed already, whatever the reason, is told as it stands."""
        try:
            return _of_answer(
                _called(lambda: self._client.v1.checkout.sessions.expire(provider_reference), provider_reference)
            )
        except GatewayRefused:
            return self.poll(provider_reference)

    def refund(self, payment_reference: str, amount: int, idempotency_key: str) -> Refunded:
        """Give whole đồng of a payment intent back."""
        refund = _called(
            lambda: self._client.v1.refunds.create(
                {"payment_intent": payment_reference, "amount": amount}, {"idempotency_key": idempotency_key}
            ),
            payment_reference,
        )
        return Refunded(refund.id, refund.amount, settled=refund.status == "succeeded")


def _called(call: Callable[[], T], reference: str) -> T:
    """Make a call and tell its failure in the words of the contract; no word of the provider's reaches a person."""
    try:
        return call()
    except InvalidRequestError as refused:
        if refused.http_status == 404:  # noqa: PLR2004 - the HTTP status "not found"
            raise UnknownPayment(reference) from refused
        raise GatewayRefused(refused.code or "invalid_request") from refused
    except (APIConnectionError, RateLimitError) as silent:
        raise GatewayUnavailable("the payment provider gives no answer") from silent
    except APIError as ill:
        raise GatewayUnavailable("the payment provider is ill") from ill
    except StripeError as refused:
        raise GatewayRefused(refused.code or type(refused).__name__) from refused


def _of_event(event: Mapping[str, Any], raw: bytes) -> Notice:
    try:
        return _read(event["id"], event["type"], event["created"], event["data"]["object"], raw)
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as unreadable:
        raise UnreadableNotice("the notice has not the shape of a Stripe event") from unreadable


def _of_answer(found: StripeObject) -> Notice:
    """What we asked for has no event id: the digest of the state stands for it: the same state, the same id."""
    shown: dict[str, Any] = found.to_dict()
    raw = json.dumps(shown, sort_keys=True, separators=(",", ":"), default=str).encode()
    state = f"{shown.get('id')}|{shown.get('status')}|{shown.get('payment_status')}"
    event_id = f"poll_{hashlib.sha256(state.encode()).hexdigest()[:24]}"
    return _read(event_id, f"{shown.get('object')}.polled", shown["created"], shown, raw)


def _read(event_id: str, kind: str, created: int, thing: Mapping[str, Any], raw: bytes) -> Notice:
    is_session = thing.get("object") == "checkout.session"
    is_intent = thing.get("object") == "payment_intent"
    amount = thing.get("amount_total") if is_session else thing.get("amount")
    if amount is not None and (not isinstance(amount, int) or not 0 <= amount <= LARGEST):
        raise TypeError("an amount is a whole number")
    currency = thing.get("currency")
    intent = thing.get("payment_intent") if is_session else (thing.get("id") if is_intent else None)
    return Notice(
        event_id=_text(event_id),
        kind=_text(kind),
        reference=_reference(thing),
        provider_reference=_text(thing["id"]),
        payment_reference=_text(intent) if intent else None,
        amount=amount,
        currency=_text(currency).upper() if currency else None,
        outcome=_outcome(kind, thing),
        at=datetime.fromtimestamp(created, UTC),
        raw=raw,
    )


def _reference(thing: Mapping[str, Any]) -> str | None:
    found = thing.get("client_reference_id") or (thing.get("metadata") or {}).get("reference")
    return _text(found) if found else None


def _text(value: object) -> str:
    """Return a name of the provider's; one with signs that no database holds is none."""
    text = str(value)
    if not text.isprintable():
        raise ValueError("a name has signs that cannot be kept")
    return text


def _outcome(kind: str, thing: Mapping[str, Any]) -> Outcome:
    """An event is believed for its kind and for what the thing itself says: `completed` alone may not be paid yet."""
    if kind in {"checkout.session.async_payment_failed", "payment_intent.payment_failed"}:
        return Outcome.FAILED
    if kind.startswith("checkout.session."):
        return _of_session(thing)
    if kind == "payment_intent.polled":
        return {"succeeded": Outcome.PAID, "canceled": Outcome.EXPIRED}.get(str(thing.get("status")), Outcome.OTHER)
    return Outcome.OTHER


def _of_session(session: Mapping[str, Any]) -> Outcome:
    if session.get("payment_status") == "paid":
        return Outcome.PAID
    return Outcome.EXPIRED if session.get("status") == "expired" else Outcome.OTHER
