"""Opinions in a golden case: who is asked when the dossier comes to a step, what they say, and when silence counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from procedures.cases.spec import Happening
from procedures.definition import Procedure
from procedures.tallies import Vote, count
from workflows.asking import FAILED, PASSED, Answer, Asked, AskedKind, Opinions, verdict
from workflows.calendar import WorkingCalendar

SILENCE: Final = "silence"
"""What a case writes when the time is over and nobody else answers."""
LEADER: Final = "leader"
"""Who answers for an agency that is asked of one's own accord."""
SILENT: Final = "silent"
"""Of a council: how many of its members say nothing."""


@dataclass(slots=True)
class Awaited:
    """The opinions that a step waits for."""

    step: str
    opinions: Opinions
    due: datetime
    own_accord: bool = False
    """Whether an officer asked by themself; nothing is counted then."""
    heard: dict[str, list[Answer | None]] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Say whether everybody who was asked has answered."""
        return len(self.heard) == len(self.opinions.to)

    def outcome(self, procedure: Procedure) -> str:
        """Return the fact that follows from the count."""
        votes = [Vote(name, answer) for name, given in self._all().items() for answer in given]
        return verdict(self.step, PASSED if count(procedure, self.step, votes).passed else FAILED)

    def _all(self) -> Mapping[str, list[Answer | None]]:
        return {one.name: self.heard.get(one.name, [None]) for one in self.opinions.to}


def asked_at(procedure: Procedure, step: str, at: datetime, calendar: WorkingCalendar) -> Awaited | None:
    """Return what is awaited from now on at a step, if it asks for opinions."""
    here = procedure.workflow.steps.get(step)
    if here is None or here.opinions is None:
        return None
    return Awaited(step, here.opinions, calendar.promise(at, here.opinions.rules.within).at)


def asked_by_officer(procedure: Procedure, step: str, happening: Happening, calendar: WorkingCalendar) -> Awaited | str:
    """Return what is awaited once an officer has asked others of their own accord, or why they may not."""
    here = procedure.workflow.steps[step]
    if here.role != happening.role:
        return f"'{happening.role}' does not act at '{step}'"
    if here.asks_opinions is None:
        return f"nobody is asked of one's own accord at '{step}': it has no 'asks_opinions'"
    day, rules = happening.until, here.asks_opinions
    due = calendar.end_of(day) if day is not None else calendar.promise(happening.at, rules.within).at
    if due <= happening.at:
        return f"the last day for the opinions, {day}, is over when they are asked for"
    to = tuple(Asked(AskedKind.AGENCY, name, {"vi": name}, LEADER) for name in happening.asks)
    return Awaited(step, Opinions(to, rules), due, own_accord=True)


def hear(awaited: Awaited | None, happening: Happening) -> str | None:
    """Take in what is said; return what went otherwise than the case says."""
    if awaited is None:
        return "no opinion is asked for"
    if happening.opinions is None:
        early = f"the time for opinions is over only on {awaited.due:%Y-%m-%d %H:%M} (UTC)"
        return early if happening.at <= awaited.due else None
    if happening.at > awaited.due:
        return f"the time for opinions was over on {awaited.due:%Y-%m-%d %H:%M} (UTC)"
    kinds = {one.name: one.kind for one in awaited.opinions.to}
    for name, given in happening.opinions.items():
        wrong = _wrong(awaited, kinds.get(name), name, given)
        if wrong:
            return wrong
        awaited.heard[name] = [answer for answer, times in given.items() for _ in range(times)]
    return None


def _wrong(awaited: Awaited, kind: AskedKind | None, name: str, given: Mapping[Answer | None, int]) -> str | None:
    if kind is None:
        return f"'{name}' is not asked at '{awaited.step}'"
    if name in awaited.heard:
        return f"'{name}' has answered already"
    if kind is not AskedKind.COUNCIL and sum(given.values()) != 1:
        return f"'{name}' answers once; only a council has several members"
    strange = [answer for answer in given if answer is not None and answer not in awaited.opinions.rules.answers]
    return f"'{strange[0]}' is none of the answers at '{awaited.step}'" if strange else None
