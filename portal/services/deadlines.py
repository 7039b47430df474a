"""The deadline ledger of a dossier: each entry says what moved the promised date, and why.

The promise is always recomputed from the ledger (``workflows.ledger``); columns on the dossier are its cache.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from forms.answers import from_json
from portal.clock import local_date
from portal.models import DeadlineEntry, Offer, Person, Task
from portal.services import evidence, own_days
from portal.services.answer_sets import newest_answers
from portal.services.calendars import calendar_of
from portal.services.evidence import EventKind
from portal.services.situations import situation_of_dossier
from procedures.law_words import words_of_law
from procedures.limits import lawful_limit
from procedures.overlay import local_time_limit
from workflows.explaining import Explained, Kind, changed, in_sentences, provisional
from workflows.ledger import Entry, EntryKind, Ledger
from workflows.spec import Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.models import Dossier
    from portal.services.actors import Actor
    from procedures.definition import Procedure, TimeLimit
    from workflows.calendar import Promise, WorkingCalendar
    from workflows.spec import Duration

UNDO = "undo"
"""The kind of a row that takes back the one before it that counts."""


def time_limit(session: Session, dossier: Dossier, procedure: Procedure) -> Duration:
    """Return the legal time limit of a dossier."""
    return limit_of(session, dossier, procedure).within


def limit_of(session: Session, dossier: Dossier, procedure: Procedure) -> TimeLimit:
    """Return the time limit with its law: that of the pack's case that holds, else the offer's own, else the pack's."""
    overlay = session.get_one(Offer, dossier.offer_id).overlay
    if not procedure.time_limit.where:
        return replace(procedure.time_limit, within=local_time_limit(procedure, overlay))
    answers = from_json(procedure.form, newest_answers(session, dossier).answers)
    person = session.get_one(Person, dossier.applicant_id)
    return lawful_limit(procedure, answers, situation_of_dossier(dossier, person), overlay)


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
    """Write one ledger entry and move the promised date; ``None`` while the clock stands still.

    ``legal_basis`` may be a citation of the pack.
    """
    hold = "" if kind in (EntryKind.START, EntryKind.EXTEND) else reason
    if legal_basis:
        legal_basis = words_of_law(procedure.legal_basis, legal_basis, "vi")
    return write(session, dossier, procedure, Entry(kind, at, reason, legal_basis, hold=hold), actor=actor)


@dataclass(frozen=True, slots=True)
class Hold:
    """What is waited for: ``key`` tells it from other things that are waited for at once, ``reason`` names its kind."""

    key: str
    reason: str
    clock: Clock
    """What the pack says that waiting does to the legal time limit."""
    law: str | None = None
    """The legal basis, in words."""


def stop(session: Session, dossier: Dossier, procedure: Procedure, hold: Hold, *, actor: Actor, at: datetime) -> None:
    """Stop the clock while something is waited for, where the pack says so; a clock that has not started is left.

    Where the pack lets it run on, the ledger says that too, and by which law.
    """
    if dossier.accepted_at is None or dossier.closed_at is not None:
        return
    kind = EntryKind.RUN if hold.clock is Clock.RUN else EntryKind.PAUSE
    write(session, dossier, procedure, Entry(kind, at, hold.reason, hold.law, hold=hold.key), actor=actor)


def go_on(session: Session, dossier: Dossier, procedure: Procedure, hold: Hold, *, actor: Actor, at: datetime) -> None:
    """Let the clock go on, or begin anew, once what was waited for is there.

    What was asked for before the clock started never stopped it, and changes nothing.
    """
    if dossier.accepted_at is None or hold.key not in waited_for(session, dossier, procedure):
        return
    kind = EntryKind.RESTART if hold.clock is Clock.RESTART else EntryKind.RESUME
    entry = Entry(kind, at, hold.reason, hold.law, hold=hold.key)
    write(session, dossier, procedure, entry, actor=actor)


def waited_for(session: Session, dossier: Dossier, procedure: Procedure) -> frozenset[str]:
    """Return the keys of everything for which the clock stands still now."""
    return frozenset(entry.hold for entry in ledger_of(session, dossier, procedure).waits)


