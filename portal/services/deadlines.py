"""The deadline ledger of a dossier: each entry says what moved the promised date, and why.

The promise is always recomputed from the ledger (``workflows.ledger``); columns on the dossier are its cache.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from portal.clock import local_date
from portal.models import DeadlineEntry, Offer, Task
from portal.services import evidence, own_days
from portal.services.calendars import calendar_of
from portal.services.evidence import EventKind
from procedures.overlay import local_time_limit
from workflows.explaining import changed, in_sentences
from workflows.ledger import Entry, EntryKind, Ledger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.models import Dossier
    from portal.services.actors import Actor
    from procedures.definition import Procedure
    from workflows.calendar import Promise
    from workflows.spec import Duration


def time_limit(session: Session, dossier: Dossier, procedure: Procedure) -> Duration:
    """Return the legal time limit: the offer's own where it has one, else the pack's."""
    offer = session.get_one(Offer, dossier.offer_id)
    return local_time_limit(procedure, offer.overlay)


def move_clock(
    session: Session,
    dossier: Dossier,
    procedure: Procedure,
    kind: EntryKind,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    legal_basis: str | None = None,
) -> Promise | None:
    """Write one ledger entry and move the promised date; ``None`` while the clock stands still."""
    return write(session, dossier, procedure, Entry(kind, at, reason, legal_basis), actor=actor)


def write(
    session: Session,
    dossier: Dossier,
    procedure: Procedure,
    entry: Entry,
    *,
    actor: Actor,
    codes: Sequence[str] = (),
) -> Promise | None:
    """Write an entry as it stands; ``codes`` are those of the reasons that were chosen for it."""
    rows = entries(session, dossier)
    calendar = calendar_of(session, dossier.agency_id, entry.at)
    before = Ledger(time_limit(session, dossier, procedure), tuple(map(_entry, rows)))
    promise = before.add(entry).due(own_days.calendars(session, dossier.agency_id))
    row = DeadlineEntry(
        dossier_id=dossier.id,
        agency_id=dossier.agency_id,
        number=len(rows) + 1,
        kind=str(entry.kind),
        at=entry.at,
        reason=entry.reason,
        legal_basis=entry.legal_basis,
        promised_date=promise.local_date if promise else None,
        calendar_version=calendar.version,
        detail=_detail(entry, codes),
    )
    session.add(row)
    payload = _payload(row, dossier.promised_date)
    _keep(session, dossier, promise, calendar.version)
    evidence.record(session, dossier, EventKind.CLOCK_MOVED, actor=actor, at=entry.at, payload=payload)
    return promise


def _payload(row: DeadlineEntry, before: date | None) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "entry": row.number,
        "kind": row.kind,
        "reason": row.reason,
        "promised": row.promised_date.isoformat() if row.promised_date else None,
    }
    if row.kind == EntryKind.EXTEND and before is not None:
        payload |= {"before": before.isoformat(), "law": row.legal_basis, **row.detail}
    return payload


def entries(session: Session, dossier: Dossier) -> Sequence[DeadlineEntry]:
    """Return the ledger rows in order."""
    query = select(DeadlineEntry).where(DeadlineEntry.dossier_id == dossier.id)
    return session.scalars(query.order_by(DeadlineEntry.number)).all()


def ledger_of(session: Session, dossier: Dossier, procedure: Procedure) -> Ledger:
    """Return the ledger as a value, to explain or recompute the promise."""
    return Ledger(time_limit(session, dossier, procedure), tuple(map(_entry, entries(session, dossier))))


def explanation(session: Session, dossier: Dossier, procedure: Procedure, language: str) -> list[str]:
    """Return why the promised date is this one, sentence by sentence; nothing before acceptance.

    Days of the agency that were changed since are told: what was promised before stays.
    """
    if dossier.accepted_at is None:
        return []
    ledger = ledger_of(session, dossier, procedure)
    promise = ledger.due(own_days.calendars(session, dossier.agency_id))
    if promise is None:
        return []
    said = [in_sentences(entry, language) for entry in promise.entries]
    first, last = ledger.entries[0].at, ledger.entries[-1].at
    since = own_days.changed_since(session, dossier.agency_id, last, local_date(first), promise.local_date)
    return [*said, *([changed(since, language)] if since else [])]


def is_running(session: Session, dossier: Dossier) -> bool:
    """Tell whether the legal clock has started and is not paused."""
    rows = entries(session, dossier)
    return bool(rows) and rows[-1].kind != EntryKind.PAUSE


def _entry(row: DeadlineEntry) -> Entry:
    return Entry(EntryKind(row.kind), row.at, row.reason, row.legal_basis, until=_until(row.detail))


def _detail(entry: Entry, codes: Sequence[str]) -> dict[str, Any]:
    return {"until": entry.until.isoformat(), "reasons": list(codes)} if entry.until else {}


def _until(detail: Mapping[str, Any]) -> date | None:
    until = detail.get("until")
    return date.fromisoformat(until) if until else None


def _keep(session: Session, dossier: Dossier, promise: Promise | None, version: str) -> None:
    dossier.due_at = promise.at if promise else None
    dossier.promised_date = promise.local_date if promise else None
    dossier.calendar_version = version
    session.flush()
    session.execute(
        update(Task).where(Task.dossier_id == dossier.id, Task.closed_at.is_(None)).values(due_at=dossier.due_at)
    )
