"""Who belongs to a dossier: those that it opened at other agencies, and the one that opened it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal.models import Agency, ChildDossier, Dossier, Offer
from portal.services.desk import is_visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from portal.services.actors import Actor


@dataclass(frozen=True, slots=True)
class Kin:
    """A dossier that belongs to another one, as much as everybody who reads that one may know of it."""

    key: UUID
    name: str
    """What the pack of the mother calls it; empty for the mother herself."""
    procedure_code: str
    agency: str
    state: str
    outcome: str | None
    asked_at: datetime
    code: str | None
    """Nothing until it is opened."""
    title: str | None
    status: int | None
    limit_at: datetime | None
    """When it should be done: its inner target, or what was promised for it."""
    closed_at: datetime | None

    def is_late(self, at: datetime) -> bool:
        """Tell whether it is this part that others wait for too long."""
        return self.closed_at is None and self.limit_at is not None and self.limit_at < at


def children(session: Session, dossier: Dossier) -> list[Kin]:
    """Return what a dossier opened, the oldest first: one statement."""
    query = _columns().where(ChildDossier.mother_id == dossier.id).order_by(ChildDossier.asked_at, ChildDossier.id)
    return [_kin(row) for row in session.execute(query)]


def mother(session: Session, dossier: Dossier) -> Kin | None:
    """Return the dossier that opened this one, if one did."""
    query = (
        select(ChildDossier, Dossier, Agency.name)
        .join(Dossier, Dossier.id == ChildDossier.mother_id)
        .join(Agency, Agency.id == Dossier.agency_id)
        .where(ChildDossier.id == dossier.id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    link, one, agency = row
    return Kin(
        one.id,
        "",
        one.procedure_code,
        agency,
        link.state,
        link.outcome,
        link.asked_at,
        one.code,
        one.title,
        one.status,
        one.due_at,
        one.closed_at,
    )


def readable(session: Session, actor: Actor, keys: Sequence[UUID], at: datetime) -> frozenset[UUID]:
    """Return those that an officer may open."""
    if not keys:
        return frozenset()
    return frozenset(session.scalars(select(Dossier.id).where(Dossier.id.in_(keys), is_visible(actor, at))))


def mothers_of(session: Session, keys: Sequence[UUID]) -> dict[UUID, str]:
    """Return the code of the dossier that opened each of these, where one did."""
    if not keys:
        return {}
    opener = aliased(Dossier)
    query = select(ChildDossier.id, opener.code).join(opener, opener.id == ChildDossier.mother_id)
    return dict(session.execute(query.where(ChildDossier.id.in_(keys))).all())


def _columns() -> Select[*tuple[Any, ...]]:
    return (
        select(ChildDossier, Agency.name, Dossier)
        .join(Offer, Offer.id == ChildDossier.offer_id)
        .join(Agency, Agency.id == Offer.agency_id)
        .outerjoin(Dossier, Dossier.id == ChildDossier.id)
    )


def _kin(row: Any) -> Kin:
    link, agency, one = row
    return Kin(
        link.id,
        link.name,
        link.procedure_code,
        agency,
        link.state,
        link.outcome,
        link.asked_at,
        one.code if one else None,
        one.title if one else None,
        one.status if one else None,
        link.target_at or (one.due_at if one else None),
        link.ended_at or (one.closed_at if one else None),
    )
