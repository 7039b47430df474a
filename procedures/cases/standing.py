"""Where the dossier of a golden case stands, and what is waited for: its facts, fees, clock and status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final

from procedures.cases.children import Children
from procedures.cases.looking_up import LookedUp
from procedures.cases.opining import Awaited
from procedures.cases.spec import Case
from procedures.definition import Procedure
from procedures.facts import StandingFact, facts
from procedures.fees import fee_sheet
from workflows.calendar import DayOff, WorkingCalendar
from workflows.ledger import Entry, EntryKind, Ledger
from workflows.position import Position
from workflows.spec import Action, Clock
from workflows.status import DossierStatus, derive

SUPPLEMENT: Final = "supplement"
"""What the ledger waits for while the applicant is asked."""
_DAY_OFF = {"vi": "Ngày nghỉ", "en": "Day off"}


@dataclass(slots=True)
class Life:
    """Where the dossier stands, and what has come of it so far."""

    procedure: Procedure
    case: Case
    answers: dict[str, Any]
    position: Position
    owed: dict[str, Clock]
    """The fees that are ordered and not paid, with what waiting for each does to the clock."""
    ordered: dict[str, int] = field(default_factory=dict)
    """What every fee came to that was ordered so far."""
    filled: dict[str, Any] = field(default_factory=dict)
    """What officers filled in at their steps."""
    done: set[str] = field(default_factory=set)
    """Standing facts about the result, and actions taken before."""
    insufficient: set[str] = field(default_factory=set)
    waiting: tuple[str, Action] | None = None
    """The step and the action whose supplement request is open."""
    answer_by: date | None = None
    """The last day for the answer, where the pack names a time."""
    asked: bool = False
    awaited: dict[str, Awaited] = field(default_factory=dict)
    """The opinions that are waited for, by the open step that asks for them; or by the officer's act that did."""
    asked_at: set[str] = field(default_factory=set)
    """The steps at which somebody was asked since the dossier came there."""
    children: Children = field(default_factory=Children)
    """The dossiers that were opened elsewhere."""
    looked_up: LookedUp = field(default_factory=LookedUp)
    """What registers are asked, and what they told."""
    path: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    ledger: Ledger | None = None

    def facts(self) -> frozenset[str]:
        """Return every fact that holds now."""
        standing = {str(StandingFact.IDENTITY_ASSURED), *self.done}
        if not self.owed:
            standing.add(StandingFact.FEES_SETTLED)
        if not self.insufficient:
            standing.add(StandingFact.DOCUMENTS_CHECKED)
        if self.asked and self.waiting is None:
            standing.add(StandingFact.SUPPLEMENT_ANSWERED)
        if self.asked_at.intersection(self.position.steps):
            standing.add(StandingFact.OPINIONS_ASKED)
        if not self.awaited:
            standing.add(StandingFact.OPINIONS_SETTLED)
        standing.update(self.children.facts(), self.looked_up.facts())
        return facts(self.procedure, self.answers, self.case.filing.situation, standing)

    def open_steps(self) -> list[str]:
        """Return the open steps at which somebody acts, or the end that was reached."""
        if self.position.end is not None:
            return [self.position.end]
        steps = self.procedure.workflow.steps
        return [name for name in self.position.steps if not steps[name].branches]

    def promised(self) -> date | None:
        """Return the date that was last promised."""
        promise = self.ledger.due(calendar_of(self.case.days_off)) if self.ledger else None
        return promise.local_date if promise else None


@lru_cache(maxsize=32)
def calendar_of(days_off: tuple[date, ...]) -> WorkingCalendar:
    """Return the office week without these days; a calendar counts its days once and is kept."""
    return WorkingCalendar("case", days_off={day: DayOff(_DAY_OFF) for day in days_off})


def order(life: Life, fees: Iterable[str], at: datetime) -> None:
    """Order what these fees come to, once each; waiting for it may stop the clock."""
    new = set(fees) - set(life.ordered)
    sheet = fee_sheet(life.procedure, life.answers, life.case.filing.situation, filled=life.filled).of(new)
    for line in sheet.lines:
        life.ordered[line.id] = line.amount
        if line.amount:
            life.owed[line.id] = line.clock
            hold(life, line.clock, f"fee:{line.id}", at)


def hold(life: Life, clock: Clock | None, what: str, at: datetime) -> None:
    """Let the clock stand still for something that is waited for, unless it runs on."""
    if life.ledger is not None and clock is not Clock.RUN:
        life.ledger = life.ledger.add(Entry(EntryKind.PAUSE, at.astimezone(UTC), hold=what))


def release(life: Life, clock: Clock | None, what: str, at: datetime) -> None:
    """Let the clock go on; what was asked for before it started never stopped it."""
    if life.ledger is None or all(entry.hold != what for entry in life.ledger.waits):
        return
    kind = EntryKind.RESTART if clock is Clock.RESTART else EntryKind.RESUME
    life.ledger = life.ledger.add(Entry(kind, at.astimezone(UTC), hold=what))


def note_status(life: Life) -> None:
    """Write down the status whenever it has changed."""
    records = [DossierStatus.SUPPLEMENT] if life.waiting is not None else []
    records += [DossierStatus.FEE_DUE] if life.owed else []
    workflow = life.procedure.workflow
    places = workflow.ends if life.position.end is not None else workflow.steps
    # For a moment, between the last branch and what follows their join, nobody acts anywhere.
    of_tasks = [places[name].status for name in life.open_steps()] or [DossierStatus.PROCESSING]
    status = derive(records, of_tasks).name.lower()
    if not life.statuses or life.statuses[-1] != status:
        life.statuses.append(status)
