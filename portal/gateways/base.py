"""The contract of a payment gateway: a payment order goes in, verified notices come out.

    GatewayError
    ├── GatewayUnavailable    no answer, or the provider is ill: the same call may be made again with the same key
    ├── GatewayRefused        the provider refuses what we ask: making the same call again changes nothing
    ├── UnknownPayment        the provider does not know the reference
    └── NoticeError
        ├── ForgedNotice      the signature is missing, wrong or too old: nothing in it may be believed
        └── UnreadableNotice  truly from the provider, but not of a shape that we understand

A gateway speaks values: it knows no table of ours, decides nothing and changes nothing. What a notice means for a fee
order is the service's to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from portal.errors import PortalError

CALL_LIMIT = 5.0
"""Seconds that one call to a provider may take."""

CURRENCY = "VND"
"""Fees are in đồng, which has no smaller unit: an amount is a whole number of đồng."""


class GatewayError(PortalError):
    """A gateway cannot do what it was asked."""


class GatewayUnavailable(GatewayError):
    """The provider gave no answer, or an answer that says that it is ill."""


class GatewayRefused(GatewayError):
    """The provider refuses what we ask; `code` is its own word for why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"the payment provider refuses: {code}")


class UnknownPayment(GatewayError):
    """The provider knows no payment of this reference."""

    def __init__(self, provider_reference: str) -> None:
        self.provider_reference = provider_reference
        super().__init__("the payment provider does not know this payment")


class NoticeError(GatewayError):
    """A notice cannot be used."""


class ForgedNotice(NoticeError):
    """The signature of a notice is missing, wrong or too old."""


class UnreadableNotice(NoticeError):
    """A notice is truly the provider's, but not of a shape that we understand."""


class Outcome(StrEnum):
    """What a notice says about the money."""

    PAID = "paid"
    FAILED = "failed"
    """An attempt did not succeed. The payer may try again in the same place, so this is not the last word."""
    EXPIRED = "expired"
    """The place to pay is closed, and nothing was paid there."""
    OTHER = "other"
    """Something that settles nothing: a kind we do not act on, or money that is still on its way."""


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """What is to be paid, for a provider to collect."""

    reference: str
    """Our id of this attempt to pay; it comes back in every notice."""
    amount: int
    """Whole đồng, more than nothing."""
    description: str
    """What the payer reads: the fee and the dossier code, no personal data."""
    return_url: str
    """Where the payer's browser goes after paying. Coming back proves nothing: only a notice does."""
    cancel_url: str
    expires_at: datetime
    """After this instant the provider takes no money for the order (Stripe: 30 minutes to 24 hours from now)."""
    idempotency_key: str
    """The same key with the same order gives the same answer, however often it is sent."""
    payer_email: str | None = None


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where to send the payer, and what the provider calls this attempt."""

    url: str
    provider_reference: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What a provider says happened, after its signature was verified (or in answer to our own question)."""

    event_id: str
    """The provider's id of the notice: the same id twice is the same notice twice."""
    kind: str
    """The provider's own word, for the record."""
    reference: str | None
    """Our `PaymentOrder.reference`; None when the notice speaks of nothing of ours."""
    provider_reference: str
    """What `Redirect.provider_reference` was, or the provider's id of the thing that the notice speaks of."""
    payment_reference: str | None
    """The provider's id of the movement of money. Two of them for one order mean that it was paid twice; the same one
    in two notices (the notice and our own question, say) is one payment."""
    amount: int | None
    """Whole units of `currency`; None when the notice speaks of no money."""
    currency: str | None
    """ISO 4217 in capitals."""
    outcome: Outcome
    at: datetime
    """When it happened at the provider, in UTC; in answer to our own question, when the place to pay was opened."""
    raw: bytes
    """The bytes as they came. They may hold personal data: keep a digest, not the bytes."""


@dataclass(frozen=True, slots=True)
class Refunded:
    """Money on its way back to the payer."""

    refund_reference: str
    amount: int
    settled: bool
    """Whether the provider calls it done; if not, it is on its way."""


class Gateway(Protocol):
    """One way to pay. Every method but `read_notice` may call the provider: never call them in a transaction."""

    @property
    def kind(self) -> str:
        """The word under which payments of this gateway are kept: `stripe`, `counter`."""
        ...

    def start(self, order: PaymentOrder) -> Redirect:
        """Open a place to pay. Raises `GatewayUnavailable`, `GatewayRefused`."""
        ...

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """Verify and read a notice as it came over HTTP. Raises `ForgedNotice`, `UnreadableNotice`."""
        ...

    def poll(self, provider_reference: str) -> Notice:
        """Ask for the true state. Raises `UnknownPayment`, `GatewayUnavailable`, `GatewayRefused`."""
        ...

    def cancel(self, provider_reference: str) -> Notice:
        """Close the place to pay; the notice says how it stood in the end (it may just have been paid)."""
        ...

    def refund(self, payment_reference: str, amount: int, idempotency_key: str) -> Refunded:
        """Give whole đồng back. Raises `UnknownPayment`, `GatewayUnavailable`, `GatewayRefused`."""
        ...
