"""Where a dossier stands: its open tasks, and the status that follows from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import BindParameter, bindparam, exists, or_, select, tuple_

from forms.answers import from_json, to_json
from forms.spec import one_page
from portal.db import new_key
from portal.inserting import add_new
from portal.models import Agency, ChildDossier, Dossier, FeeOrder, Supplement, Task
from portal.prepared import Prepared, PreparedEntity, PreparedRow, member_of
from portal.services import other_agencies
from portal.services.calendars import calendar_of
from workflows.status import DossierStatus, derive

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from portal.services.actors import Actor
    from procedures.definition import Procedure

_ID: BindParameter[Any] = bindparam("dossier_id")
_OPEN = PreparedEntity(
    Task,
    select(Task).where(Task.dossier_id == _ID, Task.closed_at.is_(None)).order_by(Task.opened_at, Task.id),
)
_ASKED = (Supplement.dossier_id == _ID, Supplement.answered_at.is_(None), Supplement.withdrawn_at.is_(None))
_AWAITED = (
    exists().where(*_ASKED).label("supplement"),
    exists().where(FeeOrder.dossier_id == _ID, FeeOrder.state == "due").label("fee"),
)
"""Whether the applicant has something to answer or to pay."""
_WAITING = Prepared(select(*_AWAITED))
AT_HAND = PreparedRow(
    (Task, Agency),
    _AWAITED,
    lambda query: query.join(Agency, Agency.id == Task.agency_id).where(
        Task.id == bindparam("task_id"), Task.dossier_id == _ID
    ),
)


class AtHand(NamedTuple):
    """A task, with what was read beside it, if anything was."""

    task: Task
    agency: Agency | None = None
    """Where the task is."""
    awaited: list[DossierStatus] | None = None
    """The statuses in which the applicant is awaited."""

    def of_session(self, session: Session) -> AtHand:
        """Return the same with objects that are members of the session, as long as somebody holds them."""
        agency = None if self.agency is None else member_of(session, self.agency)
        return AtHand(member_of(session, self.task), agency, self.awaited)


def open_step(
    session: Session,
    dossier: Dossier,
    step_name: str,
    *,
    procedure: Procedure,
    at: datetime,
    officer_id: UUID | None = None,
    fork_id: UUID | None = None,
    agency: Agency | None = None,
) -> Task:
    """Open the task of a step; ``officer_id`` names its holder, else the whole role sees it.

    ``fork_id`` is the task of the fork, where the step lies in a branch; ``agency`` one that was read already, and may
    be where the step is done.
    """
    step = procedure.workflow.steps[step_name]
    agency_id = other_agencies.agency_of(session, dossier, step.agency, at) if step.agency else dossier.agency_id
    target = calendar_of(session, agency_id, at, agency).promise(at, step.within).at if step.within else None
    return add_new(
        session,
        Task,
        id=new_key(),
        dossier_id=dossier.id,
        agency_id=agency_id,
        sector=dossier.sector,
        step=step_name,
        role=step.role,
        fork_id=fork_id,
        officer_id=officer_id,
        opened_at=at,
        target_at=target,
        due_at=dossier.due_at,
    )


def open_tasks(session: Session, dossier_id: UUID) -> Sequence[Task]:
    """Return the open tasks of a dossier, the oldest first."""
    return _OPEN.all_of(session, dossier_id=dossier_id)


def held_by(actor: Actor) -> ColumnElement[bool]:
    """Return what tells the tasks that an actor holds, or that those hold for whom they stand in."""
    lent = [(one.agency_id, one.role, one.officer_id) for one in actor.stands_in if one.officer_id]
    own = Task.officer_id == actor.id
    return or_(own, tuple_(Task.agency_id, Task.role, Task.officer_id).in_(lent)) if lent else own


def filled_forms(session: Session, dossier_id: UUID) -> dict[str, dict[str, Any]]:
    """Return what officers filled in at each step, as JSON, the steps in the order of their newest form."""
    return filled_forms_of(session, [dossier_id]).get(dossier_id, {})


def filled_forms_of(
    session: Session, dossier_ids: Collection[UUID], before: datetime | None = None
) -> dict[UUID, dict[str, dict[str, Any]]]:
    """Return the same of several dossiers, by one statement; ``before`` leaves out what was filled in later."""
    query = select(Task.dossier_id, Task.step, Task.form).where(Task.dossier_id.in_(dossier_ids))
    if before is not None:
        query = query.where(Task.closed_at <= before)
    forms: dict[UUID, dict[str, dict[str, Any]]] = {}
    for key, step, form in session.execute(query.where(Task.form.is_not(None)).order_by(Task.closed_at)):
        known = forms.setdefault(key, {})
        known.pop(step, None)
        known[step] = form or {}
    return forms


def typed_form(procedure: Procedure, step: str, form: Mapping[str, Any]) -> dict[str, Any]:
    """Return what officers filled in at a step, as expressions read it."""
    return from_json(one_page(step, {"vi": step}, procedure.task_forms.get(step, ())), form)


def stored_form(procedure: Procedure, step: str, form: Mapping[str, Any]) -> dict[str, Any]:
    """Return as much of a form as the step can hold, as it is stored."""
    spec = one_page(step, {"vi": step}, procedure.task_forms.get(step, ()))
    return to_json(spec, from_json(spec, form))


def at_hand(session: Session, row: Any) -> AtHand | None:
    """Return a task and what an act on it asks for, of the row that ``AT_HAND`` reads once the dossier is locked.

    The task and its agency are records.
    """
    found = AT_HAND.records_of(session, row)
    if found is None:
        return None
    task, agency, supplement, fee = found
    return AtHand(task, agency, _statuses(supplement=supplement, fee=fee))


def open_records(session: Session, dossier: Dossier) -> list[DossierStatus]:
    """Return the statuses in which the applicant is awaited."""
    waiting = _WAITING.first(session, dossier_id=dossier.id)
    return _statuses(supplement=waiting.supplement, fee=waiting.fee)


def _statuses(*, supplement: bool, fee: bool) -> list[DossierStatus]:
    found = [(DossierStatus.SUPPLEMENT, supplement), (DossierStatus.FEE_DUE, fee)]
    return [status for status, so in found if so]


def refresh_status(session: Session, dossier: Dossier, procedure: Procedure) -> DossierStatus:
    """Set the status of ``dossier`` from its open records and open tasks, and return it."""
    status = derived_status(session, dossier, procedure)
    dossier.status = int(status)
    session.flush()
    return status


def derived_status(session: Session, dossier: Dossier, procedure: Procedure) -> DossierStatus:
    """Return the status that follows from the open records and open tasks of ``dossier``."""
    steps = [procedure.workflow.steps[task.step] for task in open_tasks(session, dossier.id)]
    # A fork is open beside the steps of its branches, which say better how far the dossier is.
    of_tasks = [step.status for step in steps if not step.branches] or [step.status for step in steps]
    if not of_tasks and dossier.ended_at_step:
        of_tasks = [procedure.workflow.ends[dossier.ended_at_step].status]
    return derive(_records(session, dossier), of_tasks or [DossierStatus.STOPPED])


def _records(session: Session, dossier: Dossier) -> list[DossierStatus]:
    # What ended without reaching an end of its workflow was withdrawn, or stopped with the dossier that opened it.
    if dossier.closed_at and not dossier.ended_at_step:
        opened = session.get(ChildDossier, dossier.id)
        stopped = opened is not None and opened.state == "stopped"
        return [DossierStatus.STOPPED if stopped else DossierStatus.WITHDRAWN]
    return open_records(session, dossier)
