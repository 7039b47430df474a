"""Dossiers that are opened elsewhere, in a golden case: which are under way, and what each came to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from procedures.facts import StandingFact
from workflows.opening import Opening, outcome_of, way_out


@dataclass(slots=True)
class Children:
    """What was opened so far; ``None`` is the outcome of what is still under way."""

    outcomes: dict[str, str | None] = field(default_factory=dict)
    waiting: dict[str, tuple[Opening, ...]] = field(default_factory=dict)
    """The steps that wait, each for what it opened."""

    def outcome_at(self, step: str) -> str | None:
        """Return what everything came to for which a step waits; ``None`` while some of it is under way."""
        return outcome_of([self.outcomes[one.name] for one in self.waiting.get(step, ())])

    def facts(self) -> Iterator[str]:
        """Yield the facts that hold."""
        if None not in self.outcomes.values():
            yield StandingFact.CHILDREN_SETTLED
        yield from (f"{name}_{outcome}" for name, outcome in self.outcomes.items() if outcome is not None)
        for step in self.waiting:
            outcome = self.outcome_at(step)
            if outcome is not None:
                yield way_out(step, outcome)

    def open(self, opened: Sequence[Opening]) -> None:
        """Open what an action or a step says."""
        self.outcomes |= dict.fromkeys((one.name for one in opened), None)

    def leave(self, step: str) -> tuple[Opening, ...]:
        """Wait no more at a step: what is still under way is stopped; return what was waited for."""
        awaited = self.waiting.pop(step, ())
        for one in awaited:
            if self.outcomes[one.name] is None:
                del self.outcomes[one.name]
        return awaited

    def end(self, name: str, outcome: str) -> str | None:
        """Let one come to its end; return what is wrong with that."""
        if name not in self.outcomes:
            return f"no dossier '{name}' was opened"
        if self.outcomes[name] is not None:
            return f"the dossier '{name}' has ended already"
        self.outcomes[name] = outcome
        return None

    def step_of(self, name: str) -> str | None:
        """Return the step that waits for a dossier, where one does."""
        return next((step for step, awaited in self.waiting.items() if name in {one.name for one in awaited}), None)
