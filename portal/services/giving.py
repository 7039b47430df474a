"""Giving a task that opens to an officer by rule: who had the dossier last, whose area it is, who has the least to do.

The pack says the rules of a step; an agency may choose otherwise for a role, and says who looks after which area. While
others are there, whoever is away is given nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from forms.answers import from_json, to_words
from portal.errors import DomainError
from portal.models import Agency, Delegation, Dossier, Task
from portal.prepared import PreparedKey
from portal.services import evidence
from portal.services.actors import SYSTEM
from portal.services.answer_sets import newest_answers
from portal.services.evidence import EventKind
from portal.services.folding import fold
from portal.services.officers import holders_of
from portal.services.refusals import NotAllowedError
from workflows.spec import Rule, RuleKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.services.actors import Actor
    from procedures.definition import Procedure

DECIDERS: Final = frozenset({"department_head", "leader"})
"""Who chooses for an agency."""
CHOICES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "nobody": (),
    "last_handler": (Rule(RuleKind.LAST_HANDLER), Rule(RuleKind.LOAD)),
    "load": (Rule(RuleKind.LOAD),),
}
"""What an agency may choose for a role; where it chooses nothing, the pack's rules hold."""
MOST_AREAS: Final = 50
_AGENCY = PreparedKey(Agency)


class GivingRefusedError(DomainError):
    """A choice cannot be kept; ``why`` is ``choice``, ``stranger``, ``many`` or ``stale``."""

    def __init__(self, why: str) -> None:
        """Keep the reason."""
        super().__init__(f"the choice is refused: {why}")
        self.why = why


def give(
    session: Session,
    dossier: Dossier,
    procedure: Procedure,
    task: Task,
    *,
    at: datetime,
    agency: Agency | None = None,
) -> None:
    """Give a task that has just been opened to whom the rules find; without rules the whole role sees it.

    ``agency`` is one that was read already, and may be where the task is.
    """
    step = procedure.workflow.steps[task.step]
    if task.officer_id is not None or step.waits:
        return
    if agency is None or agency.id != task.agency_id:
        agency = _AGENCY.get(session, task.agency_id)
    said: Mapping[str, Any] = (agency.assigning or {}).get(task.role) or {}
    rules = CHOICES.get(said.get("by") or "", step.assigned_by)
    if not rules:
        return
    there = _there(session, task, at)
    for rule in rules if there else ():
        found = _found(session, dossier, procedure, task, rule, there, said.get("areas") or {})
        if found is not None:
            task.officer_id = found
            payload = {"step": task.step, "officer": str(found), "rule": str(rule.kind)}
            evidence.record(session, dossier, EventKind.TASK_ASSIGNED, actor=SYSTEM, at=at, payload=payload)
            return


def choose(
    session: Session,
    agency_id: UUID,
    role: str,
    choice: str | None,
    areas: Mapping[UUID, Sequence[str]],
    *,
    actor: Actor,
    at: datetime,
    seen: int,
) -> None:
    """Keep what an agency chooses for a role: by which rule, ``None`` for the pack's, and who has which area.

    Raises ``NotAllowedError`` and ``GivingRefusedError``.
    """
    if not actor.roles_at(agency_id) & DECIDERS:
        raise NotAllowedError("leader")
    agency = session.get_one(Agency, agency_id, with_for_update=True, populate_existing=True)
    kept = dict(agency.assigning or {})
    if kept.get("version", 0) != seen:
        raise GivingRefusedError("stale")
    if choice is not None and choice not in CHOICES:
        raise GivingRefusedError("choice")
    if not set(areas) <= {one.id for one in holders_of(session, agency_id, role, at)}:
        raise GivingRefusedError("stranger")
    if any(len(named) > MOST_AREAS for named in areas.values()):
        raise GivingRefusedError("many")
    kept[role] = {"by": choice, "areas": {str(key): list(named) for key, named in areas.items() if named}}
    kept["version"] = seen + 1
    agency.assigning = kept
    session.flush()


def _there(session: Session, task: Task, at: datetime) -> list[UUID]:
    """Return who holds the role, those who are away left out as long as anybody is left."""
    holders = [one.id for one in holders_of(session, task.agency_id, task.role, at)]
    away = select(Delegation.officer_id).where(
        Delegation.agency_id == task.agency_id,
        Delegation.role == task.role,
        Delegation.starts_at <= at,
        Delegation.ends_at > at,
    )
    gone = set(session.scalars(away))
    return [one for one in holders if one not in gone] or holders


def _found(
    session: Session,
    dossier: Dossier,
    procedure: Procedure,
    task: Task,
    rule: Rule,
    there: list[UUID],
    areas: Mapping[str, Sequence[str]],
) -> UUID | None:
    if rule.kind is RuleKind.LAST_HANDLER:
        return _last(session, dossier, task, there)
    if rule.kind is RuleKind.AREA:
        place = f" {fold(_words(session, dossier, procedure, rule.field or ''))} "
        theirs = [one for one in there if any(f" {fold(area)} " in place for area in areas.get(str(one), ()))]
        return _least(session, task, theirs) if theirs else None
    return _least(session, task, there)


def _last(session: Session, dossier: Dossier, task: Task, there: list[UUID]) -> UUID | None:
    """Return who of them acted last on this dossier under the same role."""
    query = select(Task.closed_by).where(
        Task.dossier_id == dossier.id, Task.role == task.role, Task.closed_by.in_(there)
    )
    return session.scalars(query.order_by(Task.closed_at.desc(), Task.id.desc()).limit(1)).first()


def _words(session: Session, dossier: Dossier, procedure: Procedure, field: str) -> str:
    answers = from_json(procedure.form, newest_answers(session, dossier).answers)
    return next((one.value for one in to_words(procedure.form, answers, "vi") if one.name == field), "")


def _least(session: Session, task: Task, among: list[UUID]) -> UUID:
    """Return who of them holds the fewest open tasks at the agency; of several, who was given one the longest ago."""
    query = (
        select(Task.officer_id, func.count(), func.max(Task.opened_at))
        .where(Task.agency_id == task.agency_id, Task.officer_id.in_(among), Task.closed_at.is_(None))
        .group_by(Task.officer_id)
    )
    load = {officer_id: (count, newest.timestamp()) for officer_id, count, newest in session.execute(query)}
    return min(among, key=lambda one: (*load.get(one, (0, 0.0)), among.index(one)))
