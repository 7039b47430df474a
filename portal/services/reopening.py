"""An ended dossier is opened again by decision of a superior, with reason and legal basis.

What answered it, a result or a refusal, is revoked; what was owed when it ended is owed again; and the time since it
ended does not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from portal.db import new_key
from portal.errors import DomainError
from portal.models import Dossier, FeeOrder, Paper, Task
from portal.services import (
    children,
    deadlines,
    evidence,
    giving,
    notices,
    opinion_asking,
    other_agencies,
    processing,
    step_look_ups,
    tasks,
)
from portal.services.actors import SYSTEM
from portal.services.definitions import procedure_of
from portal.services.evidence import EventKind
from portal.services.issuing import RESULT
from portal.services.officers import staffed
from portal.services.refusals import ActionNotAllowedError, NotAllowedError, StaleDossierError
from portal.services.transferring import SUPERIORS, as_superior
from workflows.ledger import Entry, EntryKind
from workflows.touring import lawful_again

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.services.actors import Actor
    from procedures.definition import Procedure

REVOKED: Final = (RESULT, "refusal", "stop")
"""The papers that answer a dossier: none of them is true of one that is open."""
ENDED: Final = "ended"
"""What the ledger says of the time in which the dossier was at its end."""


class ReopenRefusedError(DomainError):
    """A dossier cannot be opened again, or not there; ``why`` is a word that the page knows.

    ``incomplete``, ``open``, ``withdrawn``, ``step`` or ``unstaffed``; or why nobody can be asked for whom the step
    waits, as an action that leads there would say it, with what is ``missing``.
    """

    def __init__(self, why: str, missing: Sequence[str] = ()) -> None:
        """Keep the reason."""
        super().__init__(f"not reopened: {why}")
        self.why = why
        self.missing = tuple(missing)


@dataclass(frozen=True, slots=True)
class Reopening:
    """At which step a dossier is to go on, and why."""

    step: str
    reason: str
    legal_basis: str


def may_reopen(dossier: Dossier, actor: Actor) -> bool:
    """Tell whether the actor may open an ended dossier again; what its applicant withdrew stays ended."""
    ended = dossier.closed_at is not None and dossier.ended_at_step is not None
    return ended and bool(actor.roles_at(dossier.agency_id) & SUPERIORS)


def steps(dossier: Dossier, procedure: Procedure) -> list[str]:
    """Return the steps at which it can go on: those from which the lawful order leads to another result."""
    lawful = lawful_again(procedure.workflow, accepted=dossier.accepted_at is not None)
    return [name for name in procedure.workflow.steps if name in lawful]


def last_step(session: Session, dossier: Dossier) -> str | None:
    """Return the step from which the dossier ended."""
    query = select(Task.step).where(Task.dossier_id == dossier.id, Task.closed_at.is_not(None))
    return session.scalars(query.order_by(Task.closed_at.desc(), Task.opened_at.desc()).limit(1)).first()


def reopen(
    session: Session, dossier_id: UUID, wanted: Reopening, *, actor: Actor, at: datetime, seen_version: int
) -> Dossier:
    """Open an ended dossier again and tell the applicant.

    Raises ``StaleDossierError``, ``NotAllowedError`` and ``ReopenRefusedError``.
    """
    dossier = processing.locked_dossier(session, dossier_id)
    if dossier.lock_version != seen_version:
        raise StaleDossierError(dossier.code)
    if not actor.roles_at(dossier.agency_id) & SUPERIORS:
        raise NotAllowedError("leader")
    procedure = procedure_of(session, dossier.version_id)
    _demand_possible(session, dossier, procedure, wanted, at)
    actor = as_superior(actor, dossier)
    slow, at = evidence.behind(dossier, at), evidence.instant(dossier, at)
    why = {"reason": wanted.reason, "law": wanted.legal_basis}
    said = {"step": wanted.step, "end": dossier.ended_at_step, **why, **slow}
    evidence.record(session, dossier, EventKind.DOSSIER_REOPENED, actor=actor, at=at, payload=said)
    _revoke(session, dossier, actor, at)
    _owe_again(session, dossier, at)
    _count_on(session, dossier, procedure, wanted, actor, at)
    dossier.closed_at = dossier.ended_at_step = None
    task = tasks.open_step(session, dossier, wanted.step, procedure=procedure, at=at)
    giving.give(session, dossier, procedure, task, at=at)
    _ask_anew(session, dossier, procedure, task, actor, at)
    notices.tell(session, dossier, "dossier_reopened", at=at)
    session.flush()
    tasks.refresh_status(session, dossier, procedure)
    dossier.lock_version += 1
    session.flush()
    return dossier


def _ask_anew(session: Session, dossier: Dossier, procedure: Procedure, task: Task, actor: Actor, at: datetime) -> None:
    """Ask whom the step waits for, as if the dossier had just come there: opinions, dossiers elsewhere, a register."""
    try:
        opinion_asking.begin(session, dossier, task, procedure, actor=actor, at=at)
        children.open_at_step(session, dossier, procedure, task.step, actor=actor, at=at)
        step_look_ups.begin(session, dossier, task, procedure, actor=actor, at=at)
    except ActionNotAllowedError as refused:
        raise ReopenRefusedError(refused.why, refused.missing) from refused


def _demand_possible(session: Session, dossier: Dossier, procedure: Procedure, wanted: Reopening, at: datetime) -> None:
    if not wanted.reason.strip() or not wanted.legal_basis.strip():
        raise ReopenRefusedError("incomplete")
    if dossier.closed_at is None:
        raise ReopenRefusedError("open")
    if dossier.ended_at_step is None:
        raise ReopenRefusedError("withdrawn")
    if wanted.step not in steps(dossier, procedure):
        raise ReopenRefusedError("step")
    step = procedure.workflow.steps[wanted.step]
    agency = other_agencies.agency_of(session, dossier, step.agency, at) if step.agency else dossier.agency_id
    if (agency, step.role) not in staffed(session, [step.role], at):
        raise ReopenRefusedError("unstaffed")


def _revoke(session: Session, dossier: Dossier, actor: Actor, at: datetime) -> None:
    """Revoke what answered the dossier; its number stays used, and its page of verification says so."""
    query = select(Paper).where(Paper.dossier_id == dossier.id, Paper.kind.in_(REVOKED), Paper.state != "revoked")
    for paper in session.scalars(query):
        paper.state = "revoked"
        said = {"paper": str(paper.id), "kind": paper.kind, "number": paper.number}
        evidence.record(session, dossier, EventKind.PAPER_REVOKED, actor=actor, at=at, payload=said)


def _owe_again(session: Session, dossier: Dossier, at: datetime) -> None:
    """Order anew what was still owed when the dossier ended."""
    query = select(FeeOrder).where(FeeOrder.dossier_id == dossier.id, FeeOrder.state == "cancelled")
    for one in session.scalars(query.where(FeeOrder.settled_at == dossier.closed_at)).all():
        kept = {column.key: getattr(one, column.key) for column in FeeOrder.__table__.columns}
        fresh = FeeOrder(**{**kept, "id": new_key(), "state": "due", "ordered_at": at, "settled_at": None})
        session.add(fresh)
        said = {"order": str(fresh.id), "total": fresh.total}
        evidence.record(session, dossier, EventKind.FEE_ORDERED, actor=SYSTEM, at=at, payload=said)


def _count_on(
    session: Session, dossier: Dossier, procedure: Procedure, wanted: Reopening, actor: Actor, at: datetime
) -> None:
    """Let the clock go on, if it ever ran; while the dossier was at its end it stood still, for that or for else."""
    if dossier.closed_at is None or not deadlines.entries(session, dossier):
        return
    if not deadlines.waited_for(session, dossier, procedure):
        stood = Entry(EntryKind.PAUSE, dossier.closed_at, ENDED, wanted.legal_basis, hold=ENDED)
        deadlines.write(session, dossier, procedure, stood, actor=actor, recorded_at=at)
    for hold in sorted(deadlines.waited_for(session, dossier, procedure)):
        resumed = Entry(EntryKind.RESUME, at, ENDED, wanted.legal_basis, hold=hold)
        deadlines.write(session, dossier, procedure, resumed, actor=actor)
