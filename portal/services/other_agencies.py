"""Which agencies the short names of a pack mean: the offer of the agency in charge says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.models import Agency, Offer
from portal.services.refusals import ActionNotAllowedError
from procedures.overlay import local_agencies

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.models import Dossier

UNKNOWN = "agency_unknown"


def agency_of(session: Session, dossier: Dossier, name: str) -> UUID:
    """Return the agency that a pack calls ``name``; raise ``ActionNotAllowedError`` when the offer names none."""
    code = local_agencies(session.get_one(Offer, dossier.offer_id).overlay).get(name)
    key = session.scalar(select(Agency.id).where(Agency.code == code)) if code else None
    if key is None:
        raise ActionNotAllowedError(dossier.code, "", name, UNKNOWN)
    return key
