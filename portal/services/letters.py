"""Letters between the agency and the applicant of a dossier: kept, told to whom they go, never part of the evidence.

Nothing is decided upon them: what counts for the decision is asked for by a supplement request, and answered there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, update

from portal.models import Dossier, Letter, Officer
from portal.services import notices
from portal.services.actors import ActorKind
from portal.services.refusals import NotAllowedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from portal.services.actors import Actor

MOST: Final = 100
PAGE: Final = 50
LONGEST: Final = 2_000


@dataclass(frozen=True, slots=True)
class Written:
    """One letter: ``by`` is the officer's name and title, empty when the applicant wrote it."""

    by: str
    title: str
    at: datetime
    text: str
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Unread:
    """A letter of an applicant that nobody at the agency has read."""

    id: UUID
    at: datetime
    text: str
    code: str
    title: str
    version_id: UUID
    owner_name: str
    applicant_name: str


def write(session: Session, dossier: Dossier, text: str, *, actor: Actor, at: datetime) -> None:
    """Write to the other side; the applicant gets a notice, the agency sees it on its desk.

    Raises ``NotAllowedError`` once the dossier has ended.
    """
    if dossier.closed_at is not None:
        raise NotAllowedError("open dossier")
    letter = Letter(dossier_id=dossier.id, agency_id=dossier.agency_id, at=at, text=text)
    if actor.kind is ActorKind.OFFICER:
        letter.officer_id = actor.id
        notices.tell(session, dossier, "letter_received", at=at)
    else:
        letter.person_id = actor.id
    session.add(letter)
    session.flush()


def letters_of(session: Session, dossier: Dossier) -> Sequence[Written]:
    """Return the newest letters about a dossier, the oldest of them first."""
    query = (
        select(Officer.full_name, Officer.title, Letter.at, Letter.text, Letter.read_at)
        .select_from(Letter)
        .outerjoin(Officer, Officer.id == Letter.officer_id)
        .where(Letter.dossier_id == dossier.id)
        .order_by(Letter.id.desc())
    )
    rows = session.execute(query.limit(MOST)).all()
    return [Written(name or "", title or "", at, text, read_at) for name, title, at, text, read_at in reversed(rows)]


def mark_read(session: Session, dossier: Dossier, *, actor: Actor, at: datetime) -> None:
    """Note that this side has seen what the other wrote."""
    theirs = Letter.person_id if actor.kind is ActorKind.OFFICER else Letter.officer_id
    seen = update(Letter).where(Letter.dossier_id == dossier.id, theirs.is_not(None), Letter.read_at.is_(None))
    session.execute(seen.values(read_at=at))


def unread(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Return the query of the letters that wait at the actor's agencies, to be counted."""
    waiting = (Letter.person_id.is_not(None), Letter.read_at.is_(None), Letter.agency_id.in_(actor.roles))
    return select(Letter.id).where(*waiting)


def page(session: Session, actor: Actor, *, after: UUID | None = None) -> tuple[list[Unread], UUID | None]:
    """Return a page of the letters that wait, the oldest first, and the key from which the next one goes on."""
    columns = (
        Letter.id,
        Letter.at,
        Letter.text,
        Dossier.code,
        Dossier.title,
        Dossier.version_id,
        Dossier.owner_name,
        Dossier.applicant_name,
    )
    query: Select[*tuple[Any, ...]] = unread(actor).with_only_columns(*columns)
    waiting = query.join(Dossier, Dossier.id == Letter.dossier_id)
    if after is not None:
        waiting = waiting.where(Letter.id > after)
    found = [Unread(*row) for row in session.execute(waiting.order_by(Letter.id).limit(PAGE + 1))]
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None
