"""Money that is given back: what was paid beyond what is owed, twice, or for an order that was cancelled meanwhile.

What came through a gateway goes back the same way, by a job and without an officer; what came in cash, or what the
provider does not give back, an officer pays out against a voucher.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select, update

from portal.errors import DomainError
from portal.models import Dossier, Payment, Refund
from portal.queue import defer
from portal.services import evidence, notices, processing
from portal.services.actors import SYSTEM
from portal.services.evidence import EventKind
from portal.services.refusals import NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.gateways.base import Refunded
    from portal.services.actors import Actor

DUE: Final = "due"
"""The worker asks the gateway."""
BY_HAND: Final = "by_hand"
"""An officer pays it out."""
DONE: Final = "done"
OVERPAID: Final = "overpaid"
PAYERS: Final = frozenset({"clerk", "receptionist"})
"""Who pays money out at an agency, against a voucher."""
CASH: Final = "counter"
LONGEST: Final = 40
LONGEST_WAIT: Final = timedelta(days=1)


class RefundRefusedError(DomainError):
    """A refund cannot be paid out; ``why`` is ``no_voucher``, or ``done``: it was given back meanwhile."""

    def __init__(self, why: str) -> None:
        """Keep the reason."""
        super().__init__(f"not paid out: {why}")
        self.why = why


def of_dossier(session: Session, dossier: Dossier) -> Sequence[Refund]:
    """Return every refund of a dossier, the oldest first."""
    return session.scalars(select(Refund).where(Refund.dossier_id == dossier.id).order_by(Refund.id)).all()


def by_fee(session: Session, dossier: Dossier) -> dict[str, int]:
    """Return what was given back of each fee, or is to be."""
    found: dict[str, int] = {}
    for one in of_dossier(session, dossier):
        for fee, amount in one.fees.items():
            found[fee] = found.get(fee, 0) + amount
    return found


def owe_overpaid(session: Session, dossier: Dossier, over: Mapping[str, int], *, at: datetime) -> None:
    """Have given back what was paid of each fee beyond what is owed, from the newest payments first."""
    query = select(Payment).where(Payment.dossier_id == dossier.id, Payment.state == "paid")
    left, open_fees = sum(over.values()), dict(over)
    for payment in session.scalars(query.order_by(Payment.finished_at.desc(), Payment.id.desc())):
        part = min(left, payment.amount - _refunded(session, payment))
        if part > 0:
            owe(session, payment, part, OVERPAID, _taken(open_fees, part), at=at)
            left -= part


def owe(
    session: Session, payment: Payment, amount: int, reason: str, fees: Mapping[str, int], *, at: datetime
) -> Refund:
    """Write that so much of a payment is to be given back; the gateway is asked once this commits."""
    row = Refund(
        dossier_id=payment.dossier_id,
        agency_id=payment.agency_id,
        payment_id=payment.id,
        gateway=payment.gateway,
        amount=amount,
        reason=reason,
        fees=dict(fees),
        state=BY_HAND if payment.gateway == CASH or payment.payment_reference is None else DUE,
        ordered_at=at,
    )
    session.add(row)
    session.flush()
    if row.state == DUE:
        defer(session, "give_back", refund_id=str(row.id))
    return row


def waiting(session: Session, refund_id: UUID) -> tuple[str, int] | None:
    """Return the provider's reference of the money and how much of it is to go back; ``None`` when nothing is."""
    row = session.get(Refund, refund_id)
    if row is None or row.state != DUE:
        return None
    return str(session.get_one(Payment, row.payment_id).payment_reference), row.amount


def given(session: Session, refund_id: UUID, refunded: Refunded, *, at: datetime) -> None:
    """Keep that the provider gives the money back."""
    dossier, row = _locked(session, refund_id)
    if row.state != DONE:
        row.reference = refunded.refund_reference
        _done(session, dossier, row, actor=SYSTEM, at=at)


def leave_to_officer(session: Session, refund_id: UUID) -> None:
    """Leave to an officer what the provider does not give back."""
    _dossier, row = _locked(session, refund_id)
    if row.state == DUE:
        row.state = BY_HAND


def give_up(session: Session, *, at: datetime) -> int:
    """Leave to officers what no gateway has answered about for a day; return how many refunds that are.

    The job has ended its tries by then, and a provider may have forgotten the key under which it would give back once.
    """
    late = (Refund.state == DUE, Refund.ordered_at < at - LONGEST_WAIT)
    found = session.scalars(update(Refund).where(*late).values(state=BY_HAND).returning(Refund.id)).all()
    return len(found)


def may_pay_out(dossier: Dossier, actor: Actor) -> bool:
    """Tell whether the actor may pay money out for a dossier."""
    places = (dossier.agency_id, dossier.receiving_agency_id)
    return any(PAYERS & actor.roles_at(place) for place in places)


def pay_out(session: Session, refund_id: UUID, voucher: str, *, actor: Actor, at: datetime) -> Refund:
    """Keep that an officer gave the money back, under the number of the voucher that the payee signed.

    Raises ``NotAllowedError`` and ``RefundRefusedError``.
    """
    dossier, row = _locked(session, refund_id)
    if not may_pay_out(dossier, actor):
        raise NotAllowedError("clerk")
    if row.state != BY_HAND:
        raise RefundRefusedError("done")
    number = " ".join(voucher.split())[:LONGEST]
    if not number or not number.isprintable():
        raise RefundRefusedError("no_voucher")
    row.reference, row.done_by = number, actor.id
    _done(session, dossier, row, actor=actor, at=at)
    return row


def _locked(session: Session, refund_id: UUID) -> tuple[Dossier, Refund]:
    found = session.scalar(select(Refund.dossier_id).where(Refund.id == refund_id))
    if found is None:
        raise NotFoundError("refund")
    dossier = processing.locked_dossier(session, found)
    return dossier, session.get_one(Refund, refund_id, with_for_update=True, populate_existing=True)


def _done(session: Session, dossier: Dossier, row: Refund, *, actor: Actor, at: datetime) -> None:
    by_hand = row.state == BY_HAND
    row.state, row.done_at = DONE, at
    payload = {"refund": str(row.id), "amount": row.amount, "by_hand": by_hand, "reference": row.reference}
    evidence.record(session, dossier, EventKind.FEE_REFUNDED, actor=actor, at=at, payload=payload)
    dossier.lock_version += 1
    notices.tell(session, dossier, "fee_refunded", at=at, amount=row.amount)


def _refunded(session: Session, payment: Payment) -> int:
    total = session.scalar(select(func.sum(Refund.amount)).where(Refund.payment_id == payment.id))
    return int(total or 0)


def _taken(over: dict[str, int], amount: int) -> dict[str, int]:
    """Take so much out of what is open of each fee, and return it by fee."""
    found = {}
    for fee, open_part in list(over.items()):
        part = min(open_part, amount)
        if part:
            found[fee], over[fee], amount = part, open_part - part, amount - part
    return found
