"""Standing in: an officer who is away lends a role to another one, and a vacant post gets an acting leader.

A delegation says for whom, under what authority, from which day to which day, and why. The law allows no delegate to
delegate further (NĐ 30/2020/NĐ-CP Điều 13), so only roles of one's own are lent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, or_, select

from portal.clock import VIETNAM, local_date
from portal.errors import DomainError
from portal.models import Agency, Appointment, Delegation, Officer
from portal.papers.words import office
from portal.services.officers import LEADER
from portal.services.refusals import NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.services.actors import Actor

LONGEST: Final = timedelta(days=366)
NOT_LENT: Final = frozenset({"publisher", "approver"})
"""Publishing is watched by four eyes, and no pair of them is lent."""
DEPUTY_TITLE: Final = "phó "
PAGE: Final = 50


class Authority(StrEnum):
    """How a paper says under what authority it was signed."""

    DEPUTY = "deputy"
    """KT.: a deputy signs for their head."""
    AUTHORISED = "authorised"
    """TUQ.: somebody else was authorised in writing."""
    ACTING = "acting"
    """Q.: an acting leader, the post being vacant."""


class DelegationRefusedError(DomainError):
    """A role cannot be lent like that; ``why`` is a word that the page knows.

    ``past``, ``backwards``, ``long``, ``incomplete``, ``self``, ``stranger``, ``away_too``, ``taken``, ``filled``,
    ``not_held`` or ``over``.
    """

    def __init__(self, why: str) -> None:
        """Keep the reason."""
        super().__init__(f"the delegation is refused: {why}")
        self.why = why


@dataclass(frozen=True, slots=True)
class Lent:
    """A role of somebody at an agency that could be lent."""

    agency: Agency
    role: str
    officer: Officer


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants: which role of whom, to whom, on which days, and why."""

    agency_id: UUID
    role: str
    officer_id: UUID | None
    delegate_id: UUID
    first_day: date
    last_day: date
    reason: str
    legal_basis: str
    post: str = ""
    """The title of a vacant post; that of an officer is their own."""


def places(session: Session, actor: Actor) -> Sequence[Agency]:
    """Return the agencies at which the actor may lend something: their own, those they lead, those right below."""
    led, below = led_by(session, actor)
    own = {agency_id for agency_id in actor.roles if actor.own_roles_at(agency_id) - NOT_LENT}
    query = select(Agency).where(Agency.id.in_(own | led | below), Agency.successor_id.is_(None))
    return session.scalars(query.order_by(Agency.id.not_in(own | led), Agency.code)).all()


def lendable(session: Session, actor: Actor, agency: Agency, at: datetime) -> list[Lent]:
    """Return what the actor may lend at an agency: own roles, and all where they lead or stand above."""
    led, below = led_by(session, actor)
    query = (
        select(Appointment.role, Officer)
        .join(Officer, Officer.id == Appointment.officer_id)
        .where(Appointment.agency_id == agency.id, Appointment.started_at <= at)
        .where(or_(Appointment.ended_at.is_(None), Appointment.ended_at > at))
        .where(Officer.active, Appointment.role.not_in(NOT_LENT))
        .order_by(Officer.full_name, Appointment.role)
    )
    if agency.id not in led | below:
        query = query.where(Officer.id == actor.id)
    return [Lent(agency, *row) for row in session.execute(query)]


def colleagues(session: Session, agency_ids: Sequence[UUID], at: datetime) -> Sequence[tuple[Agency, Officer]]:
    """Return the active officers who hold some role at these agencies, by agency and name."""
    query = (
        select(Agency, Officer)
        .join(Appointment, Appointment.agency_id == Agency.id)
        .join(Officer, Officer.id == Appointment.officer_id)
        .where(Agency.id.in_(agency_ids), Officer.active, Appointment.started_at <= at)
        .where(or_(Appointment.ended_at.is_(None), Appointment.ended_at > at))
        .order_by(Agency.code, Officer.full_name, Officer.id)
        .distinct()
    )
    return [(agency, officer) for agency, officer in session.execute(query)]


