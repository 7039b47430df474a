"""The way of a dossier on its workflow, read from its tasks: what was done, what is open, what may come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.models import Task
from portal.services.facts_held import held_facts
from workflows.walked import walked

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.models import Dossier
    from procedures.definition import Procedure
    from workflows.walked import Walked


def way_of(session: Session, dossier: Dossier, procedure: Procedure) -> Walked:
    """Return where a dossier went, stands and may still go, by the facts that hold for it now."""
    query = select(Task.step, Task.action, Task.closed_at).where(Task.dossier_id == dossier.id)
    rows = session.execute(query.order_by(Task.opened_at, Task.id)).all()
    here = [row.step for row in rows if row.closed_at is None]
    if dossier.ended_at_step is not None:
        here = [dossier.ended_at_step]
    facts = held_facts(session, dossier, procedure) if dossier.closed_at is None else frozenset[str]()
    return walked(procedure.workflow, facts, here, [(row.step, row.action) for row in rows if row.closed_at])
