"""People as their electronic identity knows them, or as they showed themselves at a counter."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from portal.db import new_key
from portal.errors import DomainError
from portal.models import IdentityLink, Person
from portal.services.folding import fold
from portal.services.known_answers import CARD

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.identity.base import Identity
    from portal.models import Draft
    from portal.services.id_cards import Presented


def welcome(session: Session, identity: Identity, *, at: datetime) -> Person:
    """Return the person behind a proven identity, known before or not; what it tells is taken over.

    A person is recognised by the official number, so one who comes through another provider is the
    same person.
    """
    link = session.scalar(
        select(IdentityLink).where(IdentityLink.issuer == identity.issuer, IdentityLink.subject == identity.subject)
    )
    person = session.get(Person, link.person_id) if link else _by_number(session, identity)
    if person is None:
        person = Person(kind=str(identity.kind), full_name=identity.full_name, created_at=at)
    _take_over(person, identity)
    session.add(person)
    session.flush()
    if link is None:
        link = IdentityLink(person_id=person.id, issuer=identity.issuer, subject=identity.subject)
        session.add(link)
    link.assurance, link.last_seen_at = identity.assurance, at
    session.flush()
    return person


def _by_number(session: Session, identity: Identity) -> Person | None:
    if identity.citizen_id:
        return session.scalar(select(Person).where(Person.citizen_id == identity.citizen_id))
    same = select(Person).where(Person.kind == str(identity.kind), Person.tax_code == identity.tax_code)
    return session.scalar(same)


def _take_over(person: Person, identity: Identity) -> None:
    person.full_name = identity.full_name
    person.citizen_id = identity.citizen_id or person.citizen_id
    person.tax_code = identity.tax_code or person.tax_code
    person.birth_date = identity.birth_date or person.birth_date
    person.phone = identity.phone or person.phone
    person.email = identity.email or person.email
    if identity.residence is not None:
        person.residence = asdict(identity.residence)


class IdentityDiffersError(DomainError):
    """The number is known as that of somebody of another name or another birth; who that is, is not told."""

    def __init__(self) -> None:
        """Say no more than that."""
        super().__init__("the number is somebody else's")


def recognise(session: Session, presented: Presented, *, at: datetime) -> Person:
    """Return the person who showed themselves at a counter, known by the official number from now on.

    An electronic identity has the last word: what it told is not changed, and what differs from it is refused with
    ``IdentityDiffersError``. Without one, the paper that was shown last is believed.
    """
    _make_known(session, presented, at)
    person = session.scalars(select(Person).where(Person.citizen_id == presented.number)).one()
    if _agrees(person, presented):
        person.birth_date = person.birth_date or presented.birth_date
    elif session.scalar(select(IdentityLink.id).where(IdentityLink.person_id == person.id).limit(1)):
        raise IdentityDiffersError
    else:
        person.full_name, person.birth_date = presented.full_name, presented.birth_date
    session.flush()
    return person


def _make_known(session: Session, presented: Presented, at: datetime) -> None:
    """Add the person, unless somebody else did at the same moment or long ago."""
    values = {
        "id": new_key(),
        "kind": "citizen",
        "full_name": presented.full_name,
        "citizen_id": presented.number,
        "birth_date": presented.birth_date,
        "sex": presented.sex,
        "created_at": at,
    }
    session.execute(insert(Person).values(values).on_conflict_do_nothing(index_elements=["citizen_id"]))


def _agrees(person: Person, presented: Presented) -> bool:
    same_name = fold(person.full_name) == fold(presented.full_name)
    return same_name and person.birth_date in (None, presented.birth_date)


def applicant_of(session: Session, draft: Draft) -> Person:
    """Return whose filing a draft is: as the portal knows them, at a counter only as they showed themselves."""
    if draft.officer_id is None:
        return session.get_one(Person, draft.person_id)
    return as_presented(draft.person_id, draft.known[CARD])


def as_presented(person_id: UUID, card: Mapping[str, Any]) -> Person:
    """Return a person of whom only the card tells; it belongs to no session."""
    told = card["told"]
    return Person(
        id=person_id,
        kind="citizen",
        full_name=told["full_name"],
        citizen_id=told["citizen_id"],
        birth_date=date.fromisoformat(told["birth_date"]),
        sex=told["sex"],
        language="vi",
    )