def delegate(session: Session, wanted: Wanted, *, actor: Actor, at: datetime) -> Delegation:
    """Lend a role for some days; raise ``NotAllowedError`` or ``DelegationRefusedError``."""
    _demand_right(session, wanted, actor)
    # Of two who lend the same role at once the second finds what the first did.
    session.get_one(Agency, wanted.agency_id, with_for_update=True, populate_existing=True)
    absent = session.get(Officer, wanted.officer_id) if wanted.officer_id else None
    fault = _fault_of_words(wanted, absent, at) or _fault_of_people(session, wanted, at)
    if fault:
        raise DelegationRefusedError(fault)
    substitute = session.get_one(Officer, wanted.delegate_id)
    row = Delegation(
        agency_id=wanted.agency_id,
        role=wanted.role,
        officer_id=wanted.officer_id,
        post=(absent.title if absent else wanted.post).upper(),
        delegate_id=substitute.id,
        authority=str(_authority(absent, substitute)),
        first_day=wanted.first_day,
        last_day=wanted.last_day,
        # What is lent for today is lent from this moment on.
        starts_at=max(at, _begin(wanted.first_day)),
        ends_at=_begin(wanted.last_day + timedelta(days=1)),
        reason=wanted.reason,
        legal_basis=wanted.legal_basis,
        made_by=actor.id,
        made_at=at,
    )
    session.add(row)
    session.flush()
    return row


def end(session: Session, delegation_id: UUID, *, actor: Actor, at: datetime) -> Delegation:
    """End a delegation before its last day is over; from this instant on it opens nothing any more.

    Raises ``NotFoundError``, ``NotAllowedError``, and ``DelegationRefusedError`` when it is over already.
    """
    row = visible(session, actor, delegation_id, lock=True)
    if not may_end(session, actor, row):
        raise NotAllowedError(LEADER)
    if row.ends_at <= at:
        raise DelegationRefusedError("over")
    row.ends_at, row.ended_by = max(at, row.starts_at), actor.id
    session.flush()
    return row


def may_end(session: Session, actor: Actor, row: Delegation) -> bool:
    """Tell whether the actor may end it: whoever is away, whoever made it, the delegate, and the leaders."""
    if actor.id in (row.officer_id, row.made_by, row.delegate_id):
        return True
    led, below = led_by(session, actor)
    return row.agency_id in led | below


def visible(session: Session, actor: Actor, delegation_id: UUID, *, lock: bool = False) -> Delegation:
    """Return a delegation that the actor may see: everybody at the agency knows who acts for whom."""
    row = session.get(Delegation, delegation_id, with_for_update=lock or None, populate_existing=lock)
    if row is None or not _is_known(session, actor, row):
        raise NotFoundError("delegation")
    return row


def listed(session: Session, actor: Actor) -> Sequence[Delegation]:
    """Return the delegations of the actor's agencies and their own, those that end last first."""
    _above, below = led_by(session, actor)
    query = select(Delegation).where(
        or_(
            Delegation.agency_id.in_({*actor.roles, *below}),
            Delegation.officer_id == actor.id,
            Delegation.delegate_id == actor.id,
        )
    )
    return session.scalars(query.order_by(Delegation.ends_at.desc(), Delegation.id).limit(PAGE)).all()


def standing_in(session: Session, agency_ids: Sequence[UUID], at: datetime) -> dict[tuple[UUID, str], tuple[str, date]]:
    """Return who stands in for whom at these agencies now: by officer and role, a name and the last day."""
    query = (
        select(Delegation, Officer.full_name)
        .join(Officer, Officer.id == Delegation.delegate_id)
        .where(Delegation.agency_id.in_(agency_ids), Delegation.starts_at <= at, Delegation.ends_at > at)
        .where(Delegation.officer_id.is_not(None))
    )
    return {(row.officer_id, row.role): (name, row.last_day) for row, name in session.execute(query) if row.officer_id}


