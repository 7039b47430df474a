"""Registers in a golden case: which step asks which, what it is told, and when silence counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from procedures.definition import Procedure
from procedures.facts import all_values
from procedures.reading.pack_reader import PackReader
from procedures.registers import REGISTERS
from procedures.situation import Situation
from workflows.calendar import WorkingCalendar
from workflows.looking_up import ANSWERED, NO_ANSWER, LookUp, way_out
from workflows.reader import closest

NOTHING: Final = "nothing"
"""What a case writes when the register answers that it knows nothing."""
SILENCE: Final = "silence"
"""What a case writes when the register has given no answer in all that time."""

Told = Mapping[str, Any]


@dataclass(slots=True)
class LookedUp:
    """What steps look up, and the facts that came of it."""

    waiting: dict[str, tuple[LookUp, datetime]] = field(default_factory=dict)
    """The open steps that wait for an answer, each with the instant until which it is asked again."""
    told: dict[str, list[str]] = field(default_factory=dict)
    """By step, the facts that hold by the newest answer; none where there was no answer."""
    outcome: str | None = None
    """The fact that leads on, for the moment in which it does."""

    def facts(self) -> Iterator[str]:
        """Yield the facts that hold."""
        yield from (fact for facts in self.told.values() for fact in facts)
        if self.outcome is not None:
            yield self.outcome

    def ask(self, procedure: Procedure, step: str, at: datetime, calendar: WorkingCalendar) -> LookUp | None:
        """Ask what a step asks when the dossier comes there; what it learned before counts no more."""
        here = procedure.workflow.steps.get(step)
        asked = here.looks_up if here is not None else None
        if asked is not None:
            self.waiting[step] = (asked, calendar.promise(at, asked.within).at)
            self.told.pop(step, None)
        return asked

    def leave(self, step: str) -> LookUp | None:
        """Wait no more at a step; return what was waited for."""
        found = self.waiting.pop(step, None)
        return found[0] if found is not None else None

    def step_of(self, register: str, step: str | None) -> str | None:
        """Return the step that is meant: the one that is named, or the first that waits for this register."""
        asking = [name for name, (one, _) in self.waiting.items() if one.register == register]
        return step if step in asking else None if step is not None else next(iter(asking), None)


def answer(
    looked_up: LookedUp,
    procedure: Procedure,
    step: str,
    told: Told | str,
    at: datetime,
    answers: Mapping[str, Any],
    situation: Situation,
) -> str | None:
    """Take in what a register says; return what went otherwise than the case says."""
    _, until = looked_up.waiting[step]
    if told == SILENCE:
        if at <= until:
            return f"the register is asked until {until:%Y-%m-%d %H:%M} (UTC)"
        looked_up.outcome = way_out(step, NO_ANSWER)
        return None
    if at > until:
        return f"the register was asked only until {until:%Y-%m-%d %H:%M} (UTC)"
    values = all_values(procedure, answers, situation)
    said = told if isinstance(told, Mapping) else None
    looked_up.told[step] = procedure.look_ups[step].holding(values, said)
    looked_up.outcome = way_out(step, ANSWERED)
    return None


def read_told(item: PackReader, register: str | None) -> Told | str | None:
    """Read what a register tells: its data by their names, ``nothing``, or ``silence``."""
    if not item.has("tells"):
        return None
    raw = item.raw["tells"]
    if not isinstance(raw, Mapping):
        return item.one_of("tells", (NOTHING, SILENCE), "answer of a register")
    asked = REGISTERS.get(register or "")
    known = set(asked.tells) if asked is not None else set(raw)
    for name in raw:
        if name not in known:
            message = f"the register tells nothing called '{name}'"
            item.complain(("tells", str(name)), message, closest(str(name), known), on_key=True)
    return {str(name): value for name, value in raw.items()}
