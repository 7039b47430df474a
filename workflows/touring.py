"""Every way through a workflow in one world, and whatever is done too early, too late or twice on one of them.

Branches are gone through one by one and not in every order of their steps, which would be too many: each is judged as
if nothing had been done in the others yet. That is enough, because no action may lean on what a sister does, a dossier
is accepted before its branches are opened, and only one branch of a fork may touch the result.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workflows.effects import Effect
from workflows.lawful import NOTHING, Breach, Done, Fees, Walk
from workflows.paths import Graph, World
from workflows.position import around, fork_left
from workflows.spec import Action, Branch, Join, Outcome, Step, WorkflowSpec
from workflows.vocabulary import RESULT

Trail = tuple[str, ...]
_ON_THE_RESULT = frozenset({Effect.DRAFT_RESULT, Effect.SIGN_PERSONAL, Effect.NUMBER, Effect.SIGN_AGENCY})
_GAINS = Done.FEES_SETTLED | Done.CHECK_OFFERED | Done.DOCUMENTS_CHECKED | Done.ANSWERED | Done.OWES
"""What is done in one branch holds for the others too, once they have joined."""


@dataclass(frozen=True, slots=True)
class _Tour:
    """What is met on the ways through one part: how it is left, and what is done on the way."""

    exits: dict[str, dict[Done, Trail]] = field(default_factory=dict)
    """By the step, end or outcome that it leads to: what is done by then, with a shortest trail."""
    seen: set[Done] = field(default_factory=set)

    def leave(self, target: str, done: Done, trail: Trail) -> None:
        """Note one way out."""
        self.exits.setdefault(target, {}).setdefault(done, trail)


@dataclass(frozen=True, slots=True)
class _Next:
    """One step further."""

    target: str
    done: Done
    trail: Trail


def breaches(spec: WorkflowSpec, graph: Graph, world: World, fees: Fees) -> list[Breach]:
    """Return every breach of the lawful order in one world, each with a shortest trail to it."""
    tourist = _Tourist(spec, graph, world, fees)
    tourist.tour(spec.start, None, Done.OWES if spec.start in fees.at else NOTHING, (spec.start,))
    return list(tourist.found.values())


@dataclass(frozen=True, slots=True)
class _Tourist:
    spec: WorkflowSpec
    graph: Graph
    world: World
    fees: Fees
    found: dict[tuple[str, str, str], Breach] = field(default_factory=dict)

    def tour(self, start: str, part: tuple[str, str] | None, before: Done, trail: Trail) -> _Tour:
        """Go every way through one part: the workflow without its branches, or one branch."""
        tour = _Tour(seen={before})
        trails = {(start, before): trail}
        waiting = deque(trails)
        while waiting:
            here = waiting.popleft()
            for one in self._onward(here[0], here[1], trails[here], tour):
                tour.seen.add(one.done)
                if one.target not in self.spec.steps or self.spec.steps[one.target].inside != part:
                    tour.leave(one.target, one.done, one.trail)
                elif (one.target, one.done) not in trails:
                    trails[one.target, one.done] = one.trail
                    waiting.append((one.target, one.done))
        return tour

    def _onward(self, step: str, done: Done, trail: Trail, tour: _Tour) -> Iterator[_Next]:
        if self.spec.steps[step].branches:
            yield from self._through(self.spec.steps[step], done, trail, tour)
            return
        for action in self.graph[step]:
            yield self._take(step, done, trail, action)

    def _take(self, step: str, done: Done, trail: Trail, action: Action) -> _Next:
        walk = Walk(self.spec, step, done, action, (*trail, action.name), self.fees)
        for breach in walk.found():
            self.found.setdefault((breach.code, breach.step, breach.action), breach)
        target = action.to or step
        return _Next(target, walk.after(), (*walk.trail, target))

    def _through(self, fork: Step, before: Done, trail: Trail, outer: _Tour) -> Iterator[_Next]:
        opened = [branch for branch in fork.branches.values() if self.world.opens(branch)]
        tours = {
            one.name: self.tour(one.start, (fork.name, one.name), before, (*trail, one.name, one.start))
            for one in opened
        }
        outer.seen.update(*(tour.seen for tour in tours.values()))
        merging = Merging(before, tours, self._on_the_result(fork, opened, trail))
        for action in self.graph[fork.name]:
            for done in merging.joined(fork.join, Outcome(action.name)):
                yield self._take(fork.name, done, trail, action)
        for name, tour in tours.items():
            for target, dones in tour.exits.items():
                if target not in list(Outcome):
                    for own, way in dones.items():
                        yield from (_Next(target, done, way) for done in merging.given_up(name, own))

    def _on_the_result(self, fork: Step, opened: list[Branch], trail: Trail) -> str | None:
        """Return the one branch that touches the result; a second one is a breach."""
        first: str | None = None
        for branch in opened:
            touching = next(self._touching((fork.name, branch.name)), None)
            if touching is None:
                continue
            if first is None:
                first = branch.name
                continue
            step, action = touching
            message = f"the action '{action}' touches the result, which the branch '{first}' does at the same time"
            cure = "let one branch alone sign, number and issue, or do it where they have joined"
            breach = Breach("result_in_two_branches", step, action, message, cure, (*trail, branch.name, branch.start))
            self.found.setdefault((breach.code, step, action), breach)
        return first

    def _touching(self, place: tuple[str, str]) -> Iterator[tuple[str, str]]:
        for name, step in self.spec.steps.items():
            if place in around(self.spec, name):
                for action in self.graph[name]:
                    leaves = action.to is not None and place[0] in _left(self.spec, step, action.to)
                    result = action.paper == RESULT and Effect.ISSUE_PAPER in action.effects
                    if not leaves and (result or not _ON_THE_RESULT.isdisjoint(action.effects)):
                        yield name, action.name


def _left(spec: WorkflowSpec, step: Step, target: str) -> frozenset[str]:
    """Return the forks that a move leaves before they have joined."""
    if fork_left(spec, step.name, target) is None:
        return frozenset()
    stays = {fork for fork, _ in around(spec, target)}
    return frozenset(fork for fork, _ in around(spec, step.name) if fork not in stays)


@dataclass(frozen=True, slots=True)
class Merging:
    """What is done once the branches of a fork have come together, or one of them has gone on alone."""

    before: Done
    tours: Mapping[str, _Tour]
    on_the_result: str | None
    """The branch that may sign, number and issue: what it has undone is undone."""

    def joined(self, join: Join, outcome: Outcome) -> set[Done]:
        """Return what can be done where a fork comes out in a certain way."""
        if not self.tours:
            return {self.before}
        if join is Join.ALL:
            return self._all(outcome)
        if join is Join.ANY and outcome is Outcome.FAILED:
            return self._all(outcome, {Outcome.FAILED})
        won = [(name, done) for name, tour in self.tours.items() for done in tour.exits.get(outcome, {})]
        return {done for name, own in won for done in self.given_up(name, own)}

    def given_up(self, branch: str, own: Done) -> set[Done]:
        """Return what can be done where one branch goes on and the others are given up, wherever they stand."""
        result = self.on_the_result
        if result is None or result == branch:
            return {self._merge({branch: own})}
        return {self._merge({branch: own, result: done}) for done in self.tours[result].seen}

    def _all(self, outcome: Outcome, lawful: frozenset[Outcome] | set[Outcome] = frozenset(Outcome)) -> set[Done]:
        """Return what can be done where every branch is through, by how each came out."""
        found: set[tuple[bool, Done]] = {(False, self.before)}
        for name, tour in self.tours.items():
            ways = [(way, done) for way in lawful for done in tour.exits.get(way, {})]
            found = {
                (failed or way is Outcome.FAILED, self._fold(so_far, name, done))
                for failed, so_far in found
                for way, done in ways
            }
        return {done for failed, done in found if failed is (outcome is Outcome.FAILED)}

    def _merge(self, parts: Mapping[str, Done]) -> Done:
        merged = self.before
        for name, part in parts.items():
            merged = self._fold(merged, name, part)
        return merged

    def _fold(self, so_far: Done, name: str, part: Done) -> Done:
        """Add one branch: the one that touches the result says how that stands, every other adds what it gained."""
        gained = so_far & ~self.before & _GAINS
        if name == self.on_the_result:
            return part | gained & ~Done.ANSWERED
        more = part & ~self.before & _GAINS
        return so_far | (more if self.on_the_result is None else more & ~Done.ANSWERED)
