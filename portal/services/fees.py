"""Fee orders: what is owed for a dossier, line by line, with the reason of each reduction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from forms.answers import Visible
from portal.db import new_key
from portal.models import Dossier, FeeOrder
from portal.services import evidence
from portal.services.actors import SYSTEM
from portal.services.evidence import EventKind
from portal.services.refusals import IncompleteFilingError
from procedures.fees import FeeSheet, fee_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.services.actors import Actor
    from procedures.definition import Procedure
    from procedures.situation import Situation


def sheet_for(procedure: Procedure, visible: Visible, situation: Situation, *, overlay: Mapping[str, Any]) -> FeeSheet:
    """Return what the procedure asks for the answers that are kept; ``IncompleteFilingError`` when not known yet."""
    sheet = fee_sheet(procedure, visible.answers, situation, overlay, visible)
    if not sheet.complete:
        raise IncompleteFilingError(sorted(sheet.unknown))
    return sheet


def order(
    session: Session, dossier: Dossier, procedure: Procedure, sheet: FeeSheet, *, at: datetime
) -> FeeOrder | None:
    """Order what stands on the fee sheet; ``None`` when nothing is owed."""
    if sheet.total == 0:
        return None
    fee_order = FeeOrder(
        id=new_key(),
        dossier_id=dossier.id,
        agency_id=dossier.agency_id,
        lines=[line.as_json() for line in sheet.lines],
        total=sheet.total,
        due=str(procedure.fees[0].due),
        clock=str(procedure.fees[0].clock),
        state="due",
        ordered_at=at,
    )
    session.add(fee_order)
    payload = {"order": str(fee_order.id), "total": sheet.total}
    evidence.record(session, dossier, EventKind.FEE_ORDERED, actor=SYSTEM, at=at, payload=payload)
    return fee_order


def orders_of(session: Session, dossier: Dossier) -> Sequence[FeeOrder]:
    """Return the fee orders of a dossier, the oldest first."""
    query = select(FeeOrder).where(FeeOrder.dossier_id == dossier.id)
    return session.scalars(query.order_by(FeeOrder.ordered_at)).all()


def cancel_due(session: Session, dossier: Dossier, *, actor: Actor, at: datetime) -> None:
    """Cancel what is still owed: the dossier ended, nothing is to be paid any more."""
    for fee_order in orders_of(session, dossier):
        if fee_order.state == "due":
            fee_order.state, fee_order.settled_at = "cancelled", at
            payload = {"order": str(fee_order.id)}
            evidence.record(session, dossier, EventKind.FEE_CANCELLED, actor=actor, at=at, payload=payload)
