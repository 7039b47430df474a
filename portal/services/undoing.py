"""Taking an act back within minutes, by whoever did it, while nothing has followed.

What the act told the applicant is held back for as long as it can be taken back, so nobody was told what did not stand.
The evidence keeps both: the act, and that it was taken back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, or_, select, update

from portal.models import DossierEvent, Draft, EventPayload, Message, Paper, Supplement, Task
from portal.services import deadlines, evidence, processing, staleness, tasks
from portal.services.definitions import procedure_of
from portal.services.evidence import EventKind
from portal.services.holding_back import TAKEN_BACK, how_undone
from portal.services.refusals import ActionNotAllowedError, NotAllowedError, StaleDossierError

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.models import Dossier
    from portal.services.actors import Actor
    from procedures.definition import Procedure
    from workflows.effects import Effect


@dataclass(frozen=True, slots=True)
class Undoable:
    """The newest act of a dossier, which can still be taken back."""

    seq: int
    at: datetime
    until: datetime
    step: str
    action: str
    to: str | None


def undoable(session: Session, dossier: Dossier, procedure: Procedure, actor: Actor, at: datetime) -> Undoable | None:
    """Return the act that this officer can take back now, ``None`` when there is none.

    It is the newest one, their own, within its minutes, and nothing has followed: no other event, no typing of an
    answer. Whoever no longer holds the role takes nothing back.
    """
    newest = _newest(session, dossier)
    if newest is None or dossier.closed_at is not None:
        return None
    event, said = newest
    step = procedure.workflow.steps.get(said["step"])
    action = step.actions.get(said["action"]) if step else None
    if step is None or action is None or event.actor_id != actor.id:
        return None
    found = how_undone(session, dossier, procedure, action.effects, action.paper)
    until = event.at + timedelta(minutes=found.minutes if found else 0)
    if not event.at <= at < until or step.role not in actor.roles_at(dossier.agency_id):
        return None
    if _has_followed(session, dossier, event):
        return None
    return Undoable(event.seq, event.at, until, step.name, action.name, said["to"])


def undo(session: Session, dossier_id: UUID, *, actor: Actor, at: datetime, seen_version: int) -> Undoable:
    """Take the newest act back: the task is open again as it was, and what was told is recalled.

    Raises ``StaleDossierError`` when the dossier moved on since it was shown, ``ActionNotAllowedError`` when there is
    nothing to take back any more.
    """
    dossier = processing.locked_dossier(session, dossier_id)
    if dossier.lock_version != seen_version:
        raise StaleDossierError(dossier.code)
    procedure = procedure_of(session, dossier.version_id)
    found = undoable(session, dossier, procedure, actor, at)
    if found is None:
        if dossier.agency_id not in actor.roles:
            raise NotAllowedError("officer")
        raise ActionNotAllowedError(dossier.code, "", "undo", "too_late")
    task = _reopen(session, dossier, found)
    said = {"step": found.step, "action": found.action, "from": found.seq, "to": dossier.event_count}
    said |= _recall(session, dossier, procedure, found, at)
    actor = actor.under(task.agency_id, task.role, task.officer_id)
    evidence.record(session, dossier, EventKind.ACTION_UNDONE, actor=actor, at=at, payload=said)
    tasks.refresh_status(session, dossier, procedure)
    staleness.go_on(session, dossier, task, _effects(procedure, found))
    session.flush()
    return found


def _effects(procedure: Procedure, found: Undoable) -> Collection[Effect]:
    return procedure.workflow.steps[found.step].actions[found.action].effects


def _newest(session: Session, dossier: Dossier) -> tuple[DossierEvent, dict[str, Any]] | None:
    """Return the newest act with what it says; ``None`` when it was taken back, or there is none."""
    query = (
        select(DossierEvent, EventPayload.payload)
        .join(EventPayload, EventPayload.event_id == DossierEvent.id)
        .where(DossierEvent.dossier_id == dossier.id)
        .where(DossierEvent.kind.in_([EventKind.ACTION_TAKEN, EventKind.ACTION_UNDONE]))
    )
    row = session.execute(query.order_by(DossierEvent.seq.desc()).limit(1)).first()
    if row is None or row[0].kind == EventKind.ACTION_UNDONE or not row[1]:
        return None
    return row[0], json.loads(row[1])


def _has_followed(session: Session, dossier: Dossier, event: DossierEvent) -> bool:
    """Tell whether anything came after an act that cannot be taken back, or an answer is being typed.

    What gives up other branches has ended work of others, and what asks others for their opinion has reached them.
    """
    beyond = or_(DossierEvent.at != event.at, DossierEvent.kind.not_in(TAKEN_BACK))
    later = exists().where(DossierEvent.dossier_id == dossier.id, DossierEvent.seq > event.seq, beyond)
    typed = exists().where(Draft.supplement_id == Supplement.id, Supplement.dossier_id == dossier.id)
    return bool(session.scalar(select(or_(later, typed))))


def _reopen(session: Session, dossier: Dossier, found: Undoable) -> Task:
    """Close what the act opened, and open again what it closed, in the hands in which it was."""
    here = select(Task).where(Task.dossier_id == dossier.id)
    if found.to is None:
        return session.scalars(here.where(Task.step == found.step, Task.closed_at.is_(None))).one()
    for task in session.scalars(here.where(Task.opened_at == found.at, Task.closed_at.is_(None))):
        session.delete(task)
    session.flush()
    task = session.scalars(here.where(Task.step == found.step, Task.closed_at == found.at)).one()
    task.closed_at = task.closed_by = task.action = task.form = None
    session.flush()
    return task


def _recall(
    session: Session, dossier: Dossier, procedure: Procedure, found: Undoable, at: datetime
) -> dict[str, list[str]]:
    """Take back what came with the act; return what of it the applicant would have got."""
    if dossier.accepted_at == found.at:
        dossier.accepted_at = None
    deadlines.undo(session, dossier, procedure, found.at, at=at)
    asked = update(Supplement).where(Supplement.dossier_id == dossier.id, Supplement.requested_at == found.at)
    session.execute(asked.values(withdrawn_at=at))
    held = select(Message).where(Message.dossier_id == dossier.id, Message.created_at == found.at)
    recalled = session.scalars(held.where(Message.held_until.is_not(None))).all()
    pressed = select(Paper).where(Paper.dossier_id == dossier.id, Paper.made_at == found.at)
    revoked = session.scalars(pressed.where(Paper.held_until.is_not(None))).all()
    for message in recalled:
        session.delete(message)
    for paper in revoked:
        paper.state = "revoked"
    session.flush()
    return {"recalled": [one.kind for one in recalled], "revoked": [str(one.id) for one in revoked]}
