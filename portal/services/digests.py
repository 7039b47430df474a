"""The mail that tells an officer once a day what is due, late or asked of them; where nothing is new there is none.

It names dossiers by their codes and says nothing else of them: who may read more signs in. Whoever does not want it
turns it off on the page of their account.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from portal.clock import local_date
from portal.db import new_key
from portal.models import DeskSettings, Officer, OfficerDigest
from portal.queue import defer
from portal.services import deadline_notices, opinion_lists
from portal.services.officers import actor_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Table
    from sqlalchemy.orm import Session

    from portal.services.actors import Actor

DELIVER_JOB: Final = "deliver_digest"
BATCH: Final = 200
MOST_LINES: Final = 30
"""Lines of one mail; the desk has the rest."""
FIRST_LOOK: Final = timedelta(days=1)
FURTHEST: Final = timedelta(days=7)
KEPT_FOR: Final = timedelta(days=30)
ASKED, ASKED_LATE = "opinion", "opinion_late"


def readers(session: Session, after: UUID | None = None) -> Sequence[UUID]:
    """Return the next officers who have an address and want the mail, in the order of their keys."""
    query = select(Officer.id).outerjoin(DeskSettings, DeskSettings.officer_id == Officer.id)
    query = query.where(Officer.active, Officer.email.is_not(None), Officer.email != "")
    query = query.where(or_(DeskSettings.officer_id.is_(None), DeskSettings.digest))
    if after is not None:
        query = query.where(Officer.id > after)
    return session.scalars(query.order_by(Officer.id).limit(BATCH)).all()


def draw_up(session: Session, officer_id: UUID, *, at: datetime) -> bool:
    """Keep what an officer is told today and have it delivered; ``False`` where nothing is new, or today's is there."""
    actor = actor_of(session, officer_id, at)
    if actor is None or not actor.roles:
        return False
    lines = list(_lines(session, actor, _since(session, officer_id, at), at))
    if not lines:
        return False
    # The table itself, so that of two workers the second finds today's mail and writes none.
    table = cast("Table", OfficerDigest.__table__)
    row = {"id": new_key(), "officer_id": officer_id, "day": local_date(at), "made_at": at, "lines": lines}
    written = session.scalar(insert(table).values(row).on_conflict_do_nothing().returning(table.c.id))
    if written is not None:
        defer(session, DELIVER_JOB, digest_id=str(written))
    return written is not None


def waiting(session: Session, digest_id: UUID) -> tuple[OfficerDigest, str] | None:
    """Return a digest that still has to be sent, with the address; ``None`` when it was, or is not wanted any more."""
    row = session.get(OfficerDigest, digest_id)
    officer = session.get(Officer, row.officer_id) if row is not None else None
    settings = session.get(DeskSettings, row.officer_id) if row is not None else None
    if row is None or officer is None or row.outcome is not None or not (officer.active and officer.email):
        return None
    return None if settings is not None and not settings.digest else (row, officer.email)


def keep(session: Session, digest_id: UUID, outcome: str, *, at: datetime) -> None:
    """Keep what became of the delivery."""
    row = session.get_one(OfficerDigest, digest_id, with_for_update=True, populate_existing=True)
    row.outcome, row.done_at = outcome, at
    session.flush()


def sweep(session: Session, at: datetime) -> None:
    """Remove the digests that nobody needs any more."""
    session.execute(delete(OfficerDigest).where(OfficerDigest.made_at <= at - KEPT_FOR))


def _since(session: Session, officer_id: UUID, at: datetime) -> datetime:
    """Return since when what was told is new to an officer."""
    query = select(OfficerDigest.made_at).where(OfficerDigest.officer_id == officer_id)
    last = session.scalar(query.order_by(OfficerDigest.day.desc()).limit(1))
    return max(last, at - FURTHEST) if last is not None else at - FIRST_LOOK


def _lines(session: Session, actor: Actor, since: datetime, at: datetime) -> Iterator[dict[str, Any]]:
    for one in deadline_notices.notices(session, actor).rows:
        if one.told_at > since:
            yield {"what": one.level, "code": one.code, "due": local_date(one.due_at).isoformat()}
    for slip in opinion_lists.waiting(session, actor).rows:
        late, reminded = since < slip.due_at <= at, slip.reminded_at is not None and slip.reminded_at > since
        if late or reminded:
            what = ASKED_LATE if slip.due_at <= at else ASKED
            yield {"what": what, "code": slip.code, "due": local_date(slip.due_at).isoformat()}
