"""Opinions in a golden case: who is asked when the dossier comes to a step, what they say, and when silence counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from procedures.cases.spec import Happening
from procedures.definition import Procedure
from procedures.tallies import Vote, count
from workflows.asking import FAILED, PASSED, Answer, AskedKind, Opinions, verdict
from workflows.calendar import WorkingCalendar

SILENCE: Final = "silence"
"""What a case writes when the time is over and nobody else answers."""
SILENT: Final = "silent"
"""Of a council: how many of its members say nothing."""


@dataclass(slots=True)
class Awaited:
    """The opinions that a step waits for."""

    step: str
    opinions: Opinions
    due: datetime
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
