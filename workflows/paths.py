"""A workflow as a graph in one world: which facts hold, which actions remain, how one gets where.

Branches do not hang on each other, so what is true of a whole workflow follows from its parts: of a fork it
is enough to know which of its outcomes can come about, and by which actions it is left before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from workflows.opening import outcome_facts
from workflows.position import around
from workflows.spec import Action, Branch, Join, Outcome, Step, WorkflowSpec
from workflows.vocabulary import STANDING_FACTS

MOST_FACTS = 8
"""Conditions on more facts than this cannot be proved in reasonable time (2 to the power of their number)."""

Graph = Mapping[str, list[Action]]


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

    def opens(self, branch: Branch) -> bool:
        """Say whether a fork opens the branch here."""
        return branch.when not in self.fails and branch.unless not in self.holds

    def in_words(self) -> str:
        """Return the world as an author reads it: ``when 'cao_tang' holds and 'x' does not``."""
        said = [f"'{fact}' holds" for fact in sorted(self.holds)]
        said += [f"'{fact}' does not hold" for fact in sorted(self.fails)]
        return f"when {' and '.join(said)}" if said else ""


def deciding_facts(spec: WorkflowSpec, can_hold: frozenset[str]) -> list[str]:
    """Return the facts of the pack on which the way through the workflow depends."""
    asking: list[Action | Branch] = [action for _, action in all_actions(spec)]
    asking += [branch for _, branch in all_branches(spec)]
    named = {fact for one in asking for fact in (one.when, one.unless) if fact is not None}
    return sorted((named & can_hold) - STANDING_FACTS - outcome_facts(spec))


def all_actions(spec: WorkflowSpec) -> list[tuple[Step, Action]]:
    """Return every action with its step."""
    return [(step, action) for step in spec.steps.values() for action in step.actions.values()]


def all_branches(spec: WorkflowSpec) -> list[tuple[Step, Branch]]:
    """Return every branch with its fork."""
    return [(step, branch) for step in spec.steps.values() for branch in step.branches.values()]


def worlds(facts: Iterable[str]) -> list[World]:
    """Return every world over these facts."""
    names = list(facts)
    found = []
    for choice in product((True, False), repeat=len(names)):
        holds = frozenset(name for name, true in zip(names, choice, strict=True) if true)
        found.append(World(holds, frozenset(names) - holds))
    return found


def possible(spec: WorkflowSpec, world: World, can_hold: frozenset[str]) -> dict[str, list[Action]]:
    """Return, for each step, the actions that can be taken there in this world.

    A fork goes on with an outcome only where its branches can come out so.
    """
    graph = {
        name: [action for action in step.actions.values() if world.offers(action, can_hold)]
        for name, step in spec.steps.items()
    }
    # The steps of a branch stand behind its fork, so what lies within is known before what lies around.
    for name in reversed([name for name, step in spec.steps.items() if step.branches]):
        certain = outcomes(spec, world, graph, name)
        graph[name] = [action for action in graph[name] if action.name in certain]
    return graph


def outcomes(spec: WorkflowSpec, world: World, graph: Graph, fork: str) -> frozenset[Outcome]:
    """Return how a fork can come out in a world; nothing where no branch ever comes to its join."""
    step = spec.steps[fork]
    ways = [_outcomes_of(spec, world, graph, branch) for branch in step.branches.values() if world.opens(branch)]
    some, every = frozenset[Outcome]().union(*ways), all(ways)
    can_pass = all(Outcome.PASSED in way for way in ways) if step.join is Join.ALL else Outcome.PASSED in some
    can_fail = {
        Join.ALL: every and Outcome.FAILED in some,
        Join.ANY: all(Outcome.FAILED in way for way in ways),
        Join.FIRST: Outcome.FAILED in some,
    }[step.join]
    # What opens nothing passes at once.
    found = {Outcome.PASSED: can_pass or not ways, Outcome.FAILED: can_fail and bool(ways)}
    return frozenset(outcome for outcome, can_be in found.items() if can_be)


def _outcomes_of(spec: WorkflowSpec, world: World, graph: Graph, branch: Branch) -> frozenset[Outcome]:
    reached = trails(spec, world, graph, branch.start, within=spec.steps[branch.start].inside)
    found = {action.to for name in branch.steps if name in reached for action in graph[name]}
    return frozenset(outcome for outcome in Outcome if outcome in found)


def arrows(spec: WorkflowSpec, world: World, graph: Graph, step: str) -> Iterator[tuple[str, str]]:
    """Yield what leads on from a step, each with its name: its actions, and the branches that a fork opens."""
    for branch in spec.steps[step].branches.values() if step in spec.steps else ():
        if world.opens(branch):
            yield branch.name, branch.start
    for action in graph.get(step, ()):
        if action.to is not None and action.to not in list(Outcome):
            yield action.name, action.to


def trails(
    spec: WorkflowSpec, world: World, graph: Graph, start: str, *, within: tuple[str, str] | None = None
) -> dict[str, tuple[str, ...]]:
    """Return a shortest trail from a step to every step and end that can be reached, inside one branch if asked.

    A trail alternates steps and actions: ``("tiep_nhan", "nhan", "tham_dinh")``; where it enters a
    branch the name of that stands for the action.
    """
    found: dict[str, tuple[str, ...]] = {start: (start,)}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for name, target in arrows(spec, world, graph, here):
            if target not in found and (within is None or within in around(spec, target)):
                found[target] = (*found[here], name, target)
                waiting.append(target)
    return found


def can_finish(spec: WorkflowSpec, graph: Graph, reached: Iterable[str]) -> frozenset[str]:
    """Return the steps from which one gets out: to some end, or in a branch to its join or out of its fork.

    A fork is left by its outcomes, and by whatever leads out of its branches.
    """
    before: dict[str, set[str]] = {}
    for name in reached:
        for action in graph.get(name, ()):
            if action.to is not None:
                stays = set(around(spec, action.to))
                left = {fork for fork, branch in around(spec, name) if (fork, branch) not in stays}
                before.setdefault(action.to, set()).update({name} if action.to in list(Outcome) else {name, *left})
    found: set[str] = {*spec.ends, *Outcome}
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
