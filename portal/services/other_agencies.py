"""Which agencies the short names of a pack mean: the offer of the agency in charge says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.models import Agency, Offer
from portal.services.refusals import ActionNotAllowedError
from portal.services.successors import heir_of
from procedures.overlay import local_agencies

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.models import Dossier

UNKNOWN = "agency_unknown"


def agency_of(session: Session, dossier: Dossier, name: str, at: datetime) -> UUID:
    """Return the agency that a pack calls ``name``, or what it was merged into by then.

    Raises ``ActionNotAllowedError`` when the offer names none.
    """
    code = local_agencies(session.get_one(Offer, dossier.offer_id).overlay).get(name)
    found = session.scalar(select(Agency).where(Agency.code == code)) if code else None
    if found is None:
        raise ActionNotAllowedError(dossier.code, "", name, UNKNOWN)
    return (heir_of(session, found, at) or found).id
