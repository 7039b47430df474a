"""An agency is merged into another one, its successor: what it has open goes on there, and what it ended is read there.

Every dossier goes in a transaction of its own, and each run looks first at what is still here: so a run that was
stopped is gone on with, and nothing goes twice. What cannot go yet is tried again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, or_, select, union

from portal.errors import DomainError
from portal.models import Agency, Dossier, Offer, OpinionSlip, ProcedureVersion, Task
from portal.queue import defer
from portal.services import (
    evidence,
    giving,
    issuing,
    notices,
    processing,
    slip_moving,
    successors,
    tasks,
    transferring,
)
from portal.services.actors import SYSTEM
from portal.services.definitions import procedure_of
from portal.services.evidence import EventKind
from portal.services.officers import staffed
from portal.services.publishing_acts import ActKind, record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

JOB: Final = "move_to_successor"
REASON: Final = "Sáp nhập cơ quan"
SIGNED: Final = "signed"


class MergeRefusedError(DomainError):
    """An agency cannot be merged like that; the message is one line for whoever gave the command."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merger comes to."""

    agency: Agency
    successor: Agency
    since: datetime
    dossiers: int
    """Open dossiers that go to the successor."""
    not_offered: tuple[str, ...]
    """Procedures that the merged agency offers and its successor does not."""


def merge(session: Session, code: str, into: str, *, law: str, since: datetime, at: datetime) -> Merged:
    """Name the successor of an agency, from an instant on, and leave the job that moves what is open.

    Saying the same once more changes nothing but has the job done again. Raises ``MergeRefusedError``.
    """
    # Two mergers at once could make a circle of which neither sees the other's half.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("merge agencies"))))
    agency, successor = _agency(session, code), _agency(session, into)
    _demand_possible(session, agency, successor, law)
    missing = _roles_needed(session, agency) - _roles_held(session, agency, successor, at)
    if missing:
        raise MergeRefusedError(f"nobody at {into} holds {', '.join(sorted(missing))}: appoint somebody first")
    if agency.merged_at is None or agency.merged_at > at:
        agency.successor_id, agency.merged_at, agency.merged_by_law = successor.id, since, law.strip()
    else:
        since = agency.merged_at
    session.flush()
    defer(session, JOB, at=since if since > at else None, lock=f"merge:{agency.id}", agency_id=str(agency.id))
    return Merged(agency, successor, since, _open(session, agency), _not_offered(session, agency, successor))


def begin(session: Session, agency_id: UUID, *, at: datetime) -> tuple[Sequence[UUID], Sequence[UUID]]:
    """Close what a merged agency offers; return the dossiers that are to go, and its tasks in those of others."""
    agency = session.get_one(Agency, agency_id)
    if successors.heir_of(session, agency, at) is None:
        return (), ()
    offers = select(Offer).where(or_(Offer.agency_id == agency_id, Offer.receiving_agency_id == agency_id))
    for offer in session.scalars(offers.where(Offer.closed_at.is_(None)).with_for_update()).all():
        offer.closed_at = at
        version = session.get_one(ProcedureVersion, offer.version_id)
        record(session, version, ActKind.OFFER_CLOSED, actor=SYSTEM, at=at, note=agency.name)
    dossiers = select(Dossier.id).where(Dossier.agency_id == agency_id, Dossier.closed_at.is_(None))
    elsewhere = select(Task.id).join(Dossier, Dossier.id == Task.dossier_id).where(Dossier.agency_id != agency_id)
    elsewhere = elsewhere.where(Task.agency_id == agency_id, Task.closed_at.is_(None))
    return session.scalars(dossiers.order_by(Dossier.id)).all(), session.scalars(elsewhere.order_by(Task.id)).all()


def left(session: Session, at: datetime) -> Sequence[UUID]:
    """Return the merged agencies that still have something open."""
    done_here = select(Task.id).where(Task.agency_id == Agency.id, Task.closed_at.is_(None)).exists()
    # Asked once for all agencies: the index of what is open is read through, and no dossier is.
    has_some = Agency.id.in_(select(Dossier.agency_id).where(Dossier.closed_at.is_(None)))
    asked_here = slip_moving.open_slips().where(OpinionSlip.asked_agency_id == Agency.id).exists()
    some = or_(done_here, has_some, asked_here)
    query = select(Agency.id).where(Agency.successor_id.is_not(None), Agency.merged_at <= at, some)
    return session.scalars(query.order_by(Agency.id)).all()


