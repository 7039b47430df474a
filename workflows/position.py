"""Where a dossier stands when branches are open, and what a move changes: pure, like the machine.

A position is the set of open steps, each open once, and how the branches came out that are through
while their fork still waits. A fork is open as long as any branch of it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from workflows.spec import Branch, Join, Outcome, Step, WorkflowSpec

Place = tuple[str, str]
"""A fork and a branch of it."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a dossier stands."""

    steps: tuple[str, ...] = ()
    """The open steps, those opened first before the others; an open fork is among them."""
    finished: Mapping[Place, Outcome] = field(default_factory=dict)
    """Of the forks that are open: the branches that are through, and how each came out."""
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a move changes beside the step that it was taken at."""

    position: Position
    closed: tuple[str, ...] = ()
    """Steps that are closed because the dossier goes on without them, the innermost first."""
    opened: tuple[str, ...] = ()
    """Steps that are open now, a fork before its branches."""


def begin(spec: WorkflowSpec) -> Position:
    """Return the position of a dossier that was just filed."""
    return Position((spec.start,))


def around(spec: WorkflowSpec, step: str) -> tuple[Place, ...]:
    """Return the forks around a step, each with the branch of it, the innermost first; nothing of an end."""
    places: list[Place] = []
    here = spec.steps.get(step)
    while here is not None and here.inside is not None:
        places.append(here.inside)
        here = spec.steps[here.inside[0]]
    return tuple(places)


def branch_of(spec: WorkflowSpec, step: str) -> Branch | None:
    """Return the innermost branch to which a step belongs."""
    inside = spec.steps[step].inside
    return None if inside is None else spec.steps[inside[0]].branches[inside[1]]


def opens(branch: Branch, facts: Collection[str]) -> bool:
    """Say whether a fork opens this branch."""
    if branch.when is not None and branch.when not in facts:
        return False
    return branch.unless is None or branch.unless not in facts


def fork_left(spec: WorkflowSpec, step: str, target: str) -> str | None:
    """Return the outermost fork that a move leaves before its branches have joined, if it leaves one."""
    if target in list(Outcome):
        return None
    stays = {fork for fork, _ in around(spec, target)}
    left = [fork for fork, _ in around(spec, step) if fork not in stays]
    return left[-1] if left else None


def touches_branches(spec: WorkflowSpec, step: str, target: str) -> bool:
    """Say whether a move can concern any other step than the one that it leads to."""
    there = spec.steps.get(target)
    return spec.steps[step].inside is not None or (there is not None and bool(there.branches))


def moved(spec: WorkflowSpec, position: Position, step: str, target: str, facts: Collection[str]) -> Change:
    """Return what follows when an action at an open step leads to ``target``.

    A fork that has become ripe by it is not left yet: that is a move of its own (``ripe``).
    """
    finished = dict(position.finished)
    closed: list[str] = []
    if target in list(Outcome):
        fork, branch = spec.steps[step].inside or ("", "")
        finished[fork, branch] = Outcome(target)
        # The others are given up as soon as nothing hangs on them any more.
        if decision(spec.steps[fork], _still_open(spec, position, fork, branch), _of(finished, fork)) is not None:
            closed = _below(spec, position, fork, but=step)
    else:
        left = fork_left(spec, step, target)
        closed = [*_below(spec, position, left, but=step), left] if left else []
    gone = {step, *closed}
    opened = () if target in list(Outcome) or target in spec.ends else tuple(_entered(spec, target, facts))
    steps = tuple(one for one in position.steps if one not in gone) + opened
    kept = {place: outcome for place, outcome in finished.items() if place[0] in steps and place[0] not in opened}
    end = target if target in spec.ends else None
    return Change(Position(steps, kept, end), tuple(closed), opened)


def _still_open(spec: WorkflowSpec, position: Position, fork: str, but: str) -> frozenset[str]:
    """Return the branches of a fork that are still open, without one of them."""
    found = {branch for one in position.steps for there, branch in around(spec, one) if there == fork}
    return frozenset(found - {but})


def ripe(spec: WorkflowSpec, position: Position) -> tuple[str, Outcome] | None:
    """Return a fork that goes on now, and how it came out; the innermost first."""
    forks = [step for step in position.steps if spec.steps[step].branches]
    for step in sorted(forks, key=lambda one: -len(around(spec, one))):
        still_open = _still_open(spec, position, step, "")
        outcome = decision(spec.steps[step], still_open, _of(position.finished, step))
        if outcome is not None:
            return step, outcome
    return None


def decision(fork: Step, still_open: Collection[str], finished: Collection[Outcome]) -> Outcome | None:
    """Return how a fork comes out, as soon as that is certain.

    A fork of which no branch was opened has nothing to wait for: it passed.
    """
    if fork.join is Join.FIRST and finished:
        return next(iter(finished))
    if fork.join is Join.ANY and Outcome.PASSED in finished:
        return Outcome.PASSED
    if still_open:
        return None
    failed = Outcome.FAILED in finished
    return Outcome.FAILED if failed else Outcome.PASSED


def _of(finished: Mapping[Place, Outcome], fork: str) -> list[Outcome]:
    return [outcome for (there, _), outcome in finished.items() if there == fork]


def _below(spec: WorkflowSpec, position: Position, fork: str, *, but: str) -> list[str]:
    """Return the open steps in the branches of a fork, the innermost first."""
    depths = {one: around(spec, one) for one in position.steps if one != but}
    found = [one for one, places in depths.items() if fork in {there for there, _ in places}]
    return sorted(found, key=lambda one: -len(depths[one]))


def _entered(spec: WorkflowSpec, step: str, facts: Collection[str]) -> Iterator[str]:
    yield step
    for branch in spec.steps[step].branches.values():
        if opens(branch, facts):
            yield from _entered(spec, branch.start, facts)
