"""People as their electronic identity knows them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.models import IdentityLink, Person

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.identity.base import Identity


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
