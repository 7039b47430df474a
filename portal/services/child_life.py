"""What jobs do about dossiers that others opened: open them, tell the mother of their end, stop them with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.db import new_key
from portal.models import AnswerSet, Attachment, ChildDossier, Dossier, Paper
from portal.services import (
    child_filing,
    children,
    control_slips,
    deadlines,
    evidence,
    fees,
    file_pictures,
    issuing,
    notices,
    opinion_rounds,
    processing,
    step_look_ups,
    supplements,
    tasks,
)
from portal.services.actors import SYSTEM
from portal.services.attachments import FROM_ELSEWHERE
from portal.services.definitions import procedure_of
from portal.services.evidence import EventKind
from workflows.opening import DONE, Opening, openings
from workflows.status import DossierStatus

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from procedures.definition import Procedure

PDF = "application/pdf"


def open_child(session: Session, child_id: UUID, *, at: datetime, code_pattern: str) -> Dossier | None:
    """Open what was asked for; nothing when that was done before, or is not wanted any more."""
    row = session.get(ChildDossier, child_id, with_for_update=True)
    if row is None or row.state != "asked":
        return None
    mother = session.get_one(Dossier, row.mother_id)
    row.state = "open"
    return child_filing.file(session, row, mother, at=at, code_pattern=code_pattern)


def settle(session: Session, child_id: UUID, *, at: datetime) -> None:
    """Tell the mother that a child has ended: its facts, its answers and its result, and on the way goes."""
    mother_id = session.scalar(select(ChildDossier.mother_id).where(ChildDossier.id == child_id))
    if mother_id is None:
        return
    mother = processing.locked_dossier(session, mother_id)
    row = session.get_one(ChildDossier, child_id, with_for_update=True, populate_existing=True)
    if row.state != "ended" or row.settled_at is not None:
        return
    row.settled_at = at
    procedure = procedure_of(session, mother.version_id)
    child = session.get_one(Dossier, row.id)
    paper = issuing.result_of(session, child) if row.outcome == DONE else None
    payload = {"child": str(row.id), "name": row.name, "code": child.code, "outcome": row.outcome, **_result(paper)}
    evidence.record(session, mother, EventKind.CHILD_ENDED, actor=SYSTEM, at=at, payload=payload)
    mother.lock_version += 1
    session.flush()
    if mother.closed_at is None:
        _go_on(session, mother, procedure, row, paper, at)


def stop(session: Session, child_id: UUID, *, at: datetime) -> None:
    """Stop a child with its mother; one that ended meanwhile stays as it is."""
    child = processing.locked_dossier(session, child_id)
    row = session.get_one(ChildDossier, child_id, with_for_update=True, populate_existing=True)
    if child.closed_at is not None or row.state != "open":
        return
    row.state = "stopped"
    mother = session.get_one(Dossier, row.mother_id)
    evidence.record(session, child, EventKind.DOSSIER_STOPPED, actor=SYSTEM, at=at, payload={"mother": mother.code})
    for task in tasks.open_tasks(session, child.id):
        task.closed_at, task.closed_by, task.action = at, None, "stopped"
    procedure = procedure_of(session, child.version_id)
    fees.cancel_due(session, child, procedure, actor=SYSTEM, at=at)
    supplements.withdraw_open(session, child, procedure, actor=SYSTEM, at=at)
    issuing.discard_drafts(session, child)
    children.close(session, child, actor=SYSTEM, at=at)
    child.closed_at, child.status = at, int(DossierStatus.STOPPED)
    opinion_rounds.withdraw_all(session, child, procedure, actor=SYSTEM, at=at)
    step_look_ups.withdraw_all(session, child, procedure, actor=SYSTEM, at=at)
    child.lock_version += 1
    session.flush()
    issuing.make_slip(session, child, "stop", actor=SYSTEM, at=at, details={"reasons": [stop_reason(mother.code)]})
    control_slips.issue(session, child, actor=SYSTEM, at=at)
    notices.tell(session, child, "child_stopped", at=at)


def stop_reason(mother: str) -> str:
    """Return why a child is stopped, as its paper says it."""
    return f"Hồ sơ {mother}, nơi đã mở hồ sơ này, không còn được giải quyết hoặc không cần hồ sơ này nữa."


def _result(paper: Paper | None) -> dict[str, Any]:
    return {"number": paper.number, "sha256": paper.sha256} if paper is not None else {}


def _go_on(
    session: Session, mother: Dossier, procedure: Procedure, row: ChildDossier, paper: Paper | None, at: datetime
) -> None:
    opening = next(one for _, one in openings(procedure.workflow) if one.name == row.name)
    if paper is not None and opening.attach:
        _attach(session, mother, row, paper, at)
    task = children.open_task_of(session, row)
    if task is not None and row.outcome == DONE:
        task.form = (task.form or {}) | _brought(session, procedure, row, opening)
        session.flush()
    if task is not None and children.all_settled(session, mother, row.step):
        hold = children.hold_of(procedure, row.step)
        deadlines.go_on(session, mother, procedure, hold, actor=SYSTEM, at=at)
    tasks.refresh_status(session, mother, procedure)
    processing.go_on(session, mother, procedure, at=at)


def _brought(session: Session, procedure: Procedure, row: ChildDossier, opening: Opening) -> dict[str, Any]:
    """Return what the child brings into the form of the waiting step, read once as that form reads it."""
    newest = select(AnswerSet.answers).where(AnswerSet.dossier_id == row.id).order_by(AnswerSet.number.desc())
    told = dict(session.scalars(newest.limit(1)).one())
    for form in tasks.filled_forms(session, row.id).values():
        told |= form
    brought = {field: told[source] for field, source in opening.brings.items() if source in told}
    return tasks.stored_form(procedure, row.step, brought)


def _attach(session: Session, mother: Dossier, row: ChildDossier, paper: Paper, at: datetime) -> None:
    """Keep the result of a child among the files of its mother, under the name that it has where it was issued."""
    if paper.sha256 is None or paper.size is None:
        return
    session.add(
        Attachment(
            id=new_key(),
            agency_id=mother.agency_id,
            dossier_id=mother.id,
            document=f"{FROM_ELSEWHERE}{row.name}",
            filename=f"{session.get_one(Dossier, row.id).code}-ket-qua.pdf",
            media_type=PDF,
            size=paper.size,
            sha256=paper.sha256,
            sent_sha256=paper.sha256,
            state="ready",
            scan="none",
            uploaded_by=paper.made_by or mother.applicant_id,
            uploaded_at=at,
        )
    )
    session.flush()
    file_pictures.ask(session, mother.id)
