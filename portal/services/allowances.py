"""What superiors allowed: one more request to the applicant than the pack has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.models import SupplementAllowance
from workflows.effects import ASKING
from workflows.vocabulary import taken

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.models import Dossier
    from procedures.definition import Procedure
    from workflows.spec import Action


def lifted(session: Session, dossier: Dossier, procedure: Procedure, done: Collection[str]) -> frozenset[str]:
    """Return which facts that an action was taken are lifted: a superior has allowed it once more."""
    once = {taken(step, action.name) for step in procedure.workflow.steps for action in limited(procedure, step)}
    if not once.intersection(done):
        return frozenset()
    return frozenset(taken(one.step, one.action) for one in of_dossier(session, dossier) if _is_open(one))


def use(session: Session, dossier: Dossier, step: str, action: str, *, at: datetime) -> None:
    """Note that the request was made that an allowance was given for; the caller holds the dossier's lock."""
    for one in of_dossier(session, dossier):
        if (one.step, one.action) == (step, action) and _is_open(one):
            one.used_at = at
    session.flush()


def of_dossier(session: Session, dossier: Dossier) -> Sequence[SupplementAllowance]:
    """Return everything that was asked and decided about a dossier, the oldest first."""
    query = select(SupplementAllowance).where(SupplementAllowance.dossier_id == dossier.id)
    return session.scalars(query.order_by(SupplementAllowance.id)).all()


def limited(procedure: Procedure, step: str) -> list[Action]:
    """Return the requests to the applicant that may be made once at a step."""
    here = procedure.workflow.steps.get(step)
    actions = here.actions.values() if here is not None else ()
    return [action for action in actions if action.once and ASKING.intersection(action.effects)]


def _is_open(one: SupplementAllowance) -> bool:
    return one.allowed is True and one.used_at is None
