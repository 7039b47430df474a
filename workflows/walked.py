"""The way of one dossier on the drawing of its workflow: what it passed, where it stands, what may come."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from workflows.looking_up import still_to_tell
from workflows.position import opens
from workflows.spec import Action, Outcome, WorkflowSpec
from workflows.vocabulary import STANDING_FACTS


class Stand(StrEnum):
    """How one step or end stands to the way of a dossier."""

    HERE = "here"
    PASSED = "passed"
    COMING = "coming"
    """The dossier may still come here."""
    ASIDE = "aside"
    """The dossier does not come here, as far as can be told now."""


@dataclass(frozen=True, slots=True)
class Walked:
    """The way of one dossier."""

    here: frozenset[str]
    """The steps that are open, or the end that was reached."""
    passed: frozenset[str]
    """The steps that were done or given up, those that are open again left out."""
    taken: frozenset[tuple[str, str]]
    """Each action that was taken with its step, and each branch that was opened with its fork."""
    coming: frozenset[str]

    def stand(self, name: str) -> Stand:
        """Say how a step or an end stands to the way."""
        known = ((Stand.HERE, self.here), (Stand.PASSED, self.passed), (Stand.COMING, self.coming))
        return next((stand for stand, names in known if name in names), Stand.ASIDE)


def walked(
    spec: WorkflowSpec, facts: Collection[str], here: Collection[str], done: Iterable[tuple[str, str | None]]
) -> Walked:
    """Return the way of a dossier from its open steps or its end, and from each step that it left by an action."""
    left = [(step, action) for step, action in done if step in spec.steps]
    been = {*here, *(step for step, _ in left)}
    taken = {(step, action) for step, action in left if action is not None and action in spec.steps[step].actions}
    for fork in been & spec.steps.keys():
        taken |= {(fork, one.name) for one in spec.steps[fork].branches.values() if one.start in been}
    coming = _coming(spec, facts, here) if not set(here) & spec.ends.keys() else frozenset()
    return Walked(frozenset(here), frozenset(been) - set(here), frozenset(taken), coming)


def _coming(spec: WorkflowSpec, facts: Collection[str], here: Collection[str]) -> frozenset[str]:
    """Return what lies ahead of the open steps; what goes back is left out, and so are branches that were opened."""
    found: set[str] = set()
    undecided = STANDING_FACTS | still_to_tell(spec, here)
    waiting = [name for name in here if name in spec.steps]
    while waiting:
        step = spec.steps.get(waiting.pop())
        if step is not None:
            opened = step.branches.values() if step.name not in here else ()
            ahead = {one.start for one in opened if opens(one, facts)}
            ahead |= {
                one.to for one in step.actions.values() if one.to is not None and _may_come(one, facts, undecided)
            }
            ahead -= {*found, *Outcome}
            found |= ahead
            waiting += ahead
    return frozenset(found)


def _may_come(action: Action, facts: Collection[str], undecided: Collection[str]) -> bool:
    """Say whether an action may be taken yet; what changes while the dossier is processed may come true."""
    if action.return_to_step or (action.unless in facts and action.unless not in undecided):
        return False
    return action.when is None or action.when in facts or action.when in undecided
