"""A hundred thousand promised dates across a Tết, each replayed from a deadline ledger of its own.

Dossiers come in at every hour of the weeks around the holidays, under the time limits that packs have; every fifth
ledger stood still for a while. What counts is the processor's time of this process, where all of it happens.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from benchmarks.report import Claim, Figure, Report
from portal.services.calendars import calendar_for
from workflows.calendar import LOCAL, WorkingCalendar
from workflows.duration import parse_duration
from workflows.ledger import Entry, EntryKind, Ledger

DATES = 100_000
SECONDS = 1.0
ROUNDS = 5
TET = datetime(2027, 2, 6, tzinfo=LOCAL)
WEEKS = timedelta(weeks=6)
LIMITS = (
    "same day, cut-off 15:00",
    "8 working hours",
    "3 working days",
    "5 working days",
    "15 working days",
    "30 days",
)
LAW = "Nghị định 175/2024/NĐ-CP, Điều 43"
STOOD_STILL = 5
"""Every so many ledgers have a pause."""


def run() -> Report:
    """Replay the ledgers and claim that a second is enough."""
    calendar, ledgers = calendar_for(None, range(2026, 2029)), _ledgers()
    # As ``portal.wsgi`` does when it starts: what was there before is no garbage of the replay.
    gc.collect()
    gc.freeze()
    spent = sorted(_replayed(ledgers, calendar) for _ in range(ROUNDS))
    median = spent[len(spent) // 2]
    rate = [DATES / one for one in (median, spent[-1], spent[0])]
    figure = Figure("workflows.ledger, promises across Tết", *rate)
    claim = Claim("seconds for 100,000 promised dates", median, SECONDS, at_most=True)
    return Report("ledger", "promised dates", (figure,), (claim,))


def _replayed(ledgers: Sequence[Ledger], calendar: WorkingCalendar) -> float:
    began = time.process_time()
    promised = [ledger.due(calendar) for ledger in ledgers]
    spent = time.process_time() - began
    assert all(promised)
    assert any(one is not None and one.local_date > TET.date() for one in promised)
    return spent


def _ledgers() -> list[Ledger]:
    dice = random.Random(26)
    limits = [parse_duration(text) for text in LIMITS]
    made = []
    for number in range(DATES):
        received = TET - WEEKS + timedelta(minutes=dice.randrange(int(2 * WEEKS.total_seconds() // 60)))
        entries = [Entry(EntryKind.START, received, "accepted", LAW)]
        if number % STOOD_STILL == 0:
            stopped = received + timedelta(hours=dice.randrange(1, 48))
            entries += [
                Entry(EntryKind.PAUSE, stopped, "supplement"),
                Entry(EntryKind.RESUME, stopped + timedelta(hours=dice.randrange(1, 200)), "supplement"),
            ]
        made.append(Ledger(dice.choice(limits), tuple(entries)))
    return made
