"""Every way through a workflow in one world, and whatever is done too early, too late or twice on one of them.

Branches are gone through one by one and not in every order of their steps, which would be too many: each is judged as
if nothing had been done in the others yet. That is enough, because no action may lean on what a sister does, a dossier
is accepted before its branches are opened, and only one branch of a fork may touch the result.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

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


def lawful_again(spec: WorkflowSpec, *, accepted: bool) -> frozenset[str]:
    """Return the steps at which a dossier that ended can go on, so that whatever follows is in the lawful order.

    What answered it before counts no more; once accepted it stays so, with its documents checked and its fees settled.
    No step inside a branch is among them, nor a fork: its branches belong to what led there. Where others are waited
    for, the portal asks them anew.
    """
    done = Done.ACCEPTED | Done.FEES_SETTLED | Done.CHECK_OFFERED | Done.DOCUMENTS_CHECKED if accepted else NOTHING
    graph = {name: list(step.actions.values()) for name, step in spec.steps.items()}
    lawful = set()
    for name, step in spec.steps.items():
        if step.branches or step.inside is not None:
            continue
        tourist = _Tourist(spec, graph, World(frozenset(), frozenset()), Fees())
        tourist.tour(name, None, done, (name,))
        if not tourist.found:
            lawful.add(name)
    return frozenset(lawful)


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
        tours = {}
        for one in opened:
            place, entered = (fork.name, one.name), before | (Done.OWES if one.start in self.fees.at else NOTHING)
            tours[one.name] = self.tour(one.start, place, entered, (*trail, one.name, one.start))
        outer.seen.update(*(tour.seen for tour in tours.values()))
        ordering = frozenset(one.name for one in opened if self._orders((fork.name, one.name)))
        merging = Merging(before, tours, self._on_the_result(fork, opened, trail), ordering)
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

    def _orders(self, place: tuple[str, str]) -> bool:
        """Say whether a fee is ordered somewhere in a branch."""
        return any(place in around(self.spec, step) for step in self.fees.at)

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
class _Sum:
    """What several branches come to together."""

    gained: Done = NOTHING
    result: Done | None = None
    """What the branch came to that touches the result: how that stands, it alone says."""
    failed: bool = False
    settled: bool = False
    """Some branch asked whether the fees are settled that were owed before."""
    owes: bool = False
    """A fee was ordered in some branch, and that branch does not ask for it."""


@dataclass(frozen=True, slots=True)
class Merging:
    """What is done once the branches of a fork have come together, or one of them has gone on alone."""

    before: Done
    tours: Mapping[str, _Tour]
    on_the_result: str | None
    """The branch that may sign, number and issue: what it has undone is undone."""
    ordering: frozenset[str] = frozenset()
    """The branches in which fees are ordered."""

    def joined(self, join: Join, outcome: Outcome) -> set[Done]:
        """Return what can be done where a fork comes out in a certain way."""
        if not self.tours:
            return {self.before}
        if join is Join.ALL:
            return self._all(outcome, tuple(Outcome))
        if join is Join.ANY and outcome is Outcome.FAILED:
            return self._all(outcome, (Outcome.FAILED,))
        won = [(name, done) for name, tour in self.tours.items() for done in tour.exits.get(outcome, {})]
        return {done for name, own in won for done in self.given_up(name, own)}

    def given_up(self, branch: str, own: Done) -> set[Done]:
        """Return what can be done where one branch goes on and the others are given up, wherever they stand."""
        sums = {self._add(_Sum(), branch, own)}
        for name in {self.on_the_result, *self.ordering} - {branch, None}:
            sums = {self._given_up(one, str(name), done) for one in sums for done in self.tours[str(name)].seen}
        return {self._done(one) for one in sums}

    def _given_up(self, so_far: _Sum, name: str, done: Done) -> _Sum:
        """Add a branch that is given up: what it left undone counts, and what it gained does not."""
        added = self._add(_Sum(), name, done)
        return replace(
            so_far, result=so_far.result if added.result is None else added.result, owes=so_far.owes or added.owes
        )

    def _all(self, outcome: Outcome, lawful: tuple[Outcome, ...]) -> set[Done]:
        """Return what can be done where every branch is through, by how each came out."""
        sums = {_Sum()}
        for name, tour in self.tours.items():
            ways = [(way, done) for way in lawful for done in tour.exits.get(way, {})]
            sums = {
                replace(self._add(one, name, done), failed=one.failed or way is Outcome.FAILED)
                for one in sums
                for way, done in ways
            }
        return {self._done(one) for one in sums if one.failed is (outcome is Outcome.FAILED)}

    def _add(self, so_far: _Sum, name: str, part: Done) -> _Sum:
        owes = Done.OWES in part
        return replace(
            so_far,
            gained=so_far.gained | (part & ~self.before & _GAINS),
            result=part if name == self.on_the_result else so_far.result,
            settled=so_far.settled or not owes,
            owes=so_far.owes or (owes and name in self.ordering),
        )

    def _done(self, one: _Sum) -> Done:
        # What the result's own branch says of it stands, whatever papers the others issued.
        gained = one.gained if one.result is None else one.gained & ~Done.ANSWERED
        done = (self.before if one.result is None else one.result) | gained
        owes = one.owes or (Done.OWES in self.before and not one.settled)
        return (done | Done.OWES) if owes else done & ~Done.OWES
