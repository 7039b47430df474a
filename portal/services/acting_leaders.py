"""Agencies whose leader's post is vacant, for whoever leads the agency above: who acts there, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select, true
from sqlalchemy.orm import aliased

from portal.models import Agency, Appointment, Delegation, Officer
from portal.services.delegations import led_by
from portal.services.officers import LEADER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Exists
    from sqlalchemy.orm import Session

    from portal.services.actors import Actor


@dataclass(frozen=True, slots=True)
class Vacancy:
    """An agency without a leader, and whoever acts there now or next."""

    agency: Agency
    acting: Delegation | None
    name: str | None
    """Of the acting leader."""


def vacancies(session: Session, actor: Actor, at: datetime) -> Sequence[Vacancy]:
    """Return the agencies right below those that the actor leads where nobody leads, by code; where somebody works."""
    _led, below = led_by(session, actor)
    if not below:
        return []
    first = (
        select(Delegation)
        .where(Delegation.agency_id == Agency.id, Delegation.role == LEADER)
        .where(Delegation.officer_id.is_(None), Delegation.ends_at > at)
        .order_by(Delegation.starts_at)
        .limit(1)
    )
    acting = aliased(Delegation, first.lateral())
    query = (
        select(Agency, acting, Officer.full_name)
        .select_from(Agency)
        .outerjoin(acting, true())
        .outerjoin(Officer, Officer.id == acting.delegate_id)
        .where(Agency.id.in_(below), Agency.successor_id.is_(None), _somebody(at), ~_somebody(at, LEADER))
        .order_by(Agency.code)
    )
    return [Vacancy(*row) for row in session.execute(query)]


def _somebody(at: datetime, role: str | None = None) -> Exists:
    """Return whether an active officer holds a role at the agency, or any."""
    worker = select(Officer.id).where(Officer.id == Appointment.officer_id, Officer.active)
    held = and_(
        Appointment.agency_id == Agency.id,
        Appointment.started_at <= at,
        or_(Appointment.ended_at.is_(None), Appointment.ended_at > at),
        worker.exists(),
    )
    query = select(Appointment.id).where(held)
    return (query.where(Appointment.role == role) if role else query).correlate(Agency).exists()
