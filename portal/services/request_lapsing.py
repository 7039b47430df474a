"""Requests that the applicant did not answer in time: where the pack says what follows, the portal does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from portal.clock import local_date
from portal.models import Supplement, Task
from portal.services import evidence, processing, supplements
from portal.services.actors import SYSTEM
from portal.services.definitions import procedure_of
from portal.services.evidence import EventKind
from portal.services.facts_held import held_facts
from portal.services.processing import Request
from workflows.errors import Refusal
from workflows.machine import take

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

BATCH: Final = 200
REASONS: Final = {
    "supplement": "Hết thời hạn bổ sung hồ sơ mà không bổ sung",
    "clarification": "Hết thời hạn giải trình, làm rõ mà không trả lời",
}
"""What the paper, the evidence and the applicant read where the list of the action has no such reason."""
FITTING: Final = ("not_answered", "not_completed")
"""The codes of the reasons of a list that say it."""


def overdue(session: Session, at: datetime, after: UUID | None = None) -> Sequence[UUID]:
    """Return requests whose last day has passed without an answer, in order of their keys."""
    query = select(Supplement.id).where(
        Supplement.answered_at.is_(None),
        Supplement.withdrawn_at.is_(None),
        Supplement.sent_at.is_(None),
        Supplement.due_date < local_date(at),
    )
    if after is not None:
        query = query.where(Supplement.id > after)
    return session.scalars(query.order_by(Supplement.id).limit(BATCH)).all()


def lapse(session: Session, supplement_id: UUID, *, at: datetime) -> bool:
    """Do what the pack says follows when nobody answered; ``False`` where it says nothing, or it is not so any more."""
    found = session.get_one(Supplement, supplement_id)
    dossier = processing.locked_dossier(session, found.dossier_id)
    supplement = supplements.open_supplement(session, dossier)
    task = session.get(Task, found.task_id)
    if supplement is None or supplement.id != supplement_id or task is None or task.closed_at is not None:
        return False
    if supplement.sent_at is not None or supplement.due_date >= local_date(at):
        return False
    procedure = procedure_of(session, dossier.version_id)
    action = supplements.asking_action(procedure, supplement, task.step)
    if action is None or action.lapses is None:
        return False
    listed = {one.code: one.text["vi"] for one in procedure.workflow.steps[task.step].actions[action.lapses].reasons}
    words = next((listed[code] for code in FITTING if code in listed), REASONS[supplement.kind])
    reason = f"{words} (hạn cuối {supplement.due_date:%d/%m/%Y})"
    held = held_facts(session, dossier, procedure)
    move = take(procedure.workflow, task.step, action.lapses, roles={task.role}, facts=held, reasons=(reason,))
    if isinstance(move, Refusal):
        return False
    payload = {"supplement": supplement.number, "due": supplement.due_date.isoformat()}
    evidence.record(session, dossier, EventKind.SUPPLEMENT_LAPSED, actor=SYSTEM, at=at, payload=payload)
    supplement.lapsed_at = at
    supplements.withdraw_open(session, dossier, procedure, actor=SYSTEM, at=at)
    asked = Request(action.lapses, reasons=(reason,))
    processing.carry_out(session, dossier, task, procedure, move, asked, actor=SYSTEM, at=at)
    return True
