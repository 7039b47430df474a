"""What roles are called that packs define for themselves, at the agencies that offer their procedures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.models import Offer
from portal.services.definitions import procedure_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy.orm import Session


def own_roles_at(session: Session, agency_id: UUID) -> Mapping[str, Mapping[str, str]]:
    """Return the words of every role that a procedure offered at an agency defines, by its name."""
    query = select(Offer.version_id).where(Offer.agency_id == agency_id, Offer.closed_at.is_(None)).distinct()
    found: dict[str, Mapping[str, str]] = {}
    for version_id in session.scalars(query):
        found |= procedure_of(session, version_id).workflow.own_roles
    return found
