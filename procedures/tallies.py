"""Opinions, counted: whether those that were asked at a step let the dossier pass (pack key ``opinions.passes``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from forms.expressions import TEXTS, WHOLE, Scope, ValueType
from procedures.definition import Procedure
from workflows.asking import Answer, Rules


@dataclass(frozen=True, slots=True)
class Vote:
    """What one of those who were asked said; ``None`` is nothing at all."""

    name: str
    """The agency or role that the pack asks; all members of a council bear the one name."""
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Tally:
    """The count: how often each answer was given, silence counted as the pack has it."""

    counts: Mapping[Answer, int]
    asked: int
    answered: int
    """How many really answered."""
    silent: int
    passed: bool

    def as_data(self) -> dict[str, Any]:
        """Return plain values that can be stored as JSON."""
        counted = {str(answer): number for answer, number in self.counts.items()}
        return {"counts": counted, "asked": self.asked, "answered": self.answered, "silent": self.silent}


def scope(rules: Rules, names: Sequence[str]) -> Scope:
    """Return what ``passes`` may read: who gave each answer, and how many were asked, answered and kept silent."""
    who = ValueType(TEXTS.kind, codes=tuple(names))
    listed = dict.fromkeys(map(str, rules.answers), who)
    return Scope({**listed, "asked": WHOLE, "answered": WHOLE, "silent": who})


def count(procedure: Procedure, step: str, votes: Sequence[Vote]) -> Tally:
    """Count the votes of a step; what the expression cannot work out does not pass."""
    asked = procedure.workflow.steps[step].opinions
    if asked is None:
        raise KeyError(step)
    answers, silence = asked.rules.answers, asked.rules.silence
    passed = procedure.tallies[step].holds(values_of(answers, silence, votes))
    return counted(answers, silence, votes, passed=passed)


def counted(answers: Sequence[Answer], silence: Answer | None, votes: Sequence[Vote], *, passed: bool = True) -> Tally:
    """Return the bare count; ``passed`` is what follows from it, where anything does."""
    values = values_of(answers, silence, votes)
    counts = {answer: len(values[answer]) for answer in answers}
    return Tally(counts, values["asked"], values["answered"], len(values["silent"]), passed)


def values_of(answers: Sequence[Answer], silence: Answer | None, votes: Sequence[Vote]) -> dict[str, Any]:
    """Return what ``passes`` reads, for these votes."""
    heard = [(vote.name, vote.answer or silence) for vote in votes]
    values: dict[str, Any] = {str(one): [name for name, answer in heard if answer is one] for one in answers}
    silent = [vote.name for vote in votes if vote.answer is None]
    return {**values, "asked": len(votes), "answered": len(votes) - len(silent), "silent": silent}


COUNCIL_SAMPLE: Final = 5
"""Members of a council whose votes are tried when a pack is checked; how many there really are is not known then."""
