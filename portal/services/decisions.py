"""Collective decisions without a meeting: one agenda over many dossiers, votes by dossier, minutes at the end.

The agenda is made in one transaction, its dossiers locked in the order of their keys. Each dossier is counted and goes
on in a transaction of its own (``services.opinion_counting``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, exists, func, or_, select, tuple_

from forms.spec import say
from portal.clock import local_date
from portal.errors import DomainError
from portal.models import Agency, CollectiveDecision, Dossier, OpinionRound, OpinionSlip, Task
from portal.services import opinion_asking, opinion_giving, opinion_rounds, processing
from portal.services.calendars import calendar_of
from portal.services.definitions import procedure_of
from portal.services.numbering import next_number
from portal.services.opinion_asking import Asking
from portal.services.opinion_giving import Reply
from portal.services.opinion_lists import asked_by_name
from portal.services.refusals import NotAllowedError, NotFoundError, StaleDossierError
from portal.services.tasks import held_by

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from portal.services.actors import Actor
    from portal.storage.base import Storage
    from procedures.definition import Procedure
    from workflows.asking import Opinions

SERIES: Final = "collective_decision"
MOST: Final = 100
"""Dossiers of one agenda: more than these no member reads."""
SHOWN: Final = 50
FURTHEST_DAYS: Final = 60
LONGEST: Final = 300


class DecisionRefusedError(DomainError):
    """The agenda cannot be made so; ``why`` is ``nothing``, ``too_many``, ``councils``, ``title``, ``day``."""

    def __init__(self, why: str) -> None:
        """Keep the reason."""
        super().__init__(f"no collective decision: {why}")
        self.why = why


@dataclass(frozen=True, slots=True)
class Item:
    """One dossier of an agenda, with the slips of the members in the order in which they were asked."""

    round: OpinionRound
    dossier: Dossier
    slips: tuple[OpinionSlip, ...]


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is put before a council: its subject, the open tasks, and the last local day."""

    title: str
    tasks: Sequence[UUID]
    until: date


def waiting(session: Session, actor: Actor) -> list[tuple[Task, Dossier]]:
    """Return the dossiers that wait for an agenda where the actor keeps the step, the oldest first; two statements."""
    mine = select(Dossier.version_id, Task.step).join(Task, Task.dossier_id == Dossier.id).where(_kept_by(actor))
    pairs = [
        (version_id, step)
        for version_id, step in session.execute(mine.distinct())
        if _collective(procedure_of(session, version_id), step) is not None
    ]
    if not pairs:
        return []
    asked = exists().where(OpinionRound.task_id == Task.id, OpinionRound.closed_at.is_(None))
    query = select(Task, Dossier).join(Dossier, Dossier.id == Task.dossier_id).where(_kept_by(actor), ~asked)
    query = query.where(tuple_(Dossier.version_id, Task.step).in_(pairs)).order_by(Task.id).limit(MOST)
    return [(task, dossier) for task, dossier in session.execute(query)]


def open_agenda(session: Session, agenda: Agenda, *, actor: Actor, at: datetime) -> CollectiveDecision:
    """Put dossiers on one agenda and ask every member of the council about each.

    Raises ``DecisionRefusedError``, ``NotAllowedError`` for whoever does not keep the step, ``StaleDossierError`` when
    one of the dossiers is somewhere else by now.
    """
    chosen = _chosen(session, agenda, actor)
    councils = {(asked.to[0].role, dossier.agency_id) for _, dossier, _, asked in chosen}
    if len(councils) != 1:
        raise DecisionRefusedError("councils")
    ((council, agency_id),) = councils
    due_at = _due(session, agency_id, agenda, at)
    decision = _decision(session, agenda, council, agency_id, due_at, actor, at)
    for task, dossier, procedure, asked in chosen:
        to = opinion_asking.whom(session, dossier, task.step, asked.to, at)
        question = say(asked.question or procedure.workflow.steps[task.step].title, "vi")
        asking = Asking(to, question, asked.about, asked.rules, due_at, decision_id=decision.id)
        opinion_asking.ask(session, dossier, task, procedure, asking, actor=actor, at=at)
        dossier.lock_version += 1
    session.flush()
    return decision


def vote(
    session: Session,
    decision: CollectiveDecision,
    votes: Mapping[UUID, Reply],
    *,
    storage: Storage,
    actor: Actor,
    at: datetime,
) -> int:
    """Take down the votes of a member on some dossiers of an agenda, and return how many there were.

    What was voted on before is left out: a vote is given once.
    """
    own = [
        slip
        for item in agenda_of(session, decision)
        for slip in item.slips
        if slip.id in votes and slip.answered_at is None and may_vote(item, slip, actor)
    ]
    for slip in sorted(own, key=lambda one: one.dossier_id):
        opinion_giving.give(session, slip.id, votes[slip.id], storage=storage, actor=actor, at=at)
    return len(own)


def may_vote(item: Item, slip: OpinionSlip, actor: Actor) -> bool:
    """Tell whether a vote is the actor's to give: their own, or for a member beside whom they have no voice."""
    return opinion_giving.is_asked(slip, actor) and not opinion_giving.speaks_already(item.slips, slip, actor)


