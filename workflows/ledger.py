"""The deadline ledger: what started, paused, restarted or extended the legal time limit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from workflows.calendar import LOCAL, Promise, WorkingCalendar
from workflows.explaining import Explained, Kind
from workflows.spec import Duration, Unit

CalendarAt = Callable[[datetime], WorkingCalendar]
"""The calendar as it was known at an instant."""


class EntryKind(StrEnum):
    """What an entry does to the clock."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    RESTART = "restart"
    """From zero; the clock may have run or stood still before."""
    EXTEND = "extend"
    """A new promised date, once (NĐ 61/2018/NĐ-CP, Điều 19 khoản 9)."""
    RUN = "run"
    """Something is awaited and the law lets the clock run on: it is told, and moves nothing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger; ``at`` is an instant, the rest says why it was lawful."""

    kind: EntryKind
    at: datetime
    reason: str = ""
    legal_basis: str | None = None
    duration: Duration | None = None
    """Of an extension: what is added; of a restart: a time limit that differs from the first."""
    until: date | None = None
    """Of an extension: the new promised date itself, where that is what was decided."""
    hold: str = ""
    """What is waited for, where several things may be at once: the clock runs again when none is left."""


class LedgerError(ValueError):
    """An entry that the ledger does not allow; the text says why."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The legal time limit of one dossier and all that happened to it, in order.

    Appending gives a new ledger; nothing is edited.
    """

    limit: Duration
    entries: tuple[Entry, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an order of entries that cannot be."""
        _check(self.entries)

    def add(self, entry: Entry) -> Ledger:
        """Return the ledger with one more entry; raise ``LedgerError`` when it may not follow."""
        return replace(self, entries=(*self.entries, entry))

    @property
    def is_paused(self) -> bool:
        """Whether the clock stands still."""
        return len(self.entries) > 1 and bool(self.waits)

    @property
    def waits(self) -> tuple[Entry, ...]:
        """Return the pauses that have not ended, in order: what is waited for now."""
        held: dict[str, Entry] = {}
        for entry in self.entries:
            if entry.kind is EntryKind.PAUSE:
                held[entry.hold] = entry
            elif entry.kind in _GOES_ON:
                held.pop(entry.hold, None)
        return tuple(held.values())

    @property
    def is_extended(self) -> bool:
        """Whether the one extension has been used."""
        return any(entry.kind is EntryKind.EXTEND for entry in self.entries)

    def due(self, calendar: WorkingCalendar | CalendarAt) -> Promise | None:
        """Recompute the promise; ``None`` before the start and while the clock stands still.

        A calendar that changes is given by instant: each entry is counted by what was known when it was written,
        so that what was promised stays promised.
        """
        if not self.entries or self.is_paused:
            return None
        return _replay(self, (lambda _at: calendar) if isinstance(calendar, WorkingCalendar) else calendar)


_GOES_ON = frozenset({EntryKind.RESUME, EntryKind.RESTART})


def _check(entries: tuple[Entry, ...]) -> None:
    held: set[str] = set()
    extended = False
    for index, entry in enumerate(entries):
        if index and entry.at < entries[index - 1].at:
            raise LedgerError("an entry cannot lie before the one that precedes it")
        if (index == 0) != (entry.kind is EntryKind.START):
            raise LedgerError("the ledger begins with one start, and has no other")
        if entry.kind is EntryKind.EXTEND:
            _check_extension(entry, still=bool(held), extended=extended)
            extended = True
        elif entry.kind is not EntryKind.RUN:
            _check_wait(entry, held)


def _check_wait(entry: Entry, held: set[str]) -> None:
    """Note what is waited for, and what is not any more."""
    if entry.kind is EntryKind.PAUSE:
        if entry.hold in held:
            raise LedgerError("the clock stands still already")
        held.add(entry.hold)
    elif entry.kind is EntryKind.RESUME and entry.hold not in held:
        raise LedgerError("the clock runs already")
    else:
        held.discard(entry.hold)


def _check_extension(entry: Entry, *, still: bool, extended: bool) -> None:
    if extended:
        raise LedgerError("the promised date may be moved only once")
    if still:
        raise LedgerError("while the clock stands still there is no promised date to move")
    if (entry.duration is None) == (entry.until is None):
        raise LedgerError("an extension names either how much is added or the new date")
    if not entry.reason.strip():
        raise LedgerError("an extension gives its reason")


@dataclass(slots=True)
class _Wait:
    """A pause, and what ended it."""

    paused: Entry
    ended: Entry | None = None


@dataclass(slots=True)
class _Count:
    """The count so far: the promise, the time limit behind it, and what it has waited for since it stands still."""

    promise: Promise
    limit: Duration
    waits: list[_Wait]
    anew: Entry | None = None
    """The restart that takes effect when nothing is waited for any more."""


def _replay(ledger: Ledger, known: CalendarAt) -> Promise:
    first = ledger.entries[0]
    promise = known(first.at).promise(first.at, ledger.limit, first.legal_basis or "")
    if len(ledger.entries) == 1:
        return promise
    count = _Count(promise, ledger.limit, [])
    for entry in ledger.entries[1:]:
        _step(count, entry, known(entry.at))
    return count.promise


def _step(count: _Count, entry: Entry, calendar: WorkingCalendar) -> None:
    if entry.kind is EntryKind.PAUSE:
        count.waits.append(_Wait(entry))
    elif entry.kind is EntryKind.RUN:
        day = _day(entry.at)
        said = Explained(Kind.RUNS, day, day, reason=entry.reason, law=entry.legal_basis or "")
        count.promise = replace(count.promise, entries=(*count.promise.entries, said))
    elif entry.kind is EntryKind.EXTEND:
        count.promise = _extended(count.promise, entry, calendar)
    else:
        _goes_on(count, entry, calendar)


def _goes_on(count: _Count, entry: Entry, calendar: WorkingCalendar) -> None:
    """End what was waited for; the clock runs again once nothing is."""
    going_on = True
    for wait in count.waits:
        if wait.ended is None and wait.paused.hold == entry.hold:
            wait.ended = entry
        going_on = going_on and wait.ended is not None
    if entry.kind is EntryKind.RESTART:
        count.anew = entry
    if not going_on:
        return
    if count.anew is None:
        count.promise = _resumed(count, entry, calendar)
    else:
        _restart(count, count.anew, entry.at, calendar)
    count.waits, count.anew = [], None


def _restart(count: _Count, entry: Entry, at: datetime, calendar: WorkingCalendar) -> None:
    count.limit = entry.duration or count.limit
    day = _day(at)
    again = Explained(Kind.RESTARTED, day, day, reason=entry.reason, law=entry.legal_basis or "")
    promise = calendar.promise(at, count.limit)
    count.promise = replace(promise, entries=(*count.promise.entries, again, *promise.entries))


def _resumed(count: _Count, resumed: Entry, calendar: WorkingCalendar) -> Promise:
    """Move the promise by the working time that passed while the clock stood still.

    What was overdue when the clock stopped stays as much overdue: waiting cures nothing.
    """
    before, paused = count.promise, count.waits[0].paused
    if paused.at >= before.at:
        return before
    moved = _moved(count, paused, resumed, calendar)
    provisional = before.provisional or moved.provisional
    said = [_waited(wait, resumed) for wait in count.waits]
    entries = (*before.entries, *said, *moved.entries)
    return Promise(moved.at, moved.local_date, entries, provisional, moved.unrolled)


def _waited(wait: _Wait, resumed: Entry) -> Explained:
    until = _day((wait.ended or resumed).at)
    return Explained(
        Kind.PAUSED, _day(wait.paused.at), until, reason=wait.paused.reason, law=wait.paused.legal_basis or ""
    )


def _moved(count: _Count, paused: Entry, resumed: Entry, calendar: WorkingCalendar) -> Promise:
    before, unit = count.promise, count.limit.unit
    since = calendar.start_of_count(paused.at, count.limit.cut_off)
    until = calendar.start_of_count(resumed.at, count.limit.cut_off)
    if unit is Unit.SAME_DAY:
        return calendar.promise(resumed.at, count.limit)
    if unit is Unit.WORKING_HOURS:
        minutes = calendar.working_minutes_between(paused.at, resumed.at)
        at = calendar.add_working_minutes(before.at, minutes)
        return Promise(at, _day(at), (_shifted(before.local_date, _day(at), calendar),))
    if unit is Unit.WORKING_DAYS:
        days = calendar.working_days_between(since, until)
        due = calendar.add_working_days(before.local_date, days)
        return calendar.rolled(due, (_shifted(before.local_date, due, calendar),))
    due = (before.unrolled or before.local_date) + timedelta(days=(until - since).days)
    return calendar.rolled(due, (_shifted(before.local_date, due, calendar),))


def _shifted(before: date, after: date, calendar: WorkingCalendar) -> Explained:
    return calendar.counted(before, after, kind=Kind.MOVED)


def _extended(before: Promise, entry: Entry, calendar: WorkingCalendar) -> Promise:
    if entry.until is not None:
        moved = calendar.rolled(entry.until, ())
    else:
        added = replace(entry.duration or Duration(0, Unit.SAME_DAY), cut_off=None)
        hours = added.unit is Unit.WORKING_HOURS
        moved = calendar.promise(before.at, added) if hours else calendar.promise_from_day(before.local_date, added)
    if moved.at <= before.at:
        raise LedgerError("an extension moves the promised date to a later one")
    entry_said = Explained(
        Kind.EXTENDED,
        before.local_date,
        moved.local_date,
        entry.duration,
        reason=entry.reason,
        law=entry.legal_basis or "",
    )
    provisional = before.provisional or moved.provisional
    return replace(moved, entries=(*before.entries, entry_said, *moved.entries), provisional=provisional)


def _day(at: datetime) -> date:
    return at.astimezone(LOCAL).date()
