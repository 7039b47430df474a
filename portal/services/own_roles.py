"""What a role is called that a pack defines for itself, at an agency where it is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.models import Dossier, OpinionSlip, Task
from portal.services.definitions import procedure_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy.orm import Session


def own_role(session: Session, agency_id: UUID, role: str) -> Mapping[str, str] | None:
    """Return the words of a role by the newest dossier that waits or asked for it there; ``None`` before there is one.

    One pack is read, where reading every pack that the agency offers would take a page too long.
    """
    asked = select(OpinionSlip.dossier_id).where(OpinionSlip.asked_agency_id == agency_id, OpinionSlip.role == role)
    open_ones = select(Task.dossier_id).where(Task.agency_id == agency_id, Task.role == role, Task.closed_at.is_(None))
    for query in (asked.order_by(OpinionSlip.id.desc()), open_ones.order_by(Task.id.desc())):
        found = select(Dossier.version_id).where(Dossier.id == query.limit(1).scalar_subquery())
        version_id = session.scalar(found)
        if version_id is not None:
            return procedure_of(session, version_id).workflow.own_roles.get(role)
    return None
