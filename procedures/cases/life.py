"""The life of one dossier in a golden case, by the pure machine and calendar: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from forms.answers import prune
from procedures.cases.opining import Awaited, asked_at, hear
from procedures.cases.spec import Case, Deed, Happening
from procedures.definition import Procedure
from procedures.facts import StandingFact, facts
from procedures.fees import fee_sheet
from procedures.limits import lawful_limit
from procedures.owing import ordered_at_filing, steps_with_fees
from workflows.calendar import DayOff, WorkingCalendar
from workflows.effects import ASKING, Effect
from workflows.errors import Refusal
from workflows.ledger import Entry, EntryKind, Ledger
from workflows.machine import Move, automatic_action, take
from workflows.spec import Action, Clock
from workflows.status import DossierStatus, derive
from workflows.vocabulary import SYSTEM, taken

_RESULT_FACTS = {
    Effect.SIGN_PERSONAL: StandingFact.RESULT_SIGNED_PERSONAL,
    Effect.NUMBER: StandingFact.RESULT_NUMBERED,
    Effect.SIGN_AGENCY: StandingFact.RESULT_SIGNED_AGENCY,
}
SUPPLEMENT = "supplement"
OPINIONS = "opinions"
_DAY_OFF = {"vi": "Ngày nghỉ", "en": "Day off"}


@dataclass(slots=True)
class Life:
    """Where the dossier stands, and what has come of it so far."""

    procedure: Procedure
    case: Case
    answers: dict[str, Any]
    place: str
    owed: dict[str, Clock]
    """The fees that are ordered and not paid, with what waiting for each does to the clock."""
    ordered: dict[str, int] = field(default_factory=dict)
    """What every fee came to that was ordered so far."""
    filled: dict[str, Any] = field(default_factory=dict)
    """What officers filled in at their steps."""
    done: set[str] = field(default_factory=set)
    """Standing facts about the result, and actions taken before."""
    insufficient: set[str] = field(default_factory=set)
    waiting: Action | None = None
    """The action whose supplement request is open."""
    asked: bool = False
    ended: bool = False
    awaited: Awaited | None = None
    """The opinions that the step waits for."""
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
        if self.awaited is None:
            standing.add(StandingFact.OPINIONS_SETTLED)
        return facts(self.procedure, self.answers, self.case.filing.situation, standing)

    def promised(self) -> date | None:
        """Return the date that was last promised."""
        promise = self.ledger.due(_calendar(self.case.days_off)) if self.ledger else None
        return promise.local_date if promise else None


@lru_cache(maxsize=32)
def _calendar(days_off: tuple[date, ...]) -> WorkingCalendar:
    """Return the office week without these days; a calendar counts its days once and is kept."""
    return WorkingCalendar("case", days_off={day: DayOff(_DAY_OFF) for day in days_off})


def begin(procedure: Procedure, case: Case, answers: Mapping[str, Any]) -> Life:
    """Return the dossier as it stands right after the filing."""
    life = Life(procedure, case, dict(answers), procedure.workflow.start, {})
    order(life, ordered_at_filing(procedure.fees, procedure.workflow), case.filing.at)
    life.path.append(life.place)
    _note_status(life)
    return life


def live(life: Life, happening: Happening) -> str | None:
    """Let one thing happen; return what went otherwise than the case says."""
    if happening.deed is Deed.PAYS:
        return _pay(life, happening)
    if happening.deed is Deed.FINDS_INSUFFICIENT:
        life.insufficient |= set(happening.documents)
    elif happening.deed is Deed.SUPPLEMENTS:
        return _supplement(life, happening)
    elif happening.deed is Deed.OPINES:
        return _opine(life, happening)
    else:
        return _take(life, happening)
    _note_status(life)
    return None


def order(life: Life, fees: Iterable[str], at: datetime) -> None:
    """Order what these fees come to, once each; waiting for it may stop the clock."""
    new = set(fees) - set(life.ordered)
    sheet = fee_sheet(life.procedure, life.answers, life.case.filing.situation, filled=life.filled).of(new)
    for line in sheet.lines:
        life.ordered[line.id] = line.amount
        if line.amount:
            life.owed[line.id] = line.clock
            _hold(life, line.clock, f"fee:{line.id}", at)


def _pay(life: Life, happening: Happening) -> str | None:
    if not life.owed:
        return "nothing is owed"
    owed, life.owed = life.owed, {}
    for name, clock in owed.items():
        _release(life, clock, f"fee:{name}", happening.at)
    _note_status(life)
    _go_on(life, happening)
    return None


def _hold(life: Life, clock: Clock | None, hold: str, at: datetime) -> None:
    if life.ledger is not None and clock is not Clock.RUN:
        life.ledger = life.ledger.add(Entry(EntryKind.PAUSE, at.astimezone(UTC), hold=hold))


def _release(life: Life, clock: Clock | None, hold: str, at: datetime) -> None:
    """Let the clock go on; what was asked for before it started never stopped it."""
    if life.ledger is None or all(entry.hold != hold for entry in life.ledger.waits):
        return
    kind = EntryKind.RESTART if clock is Clock.RESTART else EntryKind.RESUME
    life.ledger = life.ledger.add(Entry(kind, at.astimezone(UTC), hold=hold))


def _supplement(life: Life, happening: Happening) -> str | None:
    if life.waiting is None:
        return "no supplement is asked for"
    merged = life.answers | dict(happening.answers or {})
    life.answers = prune(life.procedure.form, merged, life.case.filing.situation.values())
    life.insufficient -= set(happening.documents)
    _release(life, life.waiting.clock, SUPPLEMENT, happening.at)
    life.waiting = None
    _note_status(life)
    return None


def _opine(life: Life, happening: Happening) -> str | None:
    wrong = hear(life.awaited, happening)
    awaited = life.awaited
    if wrong is not None or awaited is None:
        return wrong
    if happening.opinions is None or awaited.complete:
        outcome = awaited.outcome(life.procedure)
        life.done.add(outcome)
        _stop_waiting(life, happening.at.astimezone(UTC))
        _go_on(life, happening)
        life.done.discard(outcome)
    return None


def _ask(life: Life, at: datetime) -> None:
    """Ask for opinions where the dossier has come to, and let the clock stand still where the pack says so."""
    life.awaited = asked_at(life.procedure, life.place, at, _calendar(life.case.days_off))
    if life.awaited is not None:
        _hold(life, life.awaited.opinions.rules.clock, OPINIONS, at)


def _stop_waiting(life: Life, at: datetime) -> None:
    if life.awaited is not None:
        _release(life, life.awaited.opinions.rules.clock, OPINIONS, at)
    life.awaited = None


def _take(life: Life, happening: Happening) -> str | None:
    move = take(
        life.procedure.workflow,
        life.place,
        happening.action or "",
        roles={happening.role or ""},
        facts=life.facts(),
        reasons=happening.reasons,
    )
    if isinstance(move, Refusal):
        return _refused(life, move, happening)
    if happening.refused is not None:
        return f"'{happening.action}' was to be refused ({happening.refused}), but was taken"
    if life.waiting is not None and move.to is not None and not move.ended:
        return f"'{happening.action}' was taken while a supplement was awaited"
    _carry_out(life, move, happening)
    _go_on(life, happening)
    return None


def _refused(life: Life, refusal: Refusal, happening: Happening) -> str | None:
    if happening.refused == refusal.reason:
        return None
    missing = f" ({', '.join(sorted(refusal.missing))})" if refusal.missing else ""
    return f"'{refusal.action}' is refused at '{life.place}': {refusal.reason}{missing}"


def _go_on(life: Life, happening: Happening) -> None:
    """Take the automatic actions, as the portal does by itself."""
    while not life.ended:
        action = automatic_action(life.procedure.workflow, life.place, life.facts())
        if action is None:
            return
        move = take(life.procedure.workflow, life.place, action.name, roles={SYSTEM}, facts=life.facts())
        if isinstance(move, Refusal):
            return
        _carry_out(life, move, happening)


def _carry_out(life: Life, move: Move, happening: Happening) -> None:
    action = life.procedure.workflow.steps[move.step].actions[move.action]
    life.done.add(taken(move.step, move.action))
    life.filled |= happening.fills
    for effect in move.effects:
        _effect(life, effect, action, happening)
    if move.paper is not None:
        life.papers.append(move.paper)
    if move.to is not None:
        at = happening.at.astimezone(UTC)
        _stop_waiting(life, at)
        life.place, life.ended = move.to, move.ended
        life.path.append(move.to)
        _ask(life, at)
        order(life, steps_with_fees(life.procedure.fees, life.procedure.workflow).get(move.to, ()), happening.at)
    _note_status(life)


def _effect(life: Life, effect: Effect, action: Action, happening: Happening) -> None:
    at = happening.at.astimezone(UTC)
    if effect is Effect.ACCEPT:
        limit = lawful_limit(life.procedure, life.answers, life.case.filing.situation)
        life.ledger = Ledger(limit.within, (Entry(EntryKind.START, at),))
    elif effect in ASKING:
        life.waiting, life.asked = action, True
        _hold(life, action.clock, SUPPLEMENT, at)
    elif effect is Effect.DRAFT_RESULT:
        life.done -= set(_RESULT_FACTS.values())
    elif effect in _RESULT_FACTS:
        life.done.add(_RESULT_FACTS[effect])
    elif effect is Effect.ISSUE_PAPER and action.paper == "result":
        life.done.add(StandingFact.RESULT_ISSUED)
    elif effect is Effect.CLOSE:
        life.owed, life.waiting = {}, None


def _note_status(life: Life) -> None:
    """Write down the status whenever it has changed."""
    records = [DossierStatus.SUPPLEMENT] if life.waiting is not None else []
    records += [DossierStatus.FEE_DUE] if life.owed else []
    workflow = life.procedure.workflow
    of_task = workflow.ends[life.place].status if life.ended else workflow.steps[life.place].status
    status = derive(records, [of_task]).name.lower()
    if not life.statuses or life.statuses[-1] != status:
        life.statuses.append(status)
