"""What nobody answered yet: a step is not finished while what its officer asked of the applicant waits for an answer.

What somebody was asked for, and has time for, is not decided over their heads (NĐ 61/2018 Điều 17, 19). The officer
waits for the answer or for its last day, or takes the request back with a reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from portal.clock import local_date
from portal.models import Officer
from portal.services import evidence, supplements
from portal.services.evidence import EventKind
from workflows.effects import ASKING
from workflows.status import DossierStatus

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.models import Dossier, Supplement, Task
    from portal.services.actors import Actor
    from procedures.definition import Procedure
    from workflows.spec import Action

CLOSED: Final = "request_closed"
"""What an action waits for that would finish the step, told like a fact that is missing."""
OPEN: Final = "request_open"
"""Why nothing more is asked for now: one request of a dossier is answered before the next."""


def asked_at(session: Session, dossier: Dossier, task: Task) -> Supplement | None:
    """Return what waits for the applicant's answer and was asked at this task."""
    if dossier.status != DossierStatus.SUPPLEMENT:
        # The status says that nothing is asked, with no question to the database.
        return None
    supplement = supplements.open_supplement(session, dossier)
    return supplement if supplement is not None and supplement.task_id == task.id else None


def holds_up(session: Session, dossier: Dossier, task: Task, action: Action, at: datetime) -> bool:
    """Tell whether an action would finish the step of a task before the applicant's time to answer is over.

    An answer that was sent and whose files are still looked into is on its way, however late it is.
    """
    if action.to is None:
        return False
    supplement = asked_at(session, dossier, task)
    if supplement is None:
        return False
    return supplement.sent_at is not None or supplement.due_date >= local_date(at)


def missing(session: Session, dossier: Dossier, task: Task, action: Action, at: datetime) -> frozenset[str]:
    """Return what an action waits for as long as the applicant was asked for something, told like missing facts."""
    if dossier.status == DossierStatus.SUPPLEMENT and not ASKING.isdisjoint(action.effects):
        return frozenset({OPEN})
    return frozenset({CLOSED}) if holds_up(session, dossier, task, action, at) else frozenset()


def asked_by(session: Session, supplement: Supplement) -> str:
    """Return the name of the officer who asked."""
    return session.get_one(Officer, supplement.requested_by).full_name


def lapses_with(session: Session, dossier: Dossier, task: Task, action: Action, at: datetime) -> bool:
    """Tell whether an action would end a request that nobody answered in time, for who looks at what it brings."""
    asked = action.to is not None and asked_at(session, dossier, task) is not None
    return asked and not holds_up(session, dossier, task, action, at)


def end(session: Session, dossier: Dossier, task: Task, procedure: Procedure, *, actor: Actor, at: datetime) -> None:
    """Write down that nobody answered in time what a task asked for that is finished now."""
    supplement = asked_at(session, dossier, task)
    if supplement is None:
        return
    payload = {"supplement": supplement.number, "due": supplement.due_date.isoformat()}
    evidence.record(session, dossier, EventKind.SUPPLEMENT_LAPSED, actor=actor, at=at, payload=payload)
    supplement.lapsed_at = at
    supplements.withdraw_of(session, dossier, procedure, task, actor=actor, at=at)