def move_dossier(session: Session, dossier_id: UUID, *, at: datetime) -> bool:
    """Let the successor have a dossier, and tell its applicant; nothing where that is done, or cannot be yet."""
    dossier = processing.locked_dossier(session, dossier_id)
    agency = session.get_one(Agency, dossier.agency_id)
    heir = successors.heir_of(session, agency, at)
    if dossier.closed_at is not None or heir is None or _must_wait(session, dossier, heir, at):
        return False
    said = {"reason": REASON, "law": agency.merged_by_law}
    transferring.move(session, dossier, heir, said, actor=SYSTEM, at=at)
    notices.tell(session, dossier, "dossier_transferred", at=at)
    return True


def move_task(session: Session, task_id: UUID, *, at: datetime) -> bool:
    """Let the successor have a step of a dossier that another agency has; nothing where that is done."""
    dossier = processing.locked_dossier(session, session.get_one(Task, task_id).dossier_id)
    task = session.get_one(Task, task_id, populate_existing=True)
    agency = session.get_one(Agency, task.agency_id)
    heir = successors.heir_of(session, agency, at)
    if task.closed_at is not None or heir is None or dossier.agency_id == agency.id:
        return False
    if (heir.id, task.role) not in staffed(session, [task.role], at):
        return False
    slow, at = evidence.behind(dossier, at), evidence.instant(dossier, at)
    names = {"from": agency.name, "from_code": agency.code, "to": heir.name, "to_code": heir.code}
    said = {**names, "step": task.step, "reason": REASON, "law": agency.merged_by_law, **slow}
    evidence.record(session, dossier, EventKind.DOSSIER_TRANSFERRED, actor=SYSTEM, at=at, payload=said)
    transferring.hand_over(session, dossier, task, heir, actor=SYSTEM, at=at)
    giving.give(session, dossier, procedure_of(session, dossier.version_id), task, at=at)
    dossier.lock_version += 1
    session.flush()
    return True


def _agency(session: Session, code: str) -> Agency:
    found = session.scalar(select(Agency).where(Agency.code == code).with_for_update())
    if found is None:
        raise MergeRefusedError(f"there is no agency {code}")
    return found


def _demand_possible(session: Session, agency: Agency, successor: Agency, law: str) -> None:
    if not law.strip():
        raise MergeRefusedError("say by which decision it is merged")
    if agency.id == successor.id:
        raise MergeRefusedError(f"{agency.code} cannot be merged into itself")
    if agency.successor_id not in (None, successor.id):
        before = session.get_one(Agency, agency.successor_id)
        raise MergeRefusedError(f"{agency.code} is merged into {before.code} already")
    # Whoever has a successor is no successor any more, so there is never a circle.
    if successor.successor_id is not None:
        further = session.get_one(Agency, successor.successor_id)
        raise MergeRefusedError(f"{successor.code} is itself merged into {further.code}: name that one")


def _roles_needed(session: Session, agency: Agency) -> set[str]:
    """Return the roles of every step that a dossier of the agency can still come to, and of those done there."""
    steps = select(Dossier.version_id, Dossier.agency_id, Task.agency_id, Task.step)
    steps = steps.join(Task, Task.dossier_id == Dossier.id).where(Task.closed_at.is_(None))
    done_here = steps.where(Task.agency_id == agency.id)
    its_own = steps.where(Dossier.agency_id == agency.id, Dossier.closed_at.is_(None))
    needed: set[str] = set()
    for version_id, has_it, done_at, step in session.execute(union(done_here, its_own)):
        procedure = procedure_of(session, version_id)
        if has_it == agency.id:
            needed |= transferring.roles_ahead(procedure, {step})
        elif done_at == agency.id:
            needed.add(procedure.workflow.steps[step].role)
    return needed


def _roles_held(session: Session, agency: Agency, successor: Agency, at: datetime) -> set[str]:
    needed = _roles_needed(session, agency)
    return {role for agency_id, role in staffed(session, needed, at) if agency_id == successor.id}


def _must_wait(session: Session, dossier: Dossier, heir: Agency, at: datetime) -> bool:
    """Tell whether a dossier stays for now: its result bears a signature and is not issued, or it would be stuck."""
    result = issuing.result_of(session, dossier)
    if issuing.in_press(session, dossier) or (result is not None and result.state == SIGNED):
        return True
    steps = {task.step for task in tasks.open_tasks(session, dossier.id)}
    roles = transferring.roles_ahead(procedure_of(session, dossier.version_id), steps)
    there = staffed(session, roles, at)
    return any((heir.id, role) not in there for role in roles)


def _open(session: Session, agency: Agency) -> int:
    query = select(func.count()).where(Dossier.agency_id == agency.id, Dossier.closed_at.is_(None))
    return session.scalar(query) or 0


def _not_offered(session: Session, agency: Agency, successor: Agency) -> tuple[str, ...]:
    def offered(where: Agency) -> set[str]:
        query = select(Offer.code).where(Offer.agency_id == where.id, Offer.closed_at.is_(None))
        return set(session.scalars(query.distinct()))

    return tuple(sorted(offered(agency) - offered(successor)))
