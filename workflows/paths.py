"""A workflow as a graph in one world: which facts hold, which actions remain, how one gets where."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from workflows.spec import Action, Step, WorkflowSpec
from workflows.vocabulary import STANDING_FACTS

MOST_FACTS = 8
"""Conditions on more facts than this cannot be proved in reasonable time (2 to the power of their number)."""


@dataclass(frozen=True, slots=True)
class World:
    """One choice of which facts of the pack hold for a dossier; standing facts change and stay open."""

    holds: frozenset[str]
    fails: frozenset[str]

    def offers(self, action: Action, can_hold: frozenset[str]) -> bool:
        """Say whether the action can ever be taken here."""
        if not action.needs <= can_hold:
            return False
        if action.when is not None and (action.when in self.fails or action.when not in can_hold):
            return False
        return action.unless is None or action.unless not in self.holds

    def in_words(self) -> str:
        """Return the world as an author reads it: ``when 'cao_tang' holds and 'x' does not``."""
        said = [f"'{fact}' holds" for fact in sorted(self.holds)]
        said += [f"'{fact}' does not hold" for fact in sorted(self.fails)]
        return f"when {' and '.join(said)}" if said else ""


def deciding_facts(spec: WorkflowSpec, can_hold: frozenset[str]) -> list[str]:
    """Return the facts of the pack on which the way through the workflow depends."""
    actions = all_actions(spec)
    named = {fact for _, action in actions for fact in (action.when, action.unless) if fact is not None}
    return sorted((named & can_hold) - STANDING_FACTS)


def all_actions(spec: WorkflowSpec) -> list[tuple[Step, Action]]:
    """Return every action with its step."""
    return [(step, action) for step in spec.steps.values() for action in step.actions.values()]


def worlds(facts: Iterable[str]) -> list[World]:
    """Return every world over these facts."""
    names = list(facts)
    found = []
    for choice in product((True, False), repeat=len(names)):
        holds = frozenset(name for name, true in zip(names, choice, strict=True) if true)
        found.append(World(holds, frozenset(names) - holds))
    return found


def possible(spec: WorkflowSpec, world: World, can_hold: frozenset[str]) -> dict[str, list[Action]]:
    """Return, for each step, the actions that can be taken there in this world."""
    return {
        name: [action for action in step.actions.values() if world.offers(action, can_hold)]
        for name, step in spec.steps.items()
    }


def trails(start: str, graph: Mapping[str, list[Action]]) -> dict[str, tuple[str, ...]]:
    """Return a shortest trail from the start to every step and end that can be reached.

    A trail alternates steps and actions: ``("tiep_nhan", "nhan", "tham_dinh")``.
    """
    found: dict[str, tuple[str, ...]] = {start: (start,)}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for action in graph.get(here, ()):
            if action.to is not None and action.to not in found:
                found[action.to] = (*found[here], action.name, action.to)
                waiting.append(action.to)
    return found


def can_finish(ends: Iterable[str], graph: Mapping[str, list[Action]]) -> frozenset[str]:
    """Return the steps from which some end can be reached, with the ends themselves."""
    before: dict[str, set[str]] = {}
    for name, actions in graph.items():
        for action in actions:
            if action.to is not None:
                before.setdefault(action.to, set()).add(name)
    found = set(ends)
    waiting = list(found)
    while waiting:
        for name in before.get(waiting.pop(), set()) - found:
            found.add(name)
            waiting.append(name)
    return frozenset(found)


def trail_in_words(trail: tuple[str, ...]) -> str:
    """Return a trail as an author reads it: ``tiep_nhan -[nhan]-> tham_dinh``."""
    words = [part if index % 2 == 0 else f"-[{part}]->" for index, part in enumerate(trail)]
    return " ".join(words)
