"""Cash at the counter: an officer takes the money, and the officer's word is the notice.

There is no provider: nothing can be asked, and nothing that comes over HTTP can be true. The service makes the notice
with `received` in the name of an officer who may do so, and hands it to the same door as any other notice.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import NoReturn

from portal.gateways.base import (
    CURRENCY,
    ForgedNotice,
    GatewayRefused,
    Notice,
    Outcome,
    PaymentOrder,
    Redirect,
    Refunded,
    UnknownPayment,
)


class CounterGateway:
    """Fees in cash, taken and told by an officer."""

    kind = "counter"

    def start(self, order: PaymentOrder) -> Redirect:
        """Nothing is opened: the applicant goes back to the dossier, and pays when next at the counter."""
        return Redirect(order.return_url, reference_of(order.reference))

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> NoReturn:
        """Nobody sends notices about cash over HTTP, so whatever claims to be one is forged."""
        del body, headers  # What they hold makes no difference.
        raise ForgedNotice("cash is told by an officer, never over HTTP")

    def poll(self, provider_reference: str) -> NoReturn:
        """Nobody can be asked whether cash was handed over."""
        raise UnknownPayment(provider_reference)

    def cancel(self, provider_reference: str) -> NoReturn:
        """Nothing was opened, so nothing can be closed."""
        raise UnknownPayment(provider_reference)

    def refund(self, payment_reference: str, amount: int, idempotency_key: str) -> Refunded:
        """Cash goes back over the counter, by hand and against a signature."""
        del payment_reference, amount, idempotency_key  # What they hold makes no difference.
        raise GatewayRefused("by_hand")


def reference_of(reference: str) -> str:
    """What stands in place of a provider's reference: the counter's own name for our attempt to pay."""
    return f"counter_{reference}"


def received(reference: str, amount: int, receipt_number: str, officer: str, at: datetime) -> Notice:
    """The notice that `officer` (an id) took `amount` đồng at that instant and wrote that receipt.

    The receipt's number is what makes it one payment: saying the same again is the same notice, another number is
    money paid twice.
    """
    if amount <= 0:
        raise ValueError("cash received is more than nothing")
    raw = f"{reference}|{amount}|{receipt_number}|{officer}|{at.isoformat()}".encode()
    digest = hashlib.sha256(f"{reference}|{receipt_number}".encode()).hexdigest()[:24]
    return Notice(
        event_id=f"cash_{digest}",
        kind="cash.received",
        reference=reference,
        provider_reference=reference_of(reference),
        payment_reference=receipt_number,
        amount=amount,
        currency=CURRENCY,
        outcome=Outcome.PAID,
        at=at,
        raw=raw,
    )
