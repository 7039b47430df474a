"""What an applicant owes once a supplement has changed their answers: never a wrong sum in silence.

What is not paid yet is ordered anew, with the sum that holds now. Of what was paid only the difference is ordered; and
where too much was paid, evidence, notice and page say how much is to be given back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from portal.services import evidence, fees, notices, refunds, step_fees
from portal.services.evidence import EventKind
from portal.services.refusals import IncompleteFilingError, NotComputableError
from procedures.fees import FeeNotComputableError, FeeSheet
from procedures.owing import ordered_at_filing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy.orm import Session

    from portal.models import Dossier, FeeOrder
    from portal.services.actors import Actor
    from procedures.definition import Procedure
    from procedures.fees import FeeLine

DUE, PAID, CANCELLED = "due", "paid", "cancelled"
REST = {"vi": "phần nộp thêm", "en": "further part"}


def settle_anew(
    session: Session,
    dossier: Dossier,
    procedure: Procedure,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Order, or say what was paid too much, as far as new answers change what was ordered; both as they are stored.

    Raises ``IncompleteFilingError`` or ``NotComputableError`` where the new answers do not say what is owed.
    """
    if not procedure.fees:
        return
    orders = [one for one in fees.orders_of(session, dossier) if one.state != CANCELLED]
    named = ordered_at_filing(procedure.fees, procedure.workflow) | {line["id"] for one in orders for line in one.lines}
    now = _sheet(session, dossier, procedure, after).of(named)
    if _amounts(now.lines) == _amounts(_sheet(session, dossier, procedure, before).of(named).lines):
        return
    if not now.complete:
        raise IncompleteFilingError(sorted(now.unknown))
    waiting = _order_waiting_anew(session, dossier, procedure, now, orders, actor=actor, at=at)
    paid = _kept(session, dossier, orders)
    rest = [_rest(line, paid) for line in now.lines if line.id not in waiting and line.amount > paid.get(line.id, 0)]
    fees.order(session, dossier, procedure, FeeSheet(tuple(rest)), at=at, actor=actor)
    if rest or waiting:
        owed = sum(one.total for one in fees.orders_of(session, dossier) if one.state == DUE)
        notices.tell(session, dossier, "fee_changed", at=at, amount=owed)
    _tell_overpaid(session, dossier, now, paid, actor=actor, at=at)


def _sheet(session: Session, dossier: Dossier, procedure: Procedure, answers: Mapping[str, Any]) -> FeeSheet:
    try:
        return step_fees.sheet_of(session, dossier, procedure, answers)
    except FeeNotComputableError as wrong:
        raise NotComputableError([f"fees.{wrong.fee}"]) from wrong


def _amounts(lines: Sequence[FeeLine]) -> dict[str, int]:
    return {line.id: line.amount for line in lines}


def _order_waiting_anew(
    session: Session,
    dossier: Dossier,
    procedure: Procedure,
    now: FeeSheet,
    orders: Sequence[FeeOrder],
    *,
    actor: Actor,
    at: datetime,
) -> set[str]:
    """Replace each order that is not paid and comes to something else now; return the fees that were in them."""
    paid, replaced = _kept(session, dossier, orders), set[str]()
    for one in orders:
        owed = tuple(_rest(line, paid) for line in now.lines if line.id in {line["id"] for line in one.lines})
        if one.state != DUE or _amounts(owed) == {line["id"]: line["amount"] for line in one.lines}:
            continue
        fees.cancel(session, dossier, procedure, one, actor=actor, at=at)
        fees.order(session, dossier, procedure, FeeSheet(owed), at=at, actor=actor)
        replaced |= {line.id for line in owed}
    return replaced


def _kept(session: Session, dossier: Dossier, orders: Sequence[FeeOrder]) -> dict[str, int]:
    """Return what was paid of each fee, without what was given back of it."""
    found: dict[str, int] = {}
    for line in (line for one in orders if one.state == PAID for line in one.lines):
        found[line["id"]] = found.get(line["id"], 0) + line["amount"]
    back = refunds.by_fee(session, dossier) if found else {}
    return {fee: amount - back.get(fee, 0) for fee, amount in found.items()}


def _rest(line: FeeLine, paid: Mapping[str, int]) -> FeeLine:
    """Return what is still to be paid of a fee, as a line that says so."""
    done = paid.get(line.id, 0)
    if not done:
        return line
    rest = max(0, line.amount - done)
    title = {language: f"{words} ({REST[language]})" for language, words in line.title.items()}
    return replace(line, title=title, full=rest, reduced_by=0, percent=0, reason=None, proof=None, amount=rest)


def _tell_overpaid(
    session: Session, dossier: Dossier, now: FeeSheet, paid: Mapping[str, int], *, actor: Actor, at: datetime
) -> None:
    """Say what was paid beyond what is owed now: it is to be given back, and nobody should have to find that out."""
    owed = _amounts(now.lines)
    over = {fee: amount - owed[fee] for fee, amount in paid.items() if amount > owed.get(fee, amount)}
    if not over:
        return
    total = sum(over.values())
    payload = {"fees": over, "total": total}
    evidence.record(session, dossier, EventKind.FEE_OVERPAID, actor=actor, at=at, payload=payload)
    notices.tell(session, dossier, "fee_overpaid", at=at, amount=total)
    refunds.owe_overpaid(session, dossier, over, at=at)
