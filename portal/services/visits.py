"""A citizen at a draft: session, person, draft and offer in one statement, for the pages that are asked for most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from portal.models import Agency, Draft, Offer, Person, WebSession
from portal.prepared import Prepared, member_of
from portal.records import loose
from portal.services import catalogue, web_sessions
from portal.services.web_sessions import Living

_DRAFT = [column.label(f"draft_{column.key}") for column in Draft.__table__.c]
_NAMES = [column.key for column in Draft.__table__.c]
_FIRST = len(web_sessions.LIVING_COLUMNS)
_LAST = _FIRST + len(_NAMES)
_QUERY = (
    select(*web_sessions.LIVING_COLUMNS, *_DRAFT)
    .join(Person, Person.id == WebSession.person_id)
    # What an officer fills in at the counter is not the person's own to change.
    .join(Draft, and_(Draft.person_id == Person.id, Draft.officer_id.is_(None)))
    .where(
        WebSession.token_hash == bindparam("token_hash"),
        WebSession.expires_at > bindparam("at"),
        Draft.id == bindparam("draft_id"),
    )
)
_RECEIVED = (
    _QUERY.add_columns(*catalogue.OFFERED)
    .join(Offer, Offer.id == Draft.offer_id)
    .join(Agency, Agency.id == Offer.receiving_agency_id)
)
_STATEMENTS = {
    (lock, received): Prepared(query.with_for_update(of=Draft) if lock else query)
    for lock in (False, True)
    for received, query in ((False, _QUERY), (True, _RECEIVED))
}


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is there, with which draft of theirs."""

    living: Living
    draft: Draft
    locked: bool
    received: tuple[Offer, Agency] | None
    """The offer with the agency that receives its dossiers, when it was asked for."""


def at_draft(session: Session, token: str, draft_id: UUID, *, at: datetime, lock: bool, received: bool) -> Visit | None:
    """Return the living session of a citizen together with a draft of theirs; ``None`` when either is not there.

    A locked draft belongs to ``session``, so that what is changed in it is kept; one that is only shown does not.
    ``received`` asks for its offer too.
    """
    asked = _STATEMENTS[lock, received]
    row = asked.first(session, token_hash=web_sessions.digest(token), at=at, draft_id=draft_id)
    if row is None:
        return None
    draft = loose(Draft, _NAMES, row[_FIRST:_LAST])
    if lock:
        draft = member_of(session, draft)
    pair = catalogue.offered(row[_LAST:]) if received else None
    return Visit(web_sessions.living_of(session, row, token, at), draft, lock, pair)
