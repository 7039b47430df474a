"""What is owed, each attempt to pay it, and each notice a provider sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from portal.db import Base, Key


class FeeOrder(Base):
    """Thông báo nộp phí, lệ phí: the lines, their reasons, and the total in whole đồng."""

    __tablename__ = "fee_orders"
    __table_args__ = (
        CheckConstraint("total >= 0", name="total"),
        CheckConstraint("state IN ('due', 'paid', 'cancelled')", name="state"),
        Index("ix_fee_orders_dossier", "dossier_id"),
    )

    id: Mapped[Key]
    dossier_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    lines: Mapped[list[dict[str, Any]]]
    total: Mapped[int]
    due: Mapped[str]
    clock: Mapped[str]
    state: Mapped[str]
    ordered_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class Payment(Base):
    """One attempt to pay a fee order through one gateway."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint(
            "state IN ('started', 'open', 'paid', 'failed', 'expired', 'paid_twice', 'paid_late')",
            name="state",
        ),
        UniqueConstraint("gateway", "provider_reference"),
        Index("ix_payments_order", "fee_order_id", "started_at"),
    )

    id: Mapped[Key]
    fee_order_id: Mapped[UUID]
    dossier_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    gateway: Mapped[str]
    amount: Mapped[int]
    provider_reference: Mapped[str | None]
    payment_reference: Mapped[str | None]
    """The provider's id of the movement of money; a second one means that it was paid twice."""
    url: Mapped[str | None]
    state: Mapped[str]
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class PaymentNotice(Base):
    """What a provider told us, and what we made of it: applied, ignored or refused, and why."""

    __tablename__ = "payment_notices"
    __table_args__ = (
        CheckConstraint("outcome IN ('applied', 'ignored', 'refused')", name="outcome"),
        Index("ix_payment_notices_event", "gateway", "event_id"),
        Index("ix_payment_notices_received_at", "received_at"),
    )

    id: Mapped[Key]
    gateway: Mapped[str]
    event_id: Mapped[str | None]
    kind: Mapped[str | None]
    payment_id: Mapped[UUID | None]
    agency_id: Mapped[UUID | None]
    amount: Mapped[int | None]
    outcome: Mapped[str]
    why: Mapped[str]
    body_sha256: Mapped[str]
    received_at: Mapped[datetime]


class Refund(Base):
    """Money of one payment that is to be given back, and what became of it."""

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("reason IN ('overpaid', 'paid_twice', 'paid_late')", name="reason"),
        CheckConstraint("state IN ('due', 'by_hand', 'done')", name="state"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done"),
        Index("ix_refunds_dossier", "dossier_id"),
        Index("ix_refunds_payment", "payment_id"),
    )

    id: Mapped[Key]
    dossier_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    payment_id: Mapped[UUID]
    gateway: Mapped[str]
    amount: Mapped[int]
    reason: Mapped[str]
    fees: Mapped[dict[str, Any]]
    """How much of it is of which fee; empty where a whole payment is given back."""
    state: Mapped[str]
    """``due``: the gateway is asked; ``by_hand``: an officer pays it out; ``done``."""
    reference: Mapped[str | None]
    """The provider's id of the refund, or the number of the voucher."""
    ordered_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None]
    """The officer who paid it out; ``None`` where the portal did."""
