"""A dossier goes to another agency or department: by decision of a superior, with reason and legal basis.

Code, numbers, receiving agency and legal clock stay. The open tasks go along with all that hangs on them, held by
nobody; what each was before stays behind as a finished one, so the control slip shows who had it when.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, func, or_, select

from forms.expressions.words import plain
from portal.db import new_key
from portal.errors import DomainError
from portal.models import Agency, Dossier, Offer, Paper, Task
from portal.services import evidence, giving, issuing, notices, processing, tasks
from portal.services.definitions import procedure_of
from portal.services.evidence import EventKind
from portal.services.handed_over import TRANSFERRED
from portal.services.officers import staffed, staffed_with
from portal.services.refusals import NotAllowedError, StaleDossierError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.services.actors import Actor
    from procedures.definition import Procedure

SUPERIORS: Final = frozenset({"department_head", "leader"})
DRAFT: Final = "draft"
FOUND: Final = 20


class TransferRefusedError(DomainError):
    """A dossier cannot go there, or not now; ``why`` is a word that the page knows.

    ``incomplete``, ``same``, ``unstaffed``, ``closed``, ``in_press`` or ``signed``.
    """

    def __init__(self, why: str) -> None:
        """Keep the reason."""
        super().__init__(f"no transfer: {why}")
        self.why = why


@dataclass(frozen=True, slots=True)
class Transfer:
    """Where a dossier is to go, and why."""

    agency_id: UUID
    reason: str
    legal_basis: str


def may_transfer(dossier: Dossier, actor: Actor) -> bool:
    """Tell whether the actor may send the dossier elsewhere: the superiors of the agency that has it."""
    return dossier.closed_at is None and bool(actor.roles_at(dossier.agency_id) & SUPERIORS)


def agencies(session: Session, dossier: Dossier, words: str, at: datetime) -> Sequence[Agency]:
    """Return agencies by words of their name or by code; without words those that may be meant.

    None is among them where nobody holds a role that the dossier still needs. Without words they are those that offer
    the procedure, beside the present one, and those right below it.
    """
    here = session.get_one(Agency, dossier.agency_id)
    query = select(Agency).where(Agency.id != here.id, *(staffed_with(role, at) for role in _needed(session, dossier)))
    if words.strip():
        name = func.lower(func.unaccent(Agency.name))
        parts = [func.strpos(name, part) > 0 for part in plain(words).split()]
        query = query.where(
            or_(func.lower(Agency.code) == words.strip().lower(), *([] if not parts else [_all(parts)]))
        )
    else:
        offering = select(Offer.agency_id).where(Offer.code == dossier.procedure_code, Offer.closed_at.is_(None))
        beside = and_(Agency.parent_id == here.parent_id, Agency.id.in_(offering))
        query = query.where(or_(Agency.parent_id == here.id, beside))
    return session.scalars(query.order_by(Agency.name, Agency.id).limit(FOUND)).all()


def transfer(
    session: Session, dossier_id: UUID, wanted: Transfer, *, actor: Actor, at: datetime, seen_version: int
) -> Agency:
    """Send a dossier to another agency and tell the applicant; return where it went.

    Raises ``StaleDossierError``, ``NotAllowedError`` and ``TransferRefusedError``.
    """
    dossier = processing.locked_dossier(session, dossier_id)
    if dossier.lock_version != seen_version:
        raise StaleDossierError(dossier.code)
    if not actor.roles_at(dossier.agency_id) & SUPERIORS:
        raise NotAllowedError("leader")
    target = session.get(Agency, wanted.agency_id)
    why = _fault(session, dossier, target, wanted, at)
    if why or target is None:
        raise TransferRefusedError(why or "same")
    payload = {"reason": wanted.reason, "law": wanted.legal_basis}
    move(session, dossier, target, payload, actor=as_superior(actor, dossier), at=at)
    notices.tell(session, dossier, "dossier_transferred", at=at)
    return target


def move(
    session: Session, dossier: Dossier, target: Agency, payload: Mapping[str, Any], *, actor: Actor, at: datetime
) -> None:
    """Let another agency have a dossier, with the event; the caller holds the lock and has judged it."""
    slow, at = evidence.behind(dossier, at), evidence.instant(dossier, at)
    before = session.get_one(Agency, dossier.agency_id)
    said = {"from": before.name, "from_code": before.code, "to": target.name, "to_code": target.code, **slow, **payload}
    evidence.record(session, dossier, EventKind.DOSSIER_TRANSFERRED, actor=actor, at=at, payload=said)
    dossier.agency_id = target.id
    procedure = procedure_of(session, dossier.version_id)
    ours = [one for one in tasks.open_tasks(session, dossier.id) if one.agency_id == before.id]
    for task in ours:
        hand_over(session, dossier, task, target, actor=actor, at=at)
        giving.give(session, dossier, procedure, task, at=at)
    issuing.discard_drafts(session, dossier)
    _draft_anew(session, dossier)
    dossier.lock_version += 1
    session.flush()


def hand_over(session: Session, dossier: Dossier, task: Task, target: Agency, *, actor: Actor, at: datetime) -> None:
    """Let another agency have an open task, held by nobody there."""
    if not procedure_of(session, dossier.version_id).workflow.steps[task.step].waits:
        _leave_behind(session, task, actor, at)
        task.opened_at = at
    task.agency_id, task.officer_id = target.id, None


def as_superior(actor: Actor, dossier: Dossier) -> Actor:
    """Return the actor as the superior whose decision it is: for whom, where that role is lent."""
    if actor.own_roles_at(dossier.agency_id) & SUPERIORS:
        return actor
    lent = sorted(actor.roles_at(dossier.agency_id) & SUPERIORS, reverse=True)
    return actor.under(dossier.agency_id, lent[0]) if lent else actor


def _leave_behind(session: Session, task: Task, actor: Actor, at: datetime) -> None:
    """Keep what a task was at the agency that has it no more; the task itself goes on, with all that hangs on it."""
    was = {column.key: getattr(task, column.key) for column in Task.__table__.columns}
    ended = {"id": new_key(), "closed_at": at, "closed_by": actor.id, "action": TRANSFERRED}
    session.add(Task(**{**was, **ended}))


def _all(parts: Sequence[Any]) -> Any:
    found = parts[0]
    for part in parts[1:]:
        found = found & part
    return found


def _fault(session: Session, dossier: Dossier, target: Agency | None, wanted: Transfer, at: datetime) -> str | None:
    if not wanted.reason.strip() or not wanted.legal_basis.strip():
        return "incomplete"
    if target is None or target.id == dossier.agency_id:
        return "same"
    if dossier.closed_at is not None:
        return "closed"
    if issuing.in_press(session, dossier):
        return "in_press"
    result = issuing.result_of(session, dossier)
    if result is not None and result.state != DRAFT:
        # It bears the signature of the agency that had the dossier.
        return "signed"
    roles = _needed(session, dossier)
    there = staffed(session, roles, at)
    return None if all((target.id, role) in there for role in roles) else "unstaffed"


def _needed(session: Session, dossier: Dossier) -> set[str]:
    procedure = procedure_of(session, dossier.version_id)
    return roles_ahead(procedure, {task.step for task in tasks.open_tasks(session, dossier.id)})


def roles_ahead(procedure: Procedure, steps: set[str]) -> set[str]:
    """Return the roles of the steps at which a dossier stands and of those that it can still come to."""
    every, waiting, seen = procedure.workflow.steps, list(steps), set(steps)
    while waiting:
        step = every[waiting.pop()]
        named = [one.to for one in step.actions.values() if one.to] + [one.start for one in step.branches.values()]
        ahead = {name for name in named if name in every} - seen
        seen |= ahead
        waiting += ahead
    # What the pack gives to another agency is done there, whoever has the dossier.
    return {every[name].role for name in seen if not every[name].waits and every[name].agency is None}


def _draft_anew(session: Session, dossier: Dossier) -> None:
    """Have the draft of a result rendered with the name of the agency that has the dossier now."""
    paper: Paper | None = issuing.result_of(session, dossier)
    if paper is not None and paper.state == DRAFT:
        paper.agency_id, paper.sha256, paper.details = dossier.agency_id, None, {}
        session.flush()
        issuing.press(session, "draft_result", paper)
