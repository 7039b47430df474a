"""Fees that are due at a step: ordered when the dossier reaches it, from what is known by then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.answers import from_json, visible_fields
from forms.spec import one_page
from portal.models import Offer, Person
from portal.services import fees, notices, tasks
from portal.services.answer_sets import newest_answers
from portal.services.refusals import ActionNotAllowedError
from portal.services.situations import situation_of_dossier
from procedures.fees import FeeNotComputableError, FeeSheet, fee_sheet
from procedures.owing import steps_with_fees

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from typing import Any

    from sqlalchemy.orm import Session

    from portal.models import Dossier, FeeOrder
    from portal.services.actors import Actor
    from procedures.definition import Procedure


def order(
    session: Session, dossier: Dossier, procedure: Procedure, step: str, *, actor: Actor, at: datetime
) -> FeeOrder | None:
    """Order what is due at a step that the dossier has reached, each fee once, and tell the applicant.

    What was ordered there before, is not paid yet and comes to something else now is cancelled and ordered anew.
    Raises ``ActionNotAllowedError`` (``fee_unknown``) when nobody has said yet what a fee comes to.
    """
    sheet = expected(session, dossier, procedure, step)
    if sheet is None:
        return None
    if sheet.later or not sheet.complete:
        raise ActionNotAllowedError(dossier.code, step, "order_fee", "fee_unknown")
    for before in _unpaid(session, dossier, frozenset(line.id for line in sheet.lines)):
        fees.cancel(session, dossier, procedure, before, actor=actor, at=at)
    fee_order = fees.order(session, dossier, procedure, sheet, at=at, actor=actor)
    if fee_order is not None:
        notices.tell(session, dossier, "fee_ordered", at=at, amount=fee_order.total)
    return fee_order


def expected(session: Session, dossier: Dossier, procedure: Procedure, step: str) -> FeeSheet | None:
    """Return what would be ordered if the dossier reached a step now; ``None`` when no fee is due there."""
    wanted = steps_with_fees(procedure.fees, procedure.workflow).get(step) if procedure.fees else None
    if not wanted:
        return None
    paid = {line["id"] for one in fees.orders_of(session, dossier) if one.state == "paid" for line in one.lines}
    new = frozenset(wanted) - paid
    sheet = _sheet(session, dossier, procedure, new, step) if new else None
    return None if sheet is None or _is_ordered(session, dossier, sheet) else sheet


def _is_ordered(session: Session, dossier: Dossier, sheet: FeeSheet) -> bool:
    """Say whether just this was ordered already and waits for the money."""
    owed = {line.id: line.amount for line in sheet.lines}
    unpaid = _unpaid(session, dossier, owed)
    return bool(unpaid) and {line["id"]: line["amount"] for one in unpaid for line in one.lines} == owed


def _unpaid(session: Session, dossier: Dossier, named: Collection[str]) -> list[FeeOrder]:
    """Return the orders of these fees that are not paid yet."""
    orders = fees.orders_of(session, dossier)
    return [one for one in orders if one.state == "due" and any(line["id"] in named for line in one.lines)]


def sheet_of(session: Session, dossier: Dossier, procedure: Procedure, stored: Mapping[str, Any]) -> FeeSheet:
    """Return what these answers cost, with what officers filled in; ``FeeNotComputableError`` where that fails."""
    person, offer = session.get_one(Person, dossier.applicant_id), session.get_one(Offer, dossier.offer_id)
    situation = situation_of_dossier(dossier, person)
    visible = visible_fields(procedure.form, from_json(procedure.form, stored), situation.values())
    filled = _filled(session, dossier, procedure)
    return fee_sheet(procedure, visible.answers, situation, offer.overlay, visible, filled)


def _sheet(session: Session, dossier: Dossier, procedure: Procedure, new: Collection[str], step: str) -> FeeSheet:
    try:
        return sheet_of(session, dossier, procedure, newest_answers(session, dossier).answers).of(new)
    except FeeNotComputableError as wrong:
        raise ActionNotAllowedError(dossier.code, step, "order_fee", "fee_unknown") from wrong


def _filled(session: Session, dossier: Dossier, procedure: Procedure) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, form in tasks.filled_forms(session, dossier.id).items():
        found |= from_json(one_page(name, {"vi": name}, procedure.task_forms.get(name, ())), form)
    return found
