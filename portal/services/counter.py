"""Filing at the counter: an officer fills in for the person present, who confirms it before it counts.

The draft belongs to this officer alone, for as long as they receive at the agency. The portal shows of the person only
what they showed themselves: a number alone opens nobody's papers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from forms.alphabet import alphabetical
from portal.models import Agency, Attachment, CatalogueEntry, Confirmation, Dossier, Draft, Offer, Upload
from portal.prepared import Prepared, PreparedEntity
from portal.records import loose
from portal.services import drafts, people
from portal.services.actors import Actor
from portal.services.confirmation_needs import APPLICANT
from portal.services.definitions import procedure_of
from portal.services.id_cards import Presented
from portal.services.refusals import NotAllowedError, NotFoundError
from portal.services.representing import Right
from procedures.definition import Procedure

CHANNEL: Final = "counter"
RECEPTIONIST: Final = "receptionist"
"""The role that receives at an agency."""
MOST_SHOWN: Final = 20

_OF_OFFICER = select(Draft).where(Draft.id == bindparam("draft_id"), Draft.officer_id == bindparam("officer_id"))
_THEIRS = Prepared(_OF_OFFICER)
_THEIRS_LOCKED = PreparedEntity(Draft, _OF_OFFICER.with_for_update())


@dataclass(frozen=True, slots=True)
class Place:
    """One procedure that is received at a counter: the offer, and the agency that receives."""

    offer: Offer
    agency: Agency
    title: str
    title_en: str | None

    def name(self, language: str) -> str:
        """Return the title in a language."""
        return self.title_en if language == "en" and self.title_en else self.title


def places(session: Session, actor: Actor, language: str = "vi") -> Sequence[Place]:
    """Return what the officer receives at the counter, by title in a language."""
    query = (
        select(Offer, Agency, CatalogueEntry.title, CatalogueEntry.title_en)
        .join(Agency, Agency.id == Offer.receiving_agency_id)
        .join(CatalogueEntry, CatalogueEntry.live_version_id == Offer.version_id)
        .where(Offer.closed_at.is_(None), Offer.receiving_agency_id.in_(_receives_at(actor)))
    )
    found = [Place(*row) for row in session.execute(query) if _is_received(session, row.Offer)]
    return sorted(found, key=lambda one: (alphabetical(one.name(language)), one.offer.code, one.agency.code))


def begin(
    session: Session, offer_id: UUID, presented: Presented, *, actor: Actor, at: datetime, on_behalf: bool = False
) -> Draft:
    """Begin a filing for the person present; ``on_behalf`` for another, by a written mandate.

    Where the procedure tells apart for whom, that is asked next.

    Raises ``NotFoundError`` where it is not received here, and ``IdentityDiffersError`` when the number is somebody
    else's.
    """
    query = select(Offer).where(Offer.id == offer_id, Offer.closed_at.is_(None))
    offer = session.scalar(query.where(Offer.receiving_agency_id.in_(_receives_at(actor))))
    if offer is None or not _is_received(session, offer):
        raise NotFoundError("offer")
    person = people.recognise(session, presented, at=at)
    card = presented.as_json(at)
    return drafts.start(
        session,
        people.as_presented(person.id, card),
        offer,
        at=at,
        channel=CHANNEL,
        represented=_mandate(procedure_of(session, offer.version_id)) if on_behalf else None,
        counter=drafts.Counter(_key(actor), card),
    )


def draft_of(session: Session, actor: Actor, draft_id: UUID, *, lock: bool = False) -> Draft:
    """Return a draft that this very officer fills in; anybody else's is not found.

    A locked one belongs to ``session``, so that what is changed in it is kept; one that is only shown does not. Raises
    ``NotAllowedError`` when the officer receives at that agency no more.
    """
    if lock:
        draft = _THEIRS_LOCKED.one_or_none(session, draft_id=draft_id, officer_id=actor.id)
    else:
        row = _THEIRS.first(session, draft_id=draft_id, officer_id=actor.id)
        draft = loose(Draft, row._fields, row) if row else None
    if draft is None:
        raise NotFoundError("draft")
    agency_id = session.scalar(select(Offer.receiving_agency_id).where(Offer.id == draft.offer_id))
    if agency_id not in _receives_at(actor):
        raise NotAllowedError(RECEPTIONIST)
    return draft


def key_of_draft(session: Session, asked: Mapping[str, Any]) -> UUID | None:
    """Return the draft that an address is about: by its own key, by an upload of it, or by a file of it."""
    if "draft_id" in asked:
        key: UUID = asked["draft_id"]
        return key
    if "upload_id" in asked:
        return session.scalar(select(Upload.draft_id).where(Upload.id == asked["upload_id"]))
    if "attachment_id" in asked:
        return session.scalar(select(Attachment.draft_id).where(Attachment.id == asked["attachment_id"]))
    return None


def is_at_counter(session: Session, draft_id: UUID) -> bool:
    """Say whether an officer fills this draft in."""
    query = select(Draft.id).where(Draft.id == draft_id, Draft.officer_id.is_not(None))
    return session.scalar(query) is not None


def filed_from(session: Session, actor: Actor, draft_id: UUID) -> str | None:
    """Return the code of the dossier that a draft became at a counter where this officer receives."""
    query = select(Dossier.code).where(Dossier.id == draft_id, Dossier.channel == CHANNEL)
    return session.scalar(query.where(Dossier.receiving_agency_id.in_(_receives_at(actor))))


def open_ones(session: Session, actor: Actor, *, at: datetime) -> Sequence[Draft]:
    """Return what the officer has not finished, the newest first."""
    query = select(Draft).where(Draft.officer_id == actor.id, Draft.expires_at > at, Draft.supplement_id.is_(None))
    return session.scalars(query.order_by(Draft.updated_at.desc()).limit(MOST_SHOWN)).all()


def answers_of(session: Session, found: Sequence[Draft]) -> dict[UUID, str]:
    """Return for each draft that its person was asked about how the newest request stands: the state of its row."""
    query = select(Confirmation.draft_id, Confirmation.state).where(
        Confirmation.draft_id.in_([one.id for one in found]), Confirmation.party == APPLICANT
    )
    return {row.draft_id: row.state for row in session.execute(query.order_by(Confirmation.id))}


def _receives_at(actor: Actor) -> list[UUID]:
    return [agency_id for agency_id, held in actor.roles.items() if RECEPTIONIST in held]


def _is_received(session: Session, offer: Offer) -> bool:
    return CHANNEL in procedure_of(session, offer.version_id).description.channels


def _mandate(procedure: Procedure) -> dict[str, str] | None:
    rule = procedure.on_behalf
    return {"kind": "person", "by": Right.DOCUMENT} if rule.allowed and not rule.kinds else None


def asks_for_whom(session: Session, draft: Draft) -> bool:
    """Say whether the procedure of a draft tells apart for whom somebody files."""
    rule = procedure_of(session, draft.version_id).on_behalf
    return rule.allowed and bool(rule.kinds)


def _key(actor: Actor) -> UUID:
    if actor.id is None:
        raise NotAllowedError(RECEPTIONIST)
    return actor.id
