"""The officer's desk: open tasks by view, one query a list, keyset pages, counts that stop at 999."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, exists, func, or_, select, tuple_

from portal.models import Attachment, DeadlineNotice, Dossier, Officer, SavedSearch, Task
from portal.services.folding import fold
from portal.services.refusals import NotFoundError
from workflows.reminding import CLIMBS_AFTER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, ScalarSelect
    from sqlalchemy.orm import Session

    from portal.services.actors import Actor

PAGE = 50
MOST = 999
SOON = timedelta(days=1)


class View(StrEnum):
    """The lists of the desk; the values stand in URLs."""

    MINE = "cua-toi"
    ROLE = "vai-tro"
    SOON = "sap-den-han"
    OVERDUE = "qua-han"
    ALL = "tat-ca"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the desk."""

    task_id: UUID
    dossier_id: UUID
    code: str
    title: str
    owner_name: str
    status: int
    step: str
    role: str
    version_id: UUID
    officer_name: str | None
    submitted_at: datetime
    due_at: datetime | None
    target_at: datetime | None
    infected: bool
    """Whether malware was found in one of its files."""
    climbed: str | None
    """How far the notice of its delay climbed (``workflows.reminding.Level``)."""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list, and the key from which the next page goes on (``None`` at the end)."""

    rows: tuple[Row, ...]
    next_key: str | None


def rows(
    session: Session,
    actor: Actor,
    view: View,
    *,
    at: datetime,
    sector: str | None = None,
    status: int | None = None,
    after: UUID | None = None,
) -> Page:
    """Return one page of a view, the oldest task first; ``after`` is the last key of the page before."""
    query = _columns().where(Task.closed_at.is_(None), _mine_to_see(actor), _in_view(view, actor, at))
    if sector:
        query = query.where(Dossier.sector == sector)
    if status:
        query = query.where(Dossier.status == status)
    if after is not None:
        query = query.where(Task.id > after)
    found = [Row(*row) for row in session.execute(query.order_by(Task.id).limit(PAGE + 1))]
    more = len(found) > PAGE
    return Page(tuple(found[:PAGE]), str(found[PAGE - 1].task_id) if more else None)


def counts(session: Session, actor: Actor, *, at: datetime) -> dict[View, int]:
    """Count each view up to ``MOST`` + 1: nobody reads more, and the database need not count it."""
    return {view: _count(session, actor, view, at) for view in View}


def search(session: Session, actor: Actor, words: str) -> Sequence[Dossier]:
    """Return dossiers of the actor's agencies whose folded words hold each word, newest first."""
    query = select(Dossier).where(Dossier.agency_id.in_(actor.roles))
    for word in fold(words).split():
        query = query.where(Dossier.search.contains(word, autoescape=True))
    return session.scalars(query.order_by(Dossier.submitted_at.desc()).limit(PAGE)).all()


def keep_search(session: Session, actor: Actor, words: str, token: str, at: datetime) -> None:
    """Keep what was searched under a random token, so that no name stands in a URL."""
    session.add(SavedSearch(token=token, officer_id=actor.id, words=words, created_at=at))
    session.flush()


def kept_search(session: Session, actor: Actor, token: str) -> str:
    """Return the words of the actor's own search."""
    found = session.get(SavedSearch, token)
    if found is None or found.officer_id != actor.id:
        raise NotFoundError("search")
    return found.words


def visible_dossier(session: Session, actor: Actor, code: str) -> Dossier:
    """Return a dossier of one of the actor's agencies; any other is not found."""
    query = select(Dossier).where(
        Dossier.code == code,
        or_(Dossier.agency_id.in_(actor.roles), Dossier.receiving_agency_id.in_(actor.roles)),
    )
    dossier = session.scalar(query)
    if dossier is None:
        raise NotFoundError("dossier")
    return dossier


def _columns() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Task.id,
            Dossier.id,
            Dossier.code,
            Dossier.title,
            Dossier.owner_name,
            Dossier.status,
            Task.step,
            Task.role,
            Dossier.version_id,
            Officer.full_name,
            Dossier.submitted_at,
            Dossier.due_at,
            Task.target_at,
            exists().where(
                Attachment.dossier_id == Dossier.id, Attachment.scan == "infected", Attachment.superseded_at.is_(None)
            ),
            _climbed(),
        )
        .join(Dossier, Dossier.id == Task.dossier_id)
        .outerjoin(Officer, Officer.id == Task.officer_id)
    )


def _climbed() -> ScalarSelect[str]:
    """Return how far the notice of a dossier climbed for the promise that stands."""
    told = select(DeadlineNotice.level).where(
        DeadlineNotice.dossier_id == Dossier.id,
        DeadlineNotice.promised_date == Dossier.promised_date,
        DeadlineNotice.level.in_([str(level) for level in CLIMBS_AFTER]),
    )
    return told.order_by(DeadlineNotice.id.desc()).limit(1).scalar_subquery()


def _mine_to_see(actor: Actor) -> ColumnElement[bool]:
    return Task.agency_id.in_(actor.roles)


def _my_roles(actor: Actor) -> ColumnElement[bool]:
    pairs = [(agency_id, role) for agency_id, held in actor.roles.items() for role in held]
    return tuple_(Task.agency_id, Task.role).in_(pairs)


def _in_view(view: View, actor: Actor, at: datetime) -> ColumnElement[bool]:
    mine = Task.officer_id == actor.id
    free = and_(_my_roles(actor), Task.officer_id.is_(None))
    return {
        View.MINE: mine,
        View.ROLE: free,
        View.SOON: and_(or_(mine, free), Task.due_at.between(at, at + SOON)),
        View.OVERDUE: and_(or_(mine, free), Task.due_at < at),
        View.ALL: _mine_to_see(actor),
    }[view]


def _count(session: Session, actor: Actor, view: View, at: datetime) -> int:
    limited = (
        select(Task.id)
        .where(Task.closed_at.is_(None), _mine_to_see(actor), _in_view(view, actor, at))
        .limit(MOST + 1)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(limited)) or 0
