"""When each fee is ordered: with the filing, or once the dossier reaches a step of its workflow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from procedures.definition import FeeDue, FeeSpec
from workflows.effects import Effect
from workflows.vocabulary import RESULT

if TYPE_CHECKING:
    from workflows.spec import Step, WorkflowSpec


def ordered_at(fees: Iterable[FeeSpec], workflow: WorkflowSpec) -> dict[str, tuple[str, ...]]:
    """Return the ids of the fees that are ordered when a step is reached, by its name.

    What is due before the handover is ordered where the result is issued, so that it does not come before the money.
    What would be ordered at the first step is ordered with the filing.
    """
    found: dict[str, list[str]] = {}
    for fee in fees:
        for step in _steps_of(fee, workflow):
            found.setdefault(step, []).append(fee.id)
    return {step: tuple(ids) for step, ids in found.items()}


def ordered_at_filing(fees: Iterable[FeeSpec], workflow: WorkflowSpec) -> frozenset[str]:
    """Return the ids of the fees that are ordered with the filing."""
    every = tuple(fees)
    later = {name for step, ids in ordered_at(every, workflow).items() if step != workflow.start for name in ids}
    first = set(ordered_at(every, workflow).get(workflow.start, ()))
    return frozenset(fee.id for fee in every if fee.id in first or fee.id not in later)


def _steps_of(fee: FeeSpec, workflow: WorkflowSpec) -> list[str]:
    if fee.due is FeeDue.AT_STEP:
        return [name for name in workflow.steps if name == fee.step]
    if fee.due is FeeDue.BEFORE_HANDOVER:
        issuing = [name for name, step in workflow.steps.items() if _issues(step)]
        return issuing or [name for name, step in workflow.steps.items() if _hands_over(step)]
    return []


def _issues(step: Step) -> bool:
    return any(action.paper == RESULT for action in step.actions.values())


def _hands_over(step: Step) -> bool:
    return any(Effect.HAND_OVER in action.effects for action in step.actions.values())


def steps_with_fees(fees: Iterable[FeeSpec], workflow: WorkflowSpec) -> Mapping[str, tuple[str, ...]]:
    """Return what is ordered at each step that is reached after the filing."""
    every = tuple(fees)
    filed = ordered_at_filing(every, workflow)
    left = {step: tuple(name for name in ids if name not in filed) for step, ids in ordered_at(every, workflow).items()}
    return {step: ids for step, ids in left.items() if ids and step != workflow.start}
