"""An officer takes back what they asked of the applicant: with a reason, and the applicant is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.errors import DomainError
from portal.models import Task
from portal.services import evidence, notices, processing, staleness, supplements, tasks
from portal.services.definitions import procedure_of
from portal.services.evidence import EventKind
from portal.services.refusals import NotAllowedError, NotFoundError, StaleDossierError

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.models import Dossier
    from portal.services.actors import Actor


class TakingBackRefusedError(DomainError):
    """A request cannot be taken back; ``why`` is ``no_reason``, or ``sent``: the answer is on its way."""

    def __init__(self, why: str) -> None:
        """Keep the reason."""
        super().__init__(f"not taken back: {why}")
        self.why = why


def may_take_back(session: Session, dossier: Dossier, actor: Actor) -> bool:
    """Tell whether the actor has the task at which the open request was made."""
    task = _asking_task(session, dossier)
    return task is not None and actor.has(task.agency_id, task.role, task.officer_id)


def take_back(
    session: Session, dossier_id: UUID, reason: str, *, actor: Actor, at: datetime, seen_version: int
) -> Dossier:
    """Take the open request back: nothing is awaited any more, the clock goes on, and the step can be finished.

    Raises ``StaleDossierError``, ``NotFoundError``, ``NotAllowedError`` and ``TakingBackRefusedError``.
    """
    dossier = processing.locked_dossier(session, dossier_id)
    task = _asking_task(session, dossier)
    if task is None:
        raise NotFoundError("request")
    if staleness.is_stale(dossier, task, seen_version):
        raise StaleDossierError(dossier.code)
    if not actor.has(task.agency_id, task.role, task.officer_id):
        raise NotAllowedError(task.role)
    _withdraw(session, dossier, task, reason.strip(), actor.under(task.agency_id, task.role, task.officer_id), at)
    return dossier


def _withdraw(session: Session, dossier: Dossier, task: Task, reason: str, actor: Actor, at: datetime) -> None:
    supplement = supplements.open_supplement(session, dossier)
    if supplement is None or supplement.sent_at is not None or not reason:
        raise TakingBackRefusedError("no_reason" if not reason else "sent")
    at, procedure = evidence.instant(dossier, at), procedure_of(session, dossier.version_id)
    payload = {"supplement": supplement.number, "reason": reason}
    evidence.record(session, dossier, EventKind.REQUEST_TAKEN_BACK, actor=actor, at=at, payload=payload)
    supplements.withdraw_of(session, dossier, procedure, task, actor=actor, at=at)
    notices.tell(session, dossier, "request_taken_back", at=at)
    staleness.go_on(session, dossier, task)
    tasks.refresh_status(session, dossier, procedure)
    processing.go_on(session, dossier, procedure, at=at)


def _asking_task(session: Session, dossier: Dossier) -> Task | None:
    """Return the task at which the open request was made, while it is open."""
    supplement = supplements.open_supplement(session, dossier)
    task = session.get(Task, supplement.task_id) if supplement is not None else None
    return task if task is not None and task.closed_at is None else None
