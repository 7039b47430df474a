"""Exports of a list of the desk: asked for by an officer, made by the worker, fetched by whoever asked.

The row stays as the log of who took which list and when, with the digest of the file. The file is kept for a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from sqlalchemy import select, update

from portal.db import new_key
from portal.models import ListExport
from portal.queue import defer
from portal.services import desk, desk_choices
from portal.services.officers import actor_of
from portal.services.own_desk import Column, known
from portal.services.refusals import NotFoundError
from portal.services.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from portal.services.actors import Actor

JOB: Final = "make_list"
SHEET: Final = "xlsx"
VALUES: Final = "csv"
FORMATS: Final = (SHEET, VALUES)
MOST: Final = 100_000
AT_ONCE: Final = 1_000
SHOWN: Final = 10
KEPT_FOR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Making:
    """What the worker makes a file of, with the words of what rows only hold the keys of."""

    actor: Actor
    wanted: Wanted
    columns: tuple[Column, ...]
    format: str
    language: str
    asked_at: datetime
    agencies: Mapping[UUID, str]
    labels: Mapping[UUID, str]


def ask(
    session: Session,
    wanted: Wanted,
    columns: Sequence[str],
    file_format: str,
    *,
    language: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Note that a list is wanted, and have the worker make the file."""
    row = ListExport(
        id=new_key(),
        officer_id=actor.id,
        format=file_format,
        language=language,
        wanted=wanted.as_data(),
        columns=[str(one) for one in known(columns)],
        asked_at=at,
    )
    session.add(row)
    session.flush()
    defer(session, JOB, lock=f"list:{row.id}", export_id=str(row.id))
    return row.id


def to_make(session: Session, export_id: UUID, at: datetime) -> Making | None:
    """Return what to make; ``None`` when it was made already, or who asked may see nothing any more."""
    row = session.get_one(ListExport, export_id)
    actor = actor_of(session, row.officer_id, at)
    if row.made_at is not None or actor is None:
        return None
    return Making(
        actor=actor,
        wanted=Wanted.from_data(row.wanted),
        columns=known(row.columns),
        format=row.format,
        language=row.language,
        asked_at=row.asked_at,
        agencies={one.id: one.name for one in desk_choices.agencies(session, actor)},
        labels={one.id: one.name for one in desk_choices.labels(session, actor)},
    )


def rows(session: Session, making: Making, *, at: datetime) -> Iterator[desk.Row]:
    """Yield the list as its pages show it, read in portions, no further than a file may be long."""
    left, after = MOST, None
    while left > 0:
        page = desk.rows(session, making.actor, making.wanted, at=at, after=after, size=min(AT_ONCE, left))
        yield from page.rows
        left, after = left - len(page.rows), page.next_key
        if after is None:
            return


def keep(session: Session, export_id: UUID, *, sha256: str, size: int, count: int, at: datetime) -> None:
    """Keep the file of an export; a second run of the job changes nothing."""
    row = session.get_one(ListExport, export_id, with_for_update=True)
    if row.made_at is None:
        row.made_at, row.rows, row.size, row.digest, row.sha256 = at, count, size, sha256, sha256
        session.flush()


def fetch(session: Session, export_id: UUID, *, actor: Actor, at: datetime) -> ListExport:
    """Return the export to whoever asked for it, and note that; anybody else's is not found."""
    row = session.get(ListExport, export_id)
    if row is None or row.officer_id != actor.id or row.sha256 is None or not _is_kept(row, at):
        raise NotFoundError("export")
    row.fetched_at = at
    return row


def recent(session: Session, actor: Actor) -> Sequence[ListExport]:
    """Return the actor's newest exports."""
    query = select(ListExport).where(ListExport.officer_id == actor.id).order_by(ListExport.id.desc())
    return session.scalars(query.limit(SHOWN)).all()


def sweep(session: Session, at: datetime) -> None:
    """Let go of the files that were kept long enough; a job of its own erases the bytes."""
    old = update(ListExport).where(ListExport.sha256.is_not(None), ListExport.made_at <= at - KEPT_FOR)
    session.execute(old.values(sha256=None))


def _is_kept(row: ListExport, at: datetime) -> bool:
    return row.made_at is not None and at <= row.made_at + KEPT_FOR
