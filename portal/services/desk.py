"""The officer's desk: open tasks by view, what is due first, first; keyset pages, and counts that stop at 999."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Select, Uuid, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from portal.models import Attachment, DeadlineNotice, Dossier, DossierLabel, Officer, SavedSearch, Task
from portal.services.refusals import NotFoundError
from portal.services.successors import merged_into
from portal.services.wanted import View, Wanted
from portal.services.ways import Key, Ways, ways
from workflows.reminding import CLIMBS_AFTER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, ScalarSelect
    from sqlalchemy.orm import Session

    from portal.services.actors import Actor

    Query = Select[*tuple[Any, ...]]

PAGE: Final = 50
MOST: Final = 999
FURTHER: Final = 3
"""So many stretches more are looked through for a page on which nothing was found yet."""
COUNTED_THROUGH: Final = 1_000
"""Tasks a way that a count of a narrowed list looks at."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the desk."""

    task_id: UUID
    dossier_id: UUID
    code: str
    title: str
    procedure: str
    sector: str
    owner_name: str
    applicant_name: str
    status: int
    step: str
    role: str
    version_id: UUID
    agency_id: UUID
    officer_name: str | None
    submitted_at: datetime
    channel: str
    due_at: datetime | None
    target_at: datetime | None
    infected: bool
    """Whether malware was found in one of its files."""
    climbed: str | None
    """How far the notice of its delay climbed (``workflows.reminding.Level``)."""
    labels: list[UUID]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list, and the key from which the next page goes on (``None`` at the end)."""

    rows: tuple[Row, ...]
    next_key: Key | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many tasks a list holds; ``more`` where there may be more than were counted."""

    number: int
    more: bool = False


def rows(
    session: Session, actor: Actor, wanted: Wanted, *, at: datetime, after: Key | None = None, size: int = PAGE
) -> Page:
    """Return one page of a list, what is due first, first; ``after`` is the last key of the page before.

    A page on which nothing was found goes on looking, a few times more: nobody reads empty pages gladly.
    """
    read = ways(wanted, actor, at)
    page = _page(session, read, after, size)
    for _ in range(FURTHER):
        if page.rows or page.next_key is None:
            break
        page = _page(session, read, page.next_key, size)
    return page


def _page(session: Session, read: Ways, after: Key | None, size: int) -> Page:
    nearest = read.nearest(after, size + 1).subquery()
    query = _columns().join(nearest, nearest.c.id == Task.id).order_by(nearest.c.due_at, nearest.c.id)
    found = [Row(*row) for row in session.execute(query)]
    if len(found) > size:
        return Page(tuple(found[:size]), _key(found[size - 1]))
    far = _looked_to(session, read, after)
    return Page(tuple(one for one in found if far is None or _rank(_key(one)) <= _rank(far)), far)


def keys(session: Session, actor: Actor, wanted: Wanted, *, at: datetime, most: int) -> Sequence[UUID]:
    """Return the first tasks of a list, as its pages would show them."""
    nearest = ways(wanted, actor, at).nearest(None, most).subquery()
    return session.scalars(select(nearest.c.id).order_by(nearest.c.due_at, nearest.c.id)).all()


def counts(
    session: Session,
    actor: Actor,
    lists: Sequence[Wanted],
    *,
    at: datetime,
    beside: Sequence[tuple[Query, Query | None]] = (),
) -> list[Count]:
    """Count each list up to ``MOST`` + 1, all by one statement: nobody reads more.

    ``beside`` them are other queries, each with one that finds a row when there may be more than it looked at.
    """
    columns: list[Any] = []
    for wanted in lists:
        read = ways(wanted, actor, at)
        columns.append(counted(read.some(MOST + 1, COUNTED_THROUGH)))
        further = read.looked_to(None, COUNTED_THROUGH).exists() if read.left else literal(value=False)
        columns.append(further)
    for query, rest in beside:
        columns += [counted(query), literal(value=False) if rest is None else rest.exists()]
    row = session.execute(select(*columns)).one()
    return [Count(number, more) for number, more in zip(row[::2], row[1::2], strict=True)]


def counted(query: Query) -> ScalarSelect[int]:
    """Return the number of rows of a query, up to ``MOST`` + 1."""
    return select(func.count()).select_from(query.limit(MOST + 1).subquery()).scalar_subquery()


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


def visible_dossier(session: Session, actor: Actor, code: str, at: datetime) -> Dossier:
    """Return a dossier of one of the actor's agencies, or one of which a step was theirs; any other is not found."""
    dossier = session.scalar(select(Dossier).where(Dossier.code == code, is_visible(actor, at)))
    if dossier is None:
        raise NotFoundError("dossier")
    return dossier


def _key(row: Row) -> Key:
    return row.due_at, row.task_id


def _rank(key: Key) -> tuple[bool, float, UUID]:
    """Return what keys are compared by: what has no date comes last."""
    due_at, last = key
    return (True, 0, last) if due_at is None else (False, due_at.timestamp(), last)


def _looked_to(session: Session, read: Ways, after: Key | None) -> Key | None:
    """Return how far a short page looked, if it did not look at everything."""
    if not read.left:
        return None
    row = session.execute(read.looked_to(after)).one_or_none()
    return (row.due_at, row.id) if row else None


def is_visible(actor: Actor, at: datetime) -> ColumnElement[bool]:
    """Return whether an officer may read a dossier.

    It is of their agencies or of those that were merged into them, or a step of it was done there.
    """
    before = merged_into(actor.roles, at)
    theirs = exists().where(Task.dossier_id == Dossier.id, Task.agency_id.in_(actor.roles))
    merged = or_(Dossier.agency_id.in_(before), Dossier.receiving_agency_id.in_(before))
    return or_(Dossier.agency_id.in_(actor.roles), Dossier.receiving_agency_id.in_(actor.roles), theirs, merged)


def _columns() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Task.id,
            Dossier.id,
            Dossier.code,
            Dossier.title,
            Dossier.procedure_code,
            Dossier.sector,
            Dossier.owner_name,
            Dossier.applicant_name,
            Dossier.status,
            Task.step,
            Task.role,
            Dossier.version_id,
            Task.agency_id,
            Officer.full_name,
            Dossier.submitted_at,
            Dossier.channel,
            Task.due_at,
            Task.target_at,
            exists().where(
                Attachment.dossier_id == Dossier.id, Attachment.scan == "infected", Attachment.superseded_at.is_(None)
            ),
            _climbed(),
            func.array(
                select(DossierLabel.label_id).where(DossierLabel.dossier_id == Dossier.id).scalar_subquery(),
                type_=ARRAY(Uuid()),
            ),
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


VIEWS: Final = tuple(Wanted(view) for view in View)
"""The views that every desk has."""
