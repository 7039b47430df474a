"""Officers: signing in with a password, and the roles they hold now."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased

from forms.alphabet import alphabetical
from portal.clock import local_date
from portal.models import Agency, Appointment, Delegation, Officer
from portal.services.actors import Actor, ActorKind, StandIn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

_hasher = PasswordHasher()
LEADER = "leader"


def hash_password(password: str) -> str:
    """Return the argon2id hash that is kept of a password."""
    return _hasher.hash(password)


def sign_in(session: Session, username: str, password: str) -> Officer | None:
    """Return the active officer whose password this is, else ``None``: never why."""
    nobody = _nobody()
    officer = session.scalar(select(Officer).where(Officer.username == username.strip().lower()))
    right = _matches(officer.password_hash if officer else nobody, password)
    if officer is None or not right or not officer.active:
        return None
    if _hasher.check_needs_rehash(officer.password_hash):
        officer.password_hash = hash_password(password)
        session.flush()
    return officer


@cache
def _nobody() -> str:
    """Return what is checked against when there is no such officer, so that both answers take the same time."""
    return _hasher.hash("nobody signs in with this")


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def actor_of(session: Session, officer_id: UUID, at: datetime) -> Actor | None:
    """Return the officer as an actor with the roles held or lent at this instant; ``None`` once inactive."""
    officer = session.get(Officer, officer_id)
    if officer is None or not officer.active:
        return None
    roles: dict[UUID, set[str]] = {}
    for row in session.execute(_current(at).where(Appointment.officer_id == officer_id)):
        roles.setdefault(row.agency_id, set()).add(row.role)
    found = stand_ins(session, officer_id, at)
    lent = frozenset((one.agency_id, one.role) for one in found if one.role not in roles.get(one.agency_id, ()))
    for agency_id, role in lent:
        roles.setdefault(agency_id, set()).add(role)
    held = {agency_id: frozenset(names) for agency_id, names in roles.items()}
    return Actor(
        ActorKind.OFFICER, officer.id, officer.full_name, officer.title, roles=held, stands_in=found, lent=lent
    )


def stand_ins(session: Session, delegate_id: UUID, at: datetime) -> tuple[StandIn, ...]:
    """Return for whom an officer stands in at an instant.

    What somebody lends ends with their own role at the latest, and an acting leader's post with the appointment of a
    leader.
    """
    absent = aliased(Officer)
    theirs = exists().where(
        Appointment.officer_id == Delegation.officer_id,
        Appointment.agency_id == Delegation.agency_id,
        Appointment.role == Delegation.role,
        Appointment.started_at <= at,
        _not_ended(at),
    )
    filled = exists().where(
        Appointment.agency_id == Delegation.agency_id,
        Appointment.role == Delegation.role,
        Appointment.started_at <= at,
        _not_ended(at),
    )
    query = (
        select(Delegation, absent.full_name)
        .outerjoin(absent, absent.id == Delegation.officer_id)
        .where(Delegation.delegate_id == delegate_id, Delegation.starts_at <= at, Delegation.ends_at > at)
        .where(or_(and_(absent.active, theirs), and_(Delegation.officer_id.is_(None), ~filled)))
        .order_by(Delegation.starts_at, Delegation.id)
    )
    return tuple(stand_in(row, name or "") for row, name in session.execute(query))


def stand_in(row: Delegation, name: str) -> StandIn:
    """Return a delegation as whoever acts by it carries it."""
    return StandIn(row.id, row.agency_id, row.role, row.officer_id, name, row.post, row.authority, last_whole_day(row))


def last_whole_day(row: Delegation) -> date:
    """Return the last day of a delegation as it stands: the one on which it was ended, where that came early."""
    return min(row.last_day, local_date(row.ends_at))


def address_of(session: Session, actor: Actor) -> str | None:
    """Return the e-mail address of an officer, where one is known."""
    officer = session.get(Officer, actor.id) if actor.id else None
    return officer.email if officer else None


def agencies_of(session: Session, actor: Actor) -> Sequence[Agency]:
    """Return the agencies at which the actor holds some role, by code."""
    return session.scalars(select(Agency).where(Agency.id.in_(actor.roles)).order_by(Agency.code)).all()


def agencies_named(session: Session, codes: Iterable[str]) -> Sequence[Agency]:
    """Return the agencies with these codes, by one statement, or by none where there is no code."""
    wanted = sorted(set(codes))
    return session.scalars(select(Agency).where(Agency.code.in_(wanted))).all() if wanted else ()


def holders_of(session: Session, agency_id: UUID, role: str, at: datetime) -> Sequence[Officer]:
    """Return the active officers who hold ``role`` at an agency, by name."""
    query = (
        select(Officer)
        .join(Appointment, Appointment.officer_id == Officer.id)
        .where(Appointment.agency_id == agency_id, Appointment.role == role, Officer.active)
        .where(Appointment.started_at <= at, _not_ended(at))
    )
    return sorted(session.scalars(query), key=lambda one: _by_given_name(one.full_name))


def _by_given_name(full_name: str) -> tuple[str, str]:
    """Vietnamese lists stand in the order of the given name, which is the last word."""
    return alphabetical(full_name.rpartition(" ")[2]), alphabetical(full_name)


def leader_of(session: Session, agency_id: UUID, at: datetime) -> Officer | None:
    """Return the leader who signs for an agency now: the one longest in office."""
    query = (
        select(Officer)
        .join(Appointment, Appointment.officer_id == Officer.id)
        .where(Appointment.agency_id == agency_id, Appointment.role == LEADER, Appointment.ended_at.is_(None))
        .where(Appointment.started_at <= at, Officer.active)
        .order_by(Appointment.started_at, Appointment.id)
    )
    return session.scalars(query.limit(1)).first()


def leader_stand_in(session: Session, agency_id: UUID, at: datetime) -> tuple[UUID, StandIn] | None:
    """Return who stands in for the leader of an agency now, or acts as one, and for whom; ``None`` when nobody does."""
    leader = leader_of(session, agency_id, at)
    absent = Delegation.officer_id == leader.id if leader else Delegation.officer_id.is_(None)
    query = (
        select(Delegation)
        .join(Officer, Officer.id == Delegation.delegate_id)
        .where(Delegation.agency_id == agency_id, Delegation.role == LEADER, absent, Officer.active)
        .where(Delegation.starts_at <= at, Delegation.ends_at > at)
    )
    row = session.scalars(query.order_by(Delegation.starts_at, Delegation.id).limit(1)).first()
    return (row.delegate_id, stand_in(row, leader.full_name if leader else "")) if row else None


def staffed(session: Session, roles: Iterable[str], at: datetime) -> frozenset[tuple[UUID, str]]:
    """Return at which agencies each of some roles is held now by an active officer."""
    query = select(Appointment.agency_id, Appointment.role).join(Officer, Officer.id == Appointment.officer_id)
    held = query.where(Appointment.role.in_(roles), Officer.active, Appointment.started_at <= at, _not_ended(at))
    return frozenset((agency_id, role) for agency_id, role in session.execute(held.distinct()))


def staffed_with(role: str, at: datetime) -> ColumnElement[bool]:
    """Return the condition that an agency has an active officer who holds a role now."""
    held = exists().where(Appointment.agency_id == Agency.id, Appointment.role == role)
    return held.where(
        Officer.id == Appointment.officer_id, Officer.active, Appointment.started_at <= at, _not_ended(at)
    )


def _current(at: datetime) -> Select[UUID, str]:
    return select(Appointment.agency_id, Appointment.role).where(Appointment.started_at <= at, _not_ended(at))


def _not_ended(at: datetime) -> ColumnElement[bool]:
    return or_(Appointment.ended_at.is_(None), Appointment.ended_at > at)
