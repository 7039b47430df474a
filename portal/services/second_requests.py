"""A second supplement request: asked for by the officer who has the dossier, allowed or not by a superior.

The law has the applicant asked once, and fully (NĐ 61/2018/NĐ-CP, Điều 17). Each side gives its reason, both are
evidence, and one allowance is good for one request.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from portal.errors import DomainError
from portal.models import Dossier, SupplementAllowance
from portal.services import evidence, processing, tasks
from portal.services.allowances import limited, of_dossier
from portal.services.definitions import procedure_of
from portal.services.evidence import EventKind
from portal.services.refusals import NotAllowedError, NotFoundError, StaleDossierError
from portal.services.standing import actions_taken
from workflows.vocabulary import taken

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from portal.models import Task
    from portal.services.actors import Actor
    from procedures.definition import Procedure
    from workflows.spec import Action

SUPERIORS: Final = frozenset({"department_head", "leader"})
PAGE: Final = 50


class AllowanceRefusedError(DomainError):
    """Nothing can be allowed: ``no_reason``, ``not_spent``, ``asked_already``, ``decided_already`` or ``own``."""

    def __init__(self, why: str) -> None:
        """Keep why."""
        super().__init__(f"no allowance: {why}")
        self.why = why


@dataclass(frozen=True, slots=True)
class Spent:
    """A request that was made as often as it may be, with the newest allowance that was asked for since."""

    task: Task
    action: Action
    allowance: SupplementAllowance | None


def spent(session: Session, dossier: Dossier, procedure: Procedure, actor: Actor) -> list[Spent]:
    """Return the requests to the applicant that are used up at the steps where the actor may act."""
    held = [one for one in tasks.open_tasks(session, dossier.id) if _may_act(one, actor)]
    named = [(task, action) for task in held for action in limited(procedure, task.step)]
    if not named:
        return []
    done = actions_taken(session, dossier)
    rows = {(one.step, one.action): one for one in of_dossier(session, dossier)}
    return [
        Spent(task, action, rows.get((task.step, action.name)))
        for task, action in named
        if taken(task.step, action.name) in done
    ]


def ask(
    session: Session,
    dossier_id: UUID,
    task_id: UUID,
    action: str,
    reason: str,
    *,
    actor: Actor,
    at: datetime,
    seen_version: int,
) -> SupplementAllowance:
    """Ask a superior to allow one more request.

    Raises ``StaleDossierError``, ``NotAllowedError`` and ``AllowanceRefusedError``.
    """
    dossier = processing.locked_dossier(session, dossier_id)
    if dossier.lock_version != seen_version:
        raise StaleDossierError(dossier.code)
    procedure = procedure_of(session, dossier.version_id)
    task = next((one for one in tasks.open_tasks(session, dossier.id) if one.id == task_id), None)
    if task is None or not _may_act(task, actor):
        raise NotAllowedError(task.role if task else "case_officer")
    found = next((one for one in spent(session, dossier, procedure, actor) if one.action.name == action), None)
    _demand_askable(found, reason)
    row = SupplementAllowance(
        dossier_id=dossier.id,
        agency_id=task.agency_id,
        step=task.step,
        action=action,
        asked_by=actor.id,
        asked_name=actor.name,
        asked_at=at,
        asked_reason=reason.strip(),
    )
    session.add(row)
    session.flush()
    payload = {"allowance": str(row.id), "step": task.step, "action": action, "reason": row.asked_reason}
    evidence.record(session, dossier, EventKind.ALLOWANCE_ASKED, actor=actor, at=at, payload=payload)
    dossier.lock_version += 1
    session.flush()
    return row


def decide(
    session: Session, allowance_id: UUID, *, allowed: bool, reason: str, actor: Actor, at: datetime
) -> SupplementAllowance:
    """Allow one more request, or not, with the reason; nobody decides on what they asked for themselves.

    Raises ``NotFoundError``, ``NotAllowedError`` and ``AllowanceRefusedError``.
    """
    row = session.get(SupplementAllowance, allowance_id)
    if row is None:
        raise NotFoundError("allowance")
    if not actor.roles_at(row.agency_id) & SUPERIORS:
        raise NotAllowedError("leader")
    dossier = processing.locked_dossier(session, row.dossier_id)
    session.refresh(row, with_for_update=True)
    if row.decided_at is not None or dossier.closed_at is not None:
        raise AllowanceRefusedError("decided_already")
    if row.asked_by == actor.id:
        raise AllowanceRefusedError("own")
    if not reason.strip():
        raise AllowanceRefusedError("no_reason")
    row.decided_by, row.decided_name, row.decided_at = actor.id, actor.name, at
    row.allowed, row.decided_reason = allowed, reason.strip()
    payload = {"allowance": str(row.id), "step": row.step, "action": row.action, "allowed": allowed}
    payload["reason"] = row.decided_reason
    evidence.record(session, dossier, EventKind.ALLOWANCE_DECIDED, actor=actor, at=at, payload=payload)
    dossier.lock_version += 1
    session.flush()
    return row


def awaited(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Return the query of what waits for this superior, to be counted."""
    agencies = [agency for agency, roles in actor.roles.items() if roles & SUPERIORS]
    query = select(SupplementAllowance.id).join(Dossier, Dossier.id == SupplementAllowance.dossier_id)
    return query.where(
        SupplementAllowance.agency_id.in_(agencies),
        SupplementAllowance.decided_at.is_(None),
        Dossier.closed_at.is_(None),
    )


def waiting(session: Session, actor: Actor, *, after: UUID | None = None) -> list[tuple[SupplementAllowance, Dossier]]:
    """Return what waits for this superior, the oldest first, one more than a page holds."""
    query = awaited(actor).with_only_columns(SupplementAllowance, Dossier)
    if after is not None:
        query = query.where(SupplementAllowance.id > after)
    rows = session.execute(query.order_by(SupplementAllowance.id).limit(PAGE + 1))
    return [(row, dossier) for row, dossier in rows]


def _demand_askable(found: Spent | None, reason: str) -> None:
    if found is None:
        raise AllowanceRefusedError("not_spent")
    open_one = found.allowance is not None and found.allowance.used_at is None and found.allowance.allowed is not False
    if open_one:
        raise AllowanceRefusedError("asked_already")
    if not reason.strip():
        raise AllowanceRefusedError("no_reason")


def _may_act(task: Task, actor: Actor) -> bool:
    return actor.has(task.agency_id, task.role, task.officer_id)
