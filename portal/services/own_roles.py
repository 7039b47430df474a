"""What a role is called that a pack defines for itself, at an agency where it is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.models import CatalogueEntry, Dossier, Offer, OpinionSlip, Task
from portal.services.definitions import procedure_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy.orm import Session


def own_role(session: Session, agency_id: UUID, role: str) -> Mapping[str, str] | None:
    """Return the words of a role by the newest dossier that waits or asked for it there, else by the catalogue.

    One pack is read, where reading every pack that the agency offers would take a page too long. ``None`` for a role
    that no procedure defines any more.
    """
    asked = select(OpinionSlip.dossier_id).where(OpinionSlip.asked_agency_id == agency_id, OpinionSlip.role == role)
    open_ones = select(Task.dossier_id).where(Task.agency_id == agency_id, Task.role == role, Task.closed_at.is_(None))
    for query in (asked.order_by(OpinionSlip.id.desc()), open_ones.order_by(Task.id.desc())):
        found = select(Dossier.version_id).where(Dossier.id == query.limit(1).scalar_subquery())
        version_id = session.scalar(found)
        if version_id is not None:
            return procedure_of(session, version_id).workflow.own_roles.get(role)
    return _as_published(session, agency_id, role)


def _as_published(session: Session, agency_id: UUID, role: str) -> Mapping[str, str] | None:
    """Return the words by a live procedure, one that the agency offers before any other."""
    here = select(Offer.id).where(Offer.agency_id == agency_id, Offer.closed_at.is_(None))
    offered = here.where(Offer.code == CatalogueEntry.code).exists()
    words: Mapping[str, str] | None = session.scalar(
        select(CatalogueEntry.own_roles[role])
        .where(CatalogueEntry.own_roles.has_key(role))
        .order_by(offered.desc(), CatalogueEntry.code)
        .limit(1)
    )
    return words
