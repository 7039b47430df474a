"""The applicant withdraws: before a result has been decided, at any time, without giving a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.services import (
    branching,
    children,
    control_slips,
    evidence,
    fees,
    issuing,
    notices,
    opinion_rounds,
    step_look_ups,
    supplements,
    tasks,
)
from portal.services.definitions import procedure_of
from portal.services.evidence import EventKind
from portal.services.refusals import ActionNotAllowedError
from workflows.status import DossierStatus

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.models import Dossier
    from portal.services.actors import Actor


def can_withdraw(session: Session, dossier: Dossier) -> bool:
    """Tell whether the dossier is open and its result not yet signed (TT 03/2025 form 05)."""
    if dossier.closed_at is not None:
        return False
    result = issuing.result_of(session, dossier)
    return result is None or not {"approved_by", "sealed_by"} & set(result.details)


def withdraw(session: Session, dossier: Dossier, *, actor: Actor, at: datetime, reason: str | None) -> None:
    """End a dossier at its applicant's wish; the caller holds its lock.

    What is still owed is cancelled; the stop notice is issued to the applicant.
    """
    if not can_withdraw(session, dossier):
        raise ActionNotAllowedError(dossier.code, "", "withdraw", "too_late")
    payload = {"reason": reason} if reason else {}
    evidence.record(session, dossier, EventKind.DOSSIER_WITHDRAWN, actor=actor, at=at, payload=payload)
    given_up, procedure = tasks.open_tasks(session, dossier.id), procedure_of(session, dossier.version_id)
    for task in given_up:
        task.closed_at, task.closed_by, task.action = at, actor.id, "withdrawn"
    because = {"action": "withdraw"}
    branching.record_given_up(session, dossier, procedure, given_up, because=because, actor=actor, at=at)
    fees.cancel_due(session, dossier, procedure, actor=actor, at=at)
    supplements.withdraw_open(session, dossier, procedure, actor=actor, at=at)
    issuing.discard_drafts(session, dossier)
    children.close(session, dossier, actor=actor, at=at)
    dossier.closed_at = at
    opinion_rounds.withdraw_all(session, dossier, procedure, actor=actor, at=at)
    step_look_ups.withdraw_all(session, dossier, procedure, actor=actor, at=at)
    dossier.status = int(DossierStatus.WITHDRAWN)
    dossier.lock_version += 1
    issuing.make_slip(session, dossier, "stop", actor=actor, at=at, details={"reasons": [reason or ""]})
    control_slips.issue(session, dossier, actor=actor, at=at)
    notices.tell(session, dossier, "dossier_withdrawn", at=at)
    session.flush()
