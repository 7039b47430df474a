"""Whether the targets of the steps fit into the legal time limit: the longest way forward, branches side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from workflows.spec import Duration, Unit, WorkflowSpec
from workflows.status import DossierStatus
from workflows.views import View

_HOURS_A_DAY: Final = 8
_OF_A_WEEK: Final = 5 / 7
_DAYS_A_MONTH: Final = 31


@dataclass(frozen=True, slots=True)
class Way:
    """Steps one after the other that have a target, and how many working hours these come to."""

    hours: float
    steps: tuple[str, ...]

    def in_words(self) -> str:
        """Return the time in working days, as an author counts."""
        return f"{self.hours / _HOURS_A_DAY:g} working days"

    def __add__(self, behind: Way) -> Way:
        """Return this way with another one behind it."""
        return Way(self.hours + behind.hours, self.steps + behind.steps)


def longest(spec: WorkflowSpec, view: View) -> Way:
    """Return the longest way forward from the acceptance to where the result waits to be handed over."""
    return _longest_of(_from_acceptance(spec, view, _longest_of))


def shortest(spec: WorkflowSpec, view: View) -> Way:
    """Return the shortest such way."""
    return _shortest_of(_from_acceptance(spec, view, _shortest_of))


def _from_acceptance(spec: WorkflowSpec, view: View, choose: Callable[[Iterable[Way]], Way]) -> list[Way]:
    """Return the way that is chosen from each step to which an accepting action leads.

    What goes back is left out, because nobody can say how often; branches run side by side, so the
    longest of them counts. What leaves a branch before its join is taken for no longer than the join.
    """
    order = {name: index for index, name in enumerate(spec.steps)}
    best: dict[str, Way] = {}
    for name in reversed(list(spec.steps)):
        step = spec.steps[name]
        onward = [action.to for action in view.graph[name] if action.to is not None]
        behind = [target for target in onward if order.get(target, -1) > order[name] and _beside(spec, name, target)]
        opened = [branch.start for branch in step.branches.values() if view.world.opens(branch)]
        own = Way(0, ()) if step.within is None or step.status is DossierStatus.DONE else _own(name, step.within)
        best[name] = own + _longest_of(best[start] for start in opened) + choose(best[target] for target in behind)
    actions = [action for name in view.trails for action in view.graph.get(name, ()) if action.accepts]
    return [best[action.to] for action in actions if action.to in best]


def _beside(spec: WorkflowSpec, step: str, target: str) -> bool:
    return target in spec.steps and spec.steps[target].inside == spec.steps[step].inside


def _longest_of(ways: Iterable[Way]) -> Way:
    return max(ways, key=lambda way: way.hours, default=Way(0, ()))


def _shortest_of(ways: Iterable[Way]) -> Way:
    return min(ways, key=lambda way: way.hours, default=Way(0, ()))


def _own(name: str, within: Duration) -> Way:
    return Way(least_hours(within), (name,))


def too_long(way: Way, limit: Duration) -> bool:
    """Say whether a way is certainly longer than the limit, whatever holidays there are."""
    return way.hours > most_hours(limit)


def least_hours(duration: Duration) -> float:
    """Return how many working hours a duration has at least."""
    if duration.unit is Unit.WORKING_HOURS:
        return duration.amount
    if duration.unit is Unit.SAME_DAY:
        return 0
    days = {Unit.WORKING_DAYS: 1.0, Unit.DAYS: _OF_A_WEEK, Unit.MONTHS: 28 * _OF_A_WEEK}[duration.unit]
    return int(duration.amount * days) * _HOURS_A_DAY


def most_hours(duration: Duration) -> float:
    """Return how many working hours a duration has at most: a limit that ends on a day off moves on."""
    if duration.unit is Unit.WORKING_HOURS:
        return duration.amount
    if duration.unit is Unit.SAME_DAY:
        return _HOURS_A_DAY
    days = {Unit.WORKING_DAYS: 1, Unit.DAYS: 1, Unit.MONTHS: _DAYS_A_MONTH}[duration.unit]
    return duration.amount * days * _HOURS_A_DAY