def write(
    session: Session,
    dossier: Dossier,
    procedure: Procedure,
    entry: Entry,
    *,
    actor: Actor,
    codes: Sequence[str] = (),
    recorded_at: datetime | None = None,
) -> Promise | None:
    """Write an entry as it stands; ``codes`` are those of the reasons that were chosen for it.

    ``recorded_at`` is when it is written, where that is later than the instant from which it holds.
    """
    rows = entries(session, dossier)
    # A clock that was set back does not put an entry before those that are written.
    entry = replace(entry, at=max([entry.at, *(row.at for row in rows[-1:])]))
    calendar = calendar_of(session, dossier.agency_id, entry.at)
    before = Ledger(time_limit(session, dossier, procedure), tuple(map(_entry, rows)))
    promise = before.add(entry).due(_calendars(session, dossier, rows))
    row = DeadlineEntry(
        dossier_id=dossier.id,
        agency_id=dossier.agency_id,
        number=len(_rows(session, dossier)) + 1,
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
    evidence.record(session, dossier, EventKind.CLOCK_MOVED, actor=actor, at=recorded_at or entry.at, payload=payload)
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
    elif row.kind != EntryKind.START:
        payload |= {"law": row.legal_basis, **row.detail}
    return payload


def entries(session: Session, dossier: Dossier) -> Sequence[DeadlineEntry]:
    """Return the ledger rows that count, in order: without those that were taken back."""
    standing: list[DeadlineEntry] = []
    for row in _rows(session, dossier):
        if row.kind == UNDO:
            standing.pop()
        else:
            standing.append(row)
    return standing


def undo(session: Session, dossier: Dossier, procedure: Procedure, acted_at: datetime, *, at: datetime) -> None:
    """Take back what an act wrote at an instant: the rows stay, and count no more."""
    rows = _rows(session, dossier)
    left = [row for row in entries(session, dossier) if row.at != acted_at]
    gone = len(entries(session, dossier)) - len(left)
    if not gone:
        return
    calendar = calendar_of(session, dossier.agency_id, at)
    ledger = Ledger(time_limit(session, dossier, procedure), tuple(map(_entry, left)))
    promise = ledger.due(_calendars(session, dossier, left))
    for number in range(gone):
        row = DeadlineEntry(
            dossier_id=dossier.id,
            agency_id=dossier.agency_id,
            number=len(rows) + 1 + number,
            kind=UNDO,
            at=at,
            reason="undone",
            promised_date=promise.local_date if promise else None,
            calendar_version=calendar.version,
            detail={},
        )
        session.add(row)
    _keep(session, dossier, promise, calendar.version)


def _rows(session: Session, dossier: Dossier) -> Sequence[DeadlineEntry]:
    query = select(DeadlineEntry).where(DeadlineEntry.dossier_id == dossier.id)
    return session.scalars(query.order_by(DeadlineEntry.number)).all()


def ledger_of(session: Session, dossier: Dossier, procedure: Procedure) -> Ledger:
    """Return the ledger as a value, to explain or recompute the promise."""
    return Ledger(time_limit(session, dossier, procedure), tuple(map(_entry, entries(session, dossier))))


def explanation(session: Session, dossier: Dossier, procedure: Procedure, language: str) -> list[str]:
    """Return why the promised date is this one, sentence by sentence; nothing before acceptance.

    While the clock stands still it is told since when and for what. Days of the agency that were changed since are
    told: what was promised before stays.
    """
    if dossier.accepted_at is None:
        return []
    ledger = ledger_of(session, dossier, procedure)
    promise = ledger.due(_calendars(session, dossier, entries(session, dossier)))
    if promise is None:
        return [in_sentences(_standing(wait), language) for wait in ledger.waits]
    said = [in_sentences(entry, language) for entry in promise.entries]
    first, last = ledger.entries[0].at, ledger.entries[-1].at
    if promise.provisional:
        calendar = calendar_of(session, dossier.agency_id, last)
        reached = range(local_date(first).year, promise.local_date.year + 1)
        said.append(provisional(calendar.provisional_years.intersection(reached), language))
    since = own_days.changed_since(session, dossier.agency_id, last, local_date(first), promise.local_date)
    return [*said, *([changed(since, language)] if since else [])]


def _standing(wait: Entry) -> Explained:
    day = local_date(wait.at)
    return Explained(Kind.STANDS, day, day, reason=wait.reason, law=wait.legal_basis or "")


def _calendars(
    session: Session, dossier: Dossier, rows: Sequence[DeadlineEntry]
) -> Callable[[datetime], WorkingCalendar]:
    """Return what gives the calendar that was known at an instant, of the agency that had the dossier then."""
    at_agency = {row.at: row.agency_id for row in rows}
    known = {key: own_days.calendars(session, key) for key in {*at_agency.values(), dossier.agency_id}}
    return lambda at: known[at_agency.get(at, dossier.agency_id)](at)


def _entry(row: DeadlineEntry) -> Entry:
    kind = EntryKind(row.kind)
    hold = "" if kind in (EntryKind.START, EntryKind.EXTEND) else row.detail.get("hold", row.reason)
    return Entry(kind, row.at, row.reason, row.legal_basis, until=_until(row.detail), hold=hold)


def _detail(entry: Entry, codes: Sequence[str]) -> dict[str, Any]:
    if entry.until:
        return {"until": entry.until.isoformat(), "reasons": list(codes)}
    return {"hold": entry.hold} if entry.hold != entry.reason and entry.hold else {}


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
