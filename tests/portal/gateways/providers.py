"""The two servers that speak Stripe's language, behind one face: our sandbox and localstripe."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from portal.config import Secret
from portal.gateways.base import PaymentOrder
from portal.gateways.sandbox.app import PaymentsSandbox, create_app
from portal.gateways.stripe import StripeGateway
from tests.portal.servers import Inbox, free_port, process, receiving, serving

KEY = "sk_test_contract"
WEBHOOK_SECRET = "whsec_contract"


def order(reference: str = "0193-pay", amount: int = 16_000, **more: Any) -> PaymentOrder:
    """A payment order that a provider takes."""
    values: dict[str, Any] = {
        "reference": reference,
        "amount": amount,
        "description": "Lệ phí bản sao trích lục · H26.01-20261122-0000001",
        "return_url": "http://localhost:8000/ho-so/H26.01-20261122-0000001",
        "cancel_url": "http://localhost:8000/ho-so/H26.01-20261122-0000001/nop-phi",
        "expires_at": datetime.now(UTC) + timedelta(hours=1),
        "idempotency_key": f"start-{reference}",
    }
    return PaymentOrder(**{**values, **more})


@dataclass(frozen=True)
class Provider:
    """A running server, the gateway that speaks to it, and where its webhooks arrive."""

    address: str
    gateway: StripeGateway
    inbox: Inbox
    collect: Callable[[str, int], str]
    """Make a payment of that reference and amount happen, and give the id of the payment intent."""

    def gateway_with(self, key: str = KEY, webhook_secret: str = WEBHOOK_SECRET) -> StripeGateway:
        """Another gateway to the same server."""
        return StripeGateway(Secret(key), Secret(webhook_secret), self.address)


@contextmanager
def sandbox(folder: Path) -> Iterator[Provider]:
    """Our own sandbox."""
    with ExitStack() as stack:
        inbox, hook = stack.enter_context(receiving())
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        app, stop = create_app(
            PaymentsSandbox(folder, address, hook, Secret(KEY), Secret(WEBHOOK_SECRET), production=False)
        )
        stack.callback(stop)
        stack.enter_context(serving(app, port))
        gateway = StripeGateway(Secret(KEY), Secret(WEBHOOK_SECRET), address)

        def collect(reference: str, amount: int) -> str:
            opened = gateway.start(order(reference, amount))
            httpx.post(opened.url, data={"act": "pay"})
            return str(gateway.poll(opened.provider_reference).payment_reference)

        yield Provider(address, gateway, inbox, collect)


@contextmanager
def localstripe(_folder: Path) -> Iterator[Provider]:
    """Somebody else's server; it has payment intents, refunds and webhooks, but no Checkout Sessions."""
    with ExitStack() as stack:
        inbox, hook = stack.enter_context(receiving())
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        script = Path(__file__).with_name("localstripe_server.py")
        stack.enter_context(process([sys.executable, script, str(port)], f"{address}/v1/events"))
        httpx.post(
            f"{address}/_config/webhooks/portal", json={"url": hook, "secret": WEBHOOK_SECRET}
        ).raise_for_status()

        def collect(reference: str, amount: int) -> str:
            answer = httpx.post(
                f"{address}/v1/payment_intents",
                auth=(KEY, ""),
                data={
                    "amount": str(amount),
                    "currency": "vnd",
                    "payment_method": "pm_card_visa",
                    "confirm": "true",
                    "metadata[reference]": reference,
                },
            )
            return str(answer.raise_for_status().json()["id"])

        yield Provider(address, StripeGateway(Secret(KEY), Secret(WEBHOOK_SECRET), address), inbox, collect)
