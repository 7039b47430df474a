"""Which agency has now what a merged one had: the end of the chain of successors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal.models import Agency, Offer

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


def heir_of(session: Session, agency: Agency, at: datetime) -> Agency | None:
    """Return the agency that has everything of a merged one at an instant; ``None`` where it is not merged by then."""
    heir = agency
    while heir.successor_id is not None and heir.merged_at is not None and heir.merged_at <= at:
        heir = session.get_one(Agency, heir.successor_id)
    return None if heir is agency else heir


def heir_of_offer(session: Session, offer_id: UUID, at: datetime) -> Agency | None:
    """Return the successor of the agency of an offer, or of the one that receives for it; ``None`` without any."""
    offer = session.get_one(Offer, offer_id)
    both = (session.get_one(Agency, key) for key in (offer.agency_id, offer.receiving_agency_id))
    return next((heir for heir in (heir_of(session, one, at) for one in both) if heir is not None), None)


def merged_into(agencies: Collection[UUID], at: datetime) -> Select[UUID]:
    """Return the keys of everything that was merged into some agencies by then, over whatever chain, as a query."""
    first = select(Agency.id).where(Agency.successor_id.in_(agencies), Agency.merged_at <= at)
    top = first.cte("merged_into", recursive=True)
    older = aliased(Agency)
    further = select(older.id).join(top, older.successor_id == top.c.id).where(older.merged_at <= at)
    return select(top.union(further).c.id)
