"""Fee orders: what is owed for a dossier, line by line, with the reason of each reduction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from forms.answers import Visible
from portal.db import new_key
from portal.inserting import add_new
from portal.models import Dossier, FeeOrder
from portal.services import deadlines, evidence
from portal.services.actors import SYSTEM
from portal.services.evidence import EventKind
from portal.services.refusals import IncompleteFilingError
from procedures.fees import FeeSheet, fee_sheet
from procedures.law_words import words_of_law
from workflows.spec import Clock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.services.actors import Actor
    from procedures.definition import Procedure
    from procedures.situation import Situation


STRENGTH = (Clock.RUN, Clock.PAUSE, Clock.RESTART)
"""Of several fees that are ordered at once, the one that moves the clock most decides."""


def sheet_for(procedure: Procedure, visible: Visible, situation: Situation, *, overlay: Mapping[str, Any]) -> FeeSheet:
    """Return what the procedure asks for the answers that are kept; ``IncompleteFilingError`` when not known yet."""
    sheet = fee_sheet(procedure, visible.answers, situation, overlay, visible)
    if not sheet.complete:
        raise IncompleteFilingError(sorted(sheet.unknown))
    return sheet


def order(
    session: Session, dossier: Dossier, procedure: Procedure, sheet: FeeSheet, *, at: datetime, actor: Actor = SYSTEM
) -> FeeOrder | None:
    """Order what stands on the fee sheet; ``None`` when nothing is owed.

    Where the legal clock runs, it stops while the money is awaited, if the pack says so.
    """
    if sheet.total == 0:
        return None
    owed = [line for line in sheet.lines if line.amount]
    fee_order = add_new(
        session,
        FeeOrder,
        id=new_key(),
        dossier_id=dossier.id,
        agency_id=dossier.agency_id,
        lines=[line.as_json() for line in sheet.lines],
        total=sheet.total,
        due=str(owed[0].due),
        clock=str(max((line.clock for line in owed), key=STRENGTH.index)),
        state="due",
        ordered_at=at,
    )
    payload = {"order": str(fee_order.id), "total": sheet.total}
    evidence.record(session, dossier, EventKind.FEE_ORDERED, actor=actor, at=at, payload=payload)
    deadlines.stop(session, dossier, procedure, hold_of(fee_order, procedure), actor=actor, at=at)
    return fee_order


def stop_for_due(session: Session, dossier: Dossier, procedure: Procedure, *, actor: Actor, at: datetime) -> None:
    """Stop the clock, which has just started, for what was ordered before and is not paid."""
    for fee_order in orders_of(session, dossier):
        if fee_order.state == "due":
            deadlines.stop(session, dossier, procedure, hold_of(fee_order, procedure), actor=actor, at=at)


def hold_of(fee_order: FeeOrder, procedure: Procedure) -> deadlines.Hold:
    """Return what waiting for this order does to the clock, and by which law."""
    named = {line["id"] for line in fee_order.lines if line["clock"] == fee_order.clock}
    laws = dict.fromkeys(fee.law for fee in procedure.fees if fee.id in named and fee.law)
    law = "; ".join(words_of_law(procedure.legal_basis, one, "vi") for one in laws)
    return deadlines.Hold(f"fee:{fee_order.id}", "fee", Clock(fee_order.clock), law or None)


def orders_of(session: Session, dossier: Dossier) -> Sequence[FeeOrder]:
    """Return the fee orders of a dossier, the oldest first."""
    query = select(FeeOrder).where(FeeOrder.dossier_id == dossier.id)
    return session.scalars(query.order_by(FeeOrder.ordered_at)).all()


def cancel_due(session: Session, dossier: Dossier, procedure: Procedure, *, actor: Actor, at: datetime) -> None:
    """Cancel what is still owed: the dossier ended, nothing is to be paid any more."""
    for fee_order in orders_of(session, dossier):
        if fee_order.state == "due":
            cancel(session, dossier, procedure, fee_order, actor=actor, at=at)


def cancel(
    session: Session, dossier: Dossier, procedure: Procedure, fee_order: FeeOrder, *, actor: Actor, at: datetime
) -> None:
    """Cancel an order that is not paid; what waiting for it did to the clock ends."""
    fee_order.state, fee_order.settled_at = "cancelled", at
    deadlines.go_on(session, dossier, procedure, hold_of(fee_order, procedure), actor=actor, at=at)
    payload = {"order": str(fee_order.id)}
    evidence.record(session, dossier, EventKind.FEE_CANCELLED, actor=actor, at=at, payload=payload)
