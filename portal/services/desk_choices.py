"""What the lists of the desk may be narrowed by, at the agencies where an officer has a role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from portal.models import Agency, Appointment, CatalogueEntry, Label, Offer, Officer
from portal.services.catalogue import by_title

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.services.actors import Actor

MOST = 500


@dataclass(frozen=True, slots=True)
class Offered:
    """A procedure of the actor's agencies, with the version in force."""

    code: str
    title: str
    title_en: str | None
    sector: str
    version_id: UUID | None


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody with a role at one of the actor's agencies."""

    officer_id: UUID
    full_name: str
    agency_id: UUID
    role: str


def offered(session: Session, actor: Actor, language: str = "vi") -> Sequence[Offered]:
    """Return the procedures for which the actor's agencies have dossiers, by title in a language."""
    codes = select(Offer.code).where(or_(Offer.agency_id.in_(actor.roles), Offer.receiving_agency_id.in_(actor.roles)))
    columns = (
        CatalogueEntry.code,
        CatalogueEntry.title,
        CatalogueEntry.title_en,
        CatalogueEntry.sector,
        CatalogueEntry.live_version_id,
    )
    query = select(*columns).where(CatalogueEntry.code.in_(codes)).order_by(*by_title(language)).limit(MOST)
    return [Offered(*row) for row in session.execute(query)]


def colleagues(session: Session, actor: Actor, at: datetime) -> Sequence[Colleague]:
    """Return who has which role at the actor's agencies now, by name."""
    query = (
        select(Officer.id, Officer.full_name, Appointment.agency_id, Appointment.role)
        .join(Appointment, Appointment.officer_id == Officer.id)
        .where(Appointment.agency_id.in_(actor.roles), Officer.active, Appointment.started_at <= at)
        .where(or_(Appointment.ended_at.is_(None), Appointment.ended_at > at))
        .order_by(Officer.full_name, Officer.id)
        .limit(MOST)
    )
    return [Colleague(*row) for row in session.execute(query)]


def labels(session: Session, actor: Actor) -> Sequence[Label]:
    """Return the labels of the actor's agencies, the retired ones too, by name."""
    query = select(Label).where(Label.agency_id.in_(actor.roles)).order_by(Label.name, Label.id)
    return session.scalars(query.limit(MOST)).all()


def agencies(session: Session, actor: Actor) -> Sequence[Agency]:
    """Return the actor's agencies by name."""
    query = select(Agency).where(Agency.id.in_(actor.roles)).order_by(Agency.name, Agency.id)
    return session.scalars(query.limit(MOST)).all()
