"""What publishers do to a version, kept as rows that are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from portal.models import ProcedureVersion, PublishingAct
from portal.services.actors import Actor


class ActKind(StrEnum):
    """The closed list of what is done to a version."""

    DRAFTED = "drafted"
    EDITED = "edited"
    DISCARDED = "discarded"
    SUBMITTED = "submitted"
    TAKEN_BACK = "taken_back"
    SENT_BACK = "sent_back"
    PUBLISHED = "published"
    OFFERED = "offered"
    OFFER_CLOSED = "offer_closed"


AUTHORS = (ActKind.DRAFTED, ActKind.EDITED, ActKind.SUBMITTED)
"""Whoever did one of these had a hand in the version, and may not approve it."""
DECIDING = (ActKind.SENT_BACK, ActKind.SUBMITTED, ActKind.PUBLISHED)
"""What says whether a draft was sent back: the newest of these."""


def record(
    session: Session,
    version: ProcedureVersion,
    kind: ActKind,
    *,
    actor: Actor,
    at: datetime,
    note: str | None = None,
) -> PublishingAct:
    """Add one act, with the digest that the version has at this moment."""
    act = PublishingAct(
        version_id=version.id,
        code=version.code,
        version=version.version,
        digest=version.digest,
        kind=kind,
        officer_id=actor.id,
        officer_name=actor.name,
        note=note,
        at=at,
    )
    session.add(act)
    session.flush()
    return act


def acts_of(session: Session, version_id: UUID, *, limit: int = 50) -> Sequence[PublishingAct]:
    """Return what was done to a version, the newest first."""
    query = select(PublishingAct).where(PublishingAct.version_id == version_id)
    return session.scalars(query.order_by(PublishingAct.id.desc()).limit(limit)).all()


def acts_on(session: Session, code: str, *, limit: int = 50) -> Sequence[PublishingAct]:
    """Return what was done to all versions of a procedure, the newest first."""
    query = select(PublishingAct).where(PublishingAct.code == code)
    return session.scalars(query.order_by(PublishingAct.id.desc()).limit(limit)).all()


def authors(session: Session, version: ProcedureVersion) -> frozenset[UUID]:
    """Return every officer who had a hand in the version."""
    query = select(PublishingAct.officer_id).where(
        PublishingAct.version_id == version.id, PublishingAct.kind.in_(AUTHORS), PublishingAct.officer_id.is_not(None)
    )
    found = {officer for officer in session.scalars(query.distinct()) if officer is not None}
    return frozenset(found | ({version.drafted_by} if version.drafted_by else set()))


def last_sent_back(session: Session, version_id: UUID) -> PublishingAct | None:
    """Return the newest refusal of the second person, unless the draft was submitted again since."""
    query = select(PublishingAct).where(PublishingAct.version_id == version_id, PublishingAct.kind.in_(DECIDING))
    newest = session.scalars(query.order_by(PublishingAct.id.desc()).limit(1)).first()
    return newest if newest is not None and newest.kind == ActKind.SENT_BACK else None


def sent_back(session: Session, version_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Return which of these versions the second person sent back, and nobody submitted again since; one statement."""
    newest = (
        select(PublishingAct.version_id, PublishingAct.kind)
        .where(PublishingAct.version_id.in_(version_ids), PublishingAct.kind.in_(DECIDING))
        .order_by(PublishingAct.version_id, PublishingAct.id.desc())
        .ext(distinct_on(PublishingAct.version_id))
        .subquery()
    )
    return frozenset(session.scalars(select(newest.c.version_id).where(newest.c.kind == ActKind.SENT_BACK)))
