"""Paying a fee order: one row an attempt; only a verified notice of the provider changes anything.

Every notice leaves a row that says applied, ignored or refused, and why.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from portal.models import Dossier, FeeOrder, Payment, PaymentNotice
from portal.services import deadlines, evidence, fees, issuing, notices, processing, refunds, tasks
from portal.services.actors import SYSTEM
from portal.services.definitions import procedure_of
from portal.services.evidence import EventKind
from portal.services.refusals import ActionNotAllowedError

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.gateways.base import Notice
    from portal.services.actors import Actor

LIFETIME = timedelta(minutes=35)
"""How long a started payment may be finished; Stripe Checkout asks for 30 minutes at least when the call arrives."""
TIME_TO_PAY = timedelta(minutes=5)
DONE = frozenset({"paid", "paid_twice", "paid_late"})


def start(session: Session, fee_order: FeeOrder, *, gateway: str, at: datetime) -> Payment:
    """Write the row of a new attempt; it is committed before the gateway is called."""
    if fee_order.state != "due":
        raise ActionNotAllowedError(str(fee_order.id), "", "pay", fee_order.state)
    payment = Payment(
        fee_order_id=fee_order.id,
        dossier_id=fee_order.dossier_id,
        agency_id=fee_order.agency_id,
        gateway=gateway,
        amount=fee_order.total,
        state="started",
        started_at=at,
        expires_at=at + LIFETIME,
    )
    session.add(payment)
    session.flush()
    return payment


def still_open(session: Session, fee_order: FeeOrder, *, at: datetime) -> Payment | None:
    """Return the newest attempt whose place to pay stays open long enough to pay there."""
    query = select(Payment).where(
        Payment.fee_order_id == fee_order.id, Payment.state == "open", Payment.expires_at > at + TIME_TO_PAY
    )
    return session.scalar(query.order_by(Payment.started_at.desc()).limit(1))


def opened(session: Session, payment_id: UUID, *, provider_reference: str, url: str) -> Payment:
    """Keep where the applicant pays, as the gateway answered."""
    payment = session.get_one(Payment, payment_id, with_for_update=True)
    payment.provider_reference, payment.url = provider_reference, url
    if payment.state == "started":
        payment.state = "open"
    session.flush()
    return payment


def refuse_forged(session: Session, *, gateway: str, body: bytes, why: str, at: datetime) -> PaymentNotice:
    """Keep that something came which the provider did not sign."""
    return _notice(session, gateway, body, at, outcome="refused", why=why)


def receive(
    session: Session, notice: Notice, *, gateway: str, body: bytes, at: datetime, actor: Actor = SYSTEM
) -> PaymentNotice:
    """Apply, ignore or refuse one verified notice, and keep a row that says which and why.

    ``actor`` is the officer who took cash; what a provider tells, the portal itself applies.
    """
    payment = _payment(session, notice)
    if payment is None:
        outcome, why = "refused", "unknown payment"
        return _notice(session, gateway, body, at, outcome=outcome, why=why, notice=notice)
    dossier = processing.locked_dossier(session, payment.dossier_id)
    session.refresh(payment, with_for_update=True)
    if _seen(session, gateway, notice.event_id):
        outcome, why = "ignored", "replayed: this event was received before"
    else:
        outcome, why = _decide(session, dossier, payment, notice, at, actor)
    return _notice(session, gateway, body, at, outcome=outcome, why=why, notice=notice, payment=payment)


def _decide(
    session: Session, dossier: Dossier, payment: Payment, notice: Notice, at: datetime, actor: Actor
) -> tuple[str, str]:
    outcome = str(notice.outcome)
    if outcome == "paid":
        return _paid(session, dossier, payment, notice, at, actor)
    if outcome in ("failed", "expired"):
        return _not_paid(payment, outcome, at)
    return "ignored", f"nothing follows from {notice.kind}"


def _paid(
    session: Session, dossier: Dossier, payment: Payment, notice: Notice, at: datetime, actor: Actor
) -> tuple[str, str]:
    if (notice.amount, notice.currency) != (payment.amount, "VND"):
        return "refused", f"wrong amount: {notice.amount} {notice.currency}, expected {payment.amount} VND"
    if payment.state in DONE:
        return _paid_again(session, payment, notice, at)
    fee_order = session.get_one(FeeOrder, payment.fee_order_id, with_for_update=True)
    payment.finished_at, payment.payment_reference = at, notice.payment_reference
    if fee_order.state == "paid":
        payment.state = "paid_twice"
        refunds.owe(session, payment, payment.amount, payment.state, {}, at=at)
        return "applied", "paid twice: the fee was settled before, this one is to be refunded"
    if fee_order.state == "cancelled":
        payment.state = "paid_late"
        refunds.owe(session, payment, payment.amount, payment.state, {}, at=at)
        return "applied", "paid late: the fee order was cancelled, this is to be refunded"
    payment.state = "paid"
    settle(session, dossier, fee_order, payment, at, actor=actor)
    return "applied", "the fee is settled"


def _paid_again(session: Session, payment: Payment, notice: Notice, at: datetime) -> tuple[str, str]:
    """The same attempt is told as paid once more: the same money, or money that came a second time."""
    if notice.payment_reference in (None, payment.payment_reference) or _known_money(session, notice):
        return "ignored", "already paid"
    second = Payment(
        fee_order_id=payment.fee_order_id,
        dossier_id=payment.dossier_id,
        agency_id=payment.agency_id,
        gateway=payment.gateway,
        amount=payment.amount,
        provider_reference=notice.payment_reference,
        payment_reference=notice.payment_reference,
        state="paid_twice",
        started_at=at,
        expires_at=at,
        finished_at=at,
    )
    session.add(second)
    session.flush()
    refunds.owe(session, second, second.amount, second.state, {}, at=at)
    return "applied", "paid twice: the fee was settled before, this one is to be refunded"


def _known_money(session: Session, notice: Notice) -> bool:
    query = select(Payment.id).where(Payment.payment_reference == notice.payment_reference)
    return session.scalar(query.limit(1)) is not None


def _not_paid(payment: Payment, outcome: str, at: datetime) -> tuple[str, str]:
    if payment.state in DONE:
        return "ignored", f"out of order: {outcome} came after the payment"
    if payment.state == outcome:
        return "ignored", f"already {outcome}"
    payment.state, payment.finished_at = outcome, at
    return "applied", f"this attempt {outcome}"


def settle(
    session: Session,
    dossier: Dossier,
    fee_order: FeeOrder,
    payment: Payment,
    at: datetime,
    *,
    actor: Actor = SYSTEM,
) -> None:
    """Mark the order as paid, write the event, issue the fee receipt, and let clock, status and workflow go on."""
    procedure = procedure_of(session, dossier.version_id)
    fee_order.state, fee_order.settled_at = "paid", at
    session.flush()
    payload = {"order": str(fee_order.id), "amount": payment.amount, "gateway": payment.gateway}
    evidence.record(session, dossier, EventKind.FEE_PAID, actor=actor, at=at, payload=payload)
    issuing.make_slip(
        session,
        dossier,
        "fee_receipt",
        actor=actor,
        at=at,
        details={"order": str(fee_order.id), "lines": fee_order.lines, "gateway": payment.gateway},
    )
    deadlines.go_on(session, dossier, procedure, fees.hold_of(fee_order, procedure), actor=actor, at=at)
    tasks.refresh_status(session, dossier, procedure)
    dossier.lock_version += 1
    notices.tell(session, dossier, "fee_paid", at=at)
    # What waited for the money alone is taken at once.
    processing.go_on(session, dossier, procedure, at=at)


def _payment(session: Session, notice: Notice) -> Payment | None:
    if notice.reference:
        try:
            return session.get(Payment, UUID(notice.reference))
        except ValueError:
            return None
    return session.scalar(select(Payment).where(Payment.provider_reference == notice.provider_reference))


def _seen(session: Session, gateway: str, event_id: str) -> bool:
    query = select(PaymentNotice.id).where(
        PaymentNotice.gateway == gateway,
        PaymentNotice.event_id == event_id,
        PaymentNotice.outcome != "refused",
    )
    return session.scalar(query.limit(1)) is not None


def _notice(
    session: Session,
    gateway: str,
    body: bytes,
    at: datetime,
    *,
    outcome: str,
    why: str,
    notice: Notice | None = None,
    payment: Payment | None = None,
) -> PaymentNotice:
    row = PaymentNotice(
        gateway=gateway,
        event_id=notice.event_id if notice else None,
        kind=notice.kind if notice else None,
        payment_id=payment.id if payment else None,
        agency_id=payment.agency_id if payment else None,
        amount=notice.amount if notice else None,
        outcome=outcome,
        why=why,
        body_sha256=hashlib.sha256(body).hexdigest(),
        received_at=at,
    )
    session.add(row)
    session.flush()
    return row