def agenda_of(session: Session, decision: CollectiveDecision) -> list[Item]:
    """Return the dossiers of an agenda in their order, with all slips, by two statements."""
    query = select(OpinionRound, Dossier).join(Dossier, Dossier.id == OpinionRound.dossier_id)
    rows = session.execute(query.where(OpinionRound.decision_id == decision.id).order_by(Dossier.code)).all()
    slips = opinion_rounds.slips_of(session, [row.id for row, _ in rows])
    return [Item(row, dossier, tuple(one for one in slips if one.round_id == row.id)) for row, dossier in rows]


def visible(session: Session, decision_id: UUID, actor: Actor) -> CollectiveDecision:
    """Return a decision of an agency where the actor holds some role; any other is not found."""
    decision = session.get(CollectiveDecision, decision_id)
    if decision is None or not actor.roles_at(decision.agency_id):
        raise NotFoundError("collective decision")
    return decision


def recent(session: Session, actor: Actor) -> list[tuple[CollectiveDecision, int]]:
    """Return the newest decisions of the actor's agencies, each with how many of the actor's votes it waits for."""
    mine = select(func.count()).where(
        OpinionSlip.round_id == OpinionRound.id,
        OpinionRound.decision_id == CollectiveDecision.id,
        asked_by_name(actor),
        OpinionSlip.answered_at.is_(None),
        OpinionSlip.withdrawn_at.is_(None),
    )
    query: Select[CollectiveDecision, int] = select(
        CollectiveDecision, func.coalesce(mine.correlate(CollectiveDecision).scalar_subquery(), 0)
    )
    query = query.where(CollectiveDecision.agency_id.in_(actor.roles)).order_by(CollectiveDecision.opened_at.desc())
    return [(decision, waits) for decision, waits in session.execute(query.limit(SHOWN))]


def proposed(session: Session, dossier: Dossier, asked: Opinions, at: datetime) -> date:
    """Return the day that the pack proposes for the votes."""
    return calendar_of(session, dossier.agency_id, at).promise(at, asked.rules.within).local_date


def collective_at(session: Session, task: Task, dossier: Dossier) -> Opinions | None:
    """Return what a task waits to be asked of a council."""
    return _collective(procedure_of(session, dossier.version_id), task.step)


def is_collective(procedure: Procedure, step: str) -> bool:
    """Say whether a step waits for a council that decides over many dossiers at once."""
    return _collective(procedure, step) is not None


def _collective(procedure: Procedure, step: str) -> Opinions | None:
    asked = procedure.workflow.steps[step].opinions
    return asked if asked is not None and asked.collective else None


def _kept_by(actor: Actor) -> ColumnElement[bool]:
    pairs = [(agency_id, role) for agency_id, held in actor.roles.items() for role in held]
    held = tuple_(Task.agency_id, Task.role).in_(pairs)
    return and_(Task.closed_at.is_(None), held, or_(Task.officer_id.is_(None), held_by(actor)))


Chosen = tuple[Task, Dossier, "Procedure", "Opinions"]


def _chosen(session: Session, agenda: Agenda, actor: Actor) -> list[Chosen]:
    keys = list(dict.fromkeys(agenda.tasks))
    if not keys:
        raise DecisionRefusedError("nothing")
    if len(keys) > MOST:
        raise DecisionRefusedError("too_many")
    found: list[Chosen] = []
    tasks = session.scalars(select(Task).where(Task.id.in_(keys)).order_by(Task.dossier_id)).all()
    if len(tasks) != len(keys):
        raise NotFoundError("task")
    for task in tasks:
        dossier = processing.locked_dossier(session, task.dossier_id)
        session.refresh(task)
        found.append((task, dossier, *_asked(session, task, dossier, actor)))
    return found


def _asked(session: Session, task: Task, dossier: Dossier, actor: Actor) -> tuple[Procedure, Opinions]:
    procedure = procedure_of(session, dossier.version_id)
    asked = _collective(procedure, task.step)
    if not actor.has(task.agency_id, task.role, task.officer_id):
        raise NotAllowedError(task.role)
    begun = select(OpinionRound.id).where(OpinionRound.task_id == task.id, OpinionRound.closed_at.is_(None))
    if asked is None or task.closed_at is not None or session.scalar(begun.limit(1)) is not None:
        raise StaleDossierError(dossier.code)
    return procedure, asked


def _due(session: Session, agency_id: UUID, agenda: Agenda, at: datetime) -> datetime:
    if not 0 < len(agenda.title.strip()) <= LONGEST:
        raise DecisionRefusedError("title")
    calendar = calendar_of(session, agency_id, at)
    far = (agenda.until - local_date(at)).days
    if not 0 < far <= FURTHEST_DAYS or not calendar.is_working_day(agenda.until):
        raise DecisionRefusedError("day")
    return calendar.end_of(agenda.until)


def _decision(
    session: Session, agenda: Agenda, council: str, agency_id: UUID, due_at: datetime, actor: Actor, at: datetime
) -> CollectiveDecision:
    year = local_date(at).year
    if actor.id is None:
        raise NotAllowedError(council)
    decision = CollectiveDecision(
        agency_id=session.get_one(Agency, agency_id).id,
        year=year,
        number=next_number(session, agency_id, SERIES, str(year)),
        title=agenda.title.strip(),
        council=council,
        opened_by=actor.id,
        opened_at=at,
        due_at=due_at,
        minutes_signers=[],
    )
    session.add(decision)
    session.flush()
    return decision
