"""Who holds a task: taking it from the role's list, giving it back, handing it to another officer."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from portal.models import Dossier, Task
from portal.services import evidence, staleness
from portal.services.actors import Actor
from portal.services.evidence import EventKind
from portal.services.officers import holders_of
from portal.services.refusals import NotAllowedError, NotFoundError, StaleDossierError

SUPERIORS: Final = frozenset({"department_head", "leader"})
"""Who gives the work of an agency to others."""


def claim(session: Session, dossier: Dossier, task: Task, *, actor: Actor, at: datetime) -> None:
    """Take a task that nobody holds, or whoever one stands in for; the caller holds the dossier's lock."""
    _demand_open(session, dossier, task)
    if task.role not in actor.roles_at(task.agency_id):
        raise NotAllowedError(task.role)
    if not actor.has(task.agency_id, task.role, task.officer_id):
        raise StaleDossierError(dossier.code)
    actor = actor.under(task.agency_id, task.role, task.officer_id)
    # What is taken for somebody who is away is theirs: it stays with them when they are back.
    lender = actor.acting_for.officer_id if actor.acting_for else None
    _give(session, dossier, task, lender or actor.id, actor, at)


def release(session: Session, dossier: Dossier, task: Task, *, actor: Actor, at: datetime) -> None:
    """Give one's own task, or that of whoever one stands in for, back to the role."""
    _demand_open(session, dossier, task)
    if task.officer_id is None or not actor.has(task.agency_id, task.role, task.officer_id):
        raise NotAllowedError(task.role)
    _give(session, dossier, task, None, actor, at)


def may_hand(task: Task, actor: Actor) -> bool:
    """Tell whether the actor may hand a task to somebody: whoever has it, and the superiors of its agency."""
    superior = bool(actor.roles_at(task.agency_id) & SUPERIORS)
    return superior or actor.has(task.agency_id, task.role, task.officer_id)


def hand_to(session: Session, dossier: Dossier, task: Task, officer_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Hand a task to another holder of its role: one's own, one that nobody holds, or as a superior any other."""
    _demand_open(session, dossier, task)
    if not may_hand(task, actor):
        raise NotAllowedError(task.role)
    if officer_id not in {officer.id for officer in holders_of(session, task.agency_id, task.role, at)}:
        raise NotFoundError("officer")
    _give(session, dossier, task, officer_id, actor, at)


def _demand_open(session: Session, dossier: Dossier, task: Task) -> None:
    session.refresh(task)
    if task.closed_at is not None:
        raise StaleDossierError(dossier.code)


def _give(session: Session, dossier: Dossier, task: Task, officer_id: UUID | None, actor: Actor, at: datetime) -> None:
    actor = actor.under(task.agency_id, task.role, task.officer_id)
    task.officer_id = officer_id
    payload = {"step": task.step, "officer": str(officer_id) if officer_id else None}
    evidence.record(session, dossier, EventKind.TASK_ASSIGNED, actor=actor, at=at, payload=payload)
    staleness.go_on(session, dossier, task)
    session.flush()