def names(session: Session, rows: Sequence[Delegation]) -> dict[UUID, str]:
    """Return the name of everybody whom these delegations mention."""
    keys = {key for row in rows for key in (row.officer_id, row.delegate_id, row.made_by, row.ended_by) if key}
    return dict(session.execute(select(Officer.id, Officer.full_name).where(Officer.id.in_(keys))).all())


def led_by(session: Session, actor: Actor) -> tuple[set[UUID], set[UUID]]:
    """Return the agencies that the actor leads by own right, and those right below them."""
    led = {agency_id for agency_id in actor.roles if LEADER in actor.own_roles_at(agency_id)}
    return led, set(session.scalars(select(Agency.id).where(Agency.parent_id.in_(led)))) if led else set()


def _is_known(session: Session, actor: Actor, row: Delegation) -> bool:
    return row.agency_id in actor.roles or may_end(session, actor, row)


def _demand_right(session: Session, wanted: Wanted, actor: Actor) -> None:
    """Raise ``NotAllowedError`` unless the role is the actor's own, or of an agency that they lead or stand above."""
    own = wanted.officer_id == actor.id and wanted.role in actor.own_roles_at(wanted.agency_id)
    led, below = led_by(session, actor)
    theirs = wanted.agency_id in (led | below if wanted.officer_id else below)
    if wanted.role in NOT_LENT or not (own or theirs):
        raise NotAllowedError(LEADER)


def _fault_of_words(wanted: Wanted, absent: Officer | None, at: datetime) -> str | None:
    if not wanted.reason.strip() or not wanted.legal_basis.strip() or not (absent or wanted.post.strip()):
        return "incomplete"
    if wanted.first_day < local_date(at):
        return "past"
    if wanted.last_day < wanted.first_day:
        return "backwards"
    return "long" if wanted.last_day - wanted.first_day >= LONGEST else None


def _fault_of_people(session: Session, wanted: Wanted, at: datetime) -> str | None:
    if wanted.delegate_id == wanted.officer_id:
        return "self"
    current = session.execute(
        select(Appointment.officer_id, Appointment.role)
        .join(Officer, Officer.id == Appointment.officer_id)
        .where(Appointment.agency_id == wanted.agency_id, Appointment.started_at <= at, Officer.active)
        .where(or_(Appointment.ended_at.is_(None), Appointment.ended_at > at))
    ).all()
    holders = {row.officer_id for row in current if row.role == wanted.role}
    if wanted.officer_id is None and (wanted.role != LEADER or holders):
        return "filled"
    if wanted.officer_id is not None and wanted.officer_id not in holders:
        return "not_held"
    if wanted.delegate_id not in {row.officer_id for row in current}:
        return "stranger"
    return _fault_of_days(session, wanted, at)


def _fault_of_days(session: Session, wanted: Wanted, at: datetime) -> str | None:
    """Say whether the role is in somebody's hands on one of the days, or the delegate is away themselves.

    What was ended today before ``at`` is in nobody's hands any more.
    """
    same = Delegation.officer_id == wanted.officer_id if wanted.officer_id else Delegation.officer_id.is_(None)
    here = Delegation.agency_id == wanted.agency_id
    query = select(Delegation.officer_id).where(
        Delegation.starts_at < _begin(wanted.last_day + timedelta(days=1)),
        Delegation.ends_at > max(at, _begin(wanted.first_day)),
        or_(and_(here, Delegation.role == wanted.role, same), and_(here, Delegation.officer_id == wanted.delegate_id)),
    )
    found = session.scalars(query).all()
    if not found:
        return None
    return "taken" if wanted.officer_id in found else "away_too"


def _authority(absent: Officer | None, substitute: Officer) -> Authority:
    if absent is None:
        return Authority.ACTING
    title, head = office(substitute.title).casefold(), office(absent.title).casefold()
    deputy = title.startswith(DEPUTY_TITLE) and title.removeprefix(DEPUTY_TITLE) == head
    return Authority.DEPUTY if deputy else Authority.AUTHORISED


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)
