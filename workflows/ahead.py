"""What still comes: the way from a step to the result, where nothing is sent back, refused or stopped."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator

from workflows.looking_up import NO_ANSWER, still_to_tell
from workflows.spec import Action, Outcome, Step, WorkflowSpec
from workflows.status import DossierStatus
from workflows.vocabulary import RESULT, STANDING_FACTS

Place = tuple[str, bool]
"""A step, and whether the result has been issued on the way to it."""


def steps_ahead(spec: WorkflowSpec, step: str, facts: Collection[str]) -> tuple[str, ...]:
    """Return the steps between this one and the handing over of the result, in order; none where no way leads there.

    ``facts`` are those that hold now; what only time can tell is taken to come true. Of branches that are open at
    once the fork stands for all.
    """
    wants = any(action.paper == RESULT for one in spec.steps.values() for action in one.actions.values())
    undecided = STANDING_FACTS | still_to_tell(spec, [step])
    first: Place = (step, not wants)
    came: dict[Place, Place] = {}
    waiting = deque([first])
    while waiting:
        here = waiting.popleft()
        for target, issues in _onward(spec, here[0], facts, undecided):
            after = (target, here[1] or issues)
            end = spec.ends.get(target)
            if end is not None and end.status is DossierStatus.RETURNED and after[1]:
                return tuple(name for name, _ in _back(came, here, first))
            if target in spec.steps and after not in came and after != first:
                came[after] = here
                waiting.append(after)
    return ()


def _back(came: dict[Place, Place], last: Place, first: Place) -> list[Place]:
    found = []
    while last != first:
        found.append(last)
        last = came[last]
    return found[::-1]


def _onward(
    spec: WorkflowSpec, step: str, facts: Collection[str], undecided: Collection[str]
) -> Iterator[tuple[str, bool]]:
    here = spec.steps.get(step)
    for action in here.actions.values() if here is not None else ():
        if here is not None and _is_usual(action, facts, undecided):
            yield _target(spec, here, action), action.paper == RESULT


def _is_usual(action: Action, facts: Collection[str], undecided: Collection[str]) -> bool:
    if action.to in (None, Outcome.FAILED) or action.return_to_step or action.reasons_required:
        return False
    if action.name in (Outcome.FAILED, NO_ANSWER):
        return False
    if action.when is not None and action.when not in undecided and action.when not in facts:
        return False
    return action.unless is None or action.unless in undecided or action.unless not in facts


def _target(spec: WorkflowSpec, here: Step, action: Action) -> str:
    """Return where an action leads; out of a branch it leads to where the branches join."""
    if action.to == Outcome.PASSED and here.inside is not None:
        fork = spec.steps[here.inside[0]]
        onward = fork.actions.get(Outcome.PASSED)
        return _target(spec, fork, onward) if onward is not None else ""
    return action.to or ""
