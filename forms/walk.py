"""One pass over a form in the order of asking: what is asked, required and kept, and what could not be computed.

What hangs on nothing is taken in whole stretches, so that a pass over a long form costs little more than its
conditions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.expressions import Expression, Failed, is_true
from forms.plan import PagePlan, Step, Stretch, plan_of
from forms.spec import FormSpec


@dataclass(frozen=True, slots=True)
class Failure:
    """An expression of the author that cannot be computed from these answers: a real error, and never silence."""

    place: str
    """The name of the field, page, document or fact."""
    key: str
    """Which of its expressions: ``when``, ``required``, ``value``, ``options`` …"""
    expression: Expression | None
    message: str
    """What the engine said; it may hold a part of an answer, so it stays out of every log."""


class Walk:
    """The state of one pass."""

    def __init__(self, spec: FormSpec, answers: Mapping[str, Any], situation: Mapping[str, Any]) -> None:
        """Walk over the whole form at once."""
        self.answers = answers
        self.values = dict(situation)
        self.pages: list[str] = []
        self.fields: list[str] = []
        self.drawn = 0
        """How many of the fields are to be seen."""
        self.required: list[str] = []
        self.conditions: dict[str, Expression] = {}
        self.offered: dict[str, frozenset[str]] = {}
        self.kept: dict[str, Any] = {}
        self.failures: list[Failure] = []
        for plan in plan_of(spec).pages:
            self._over(plan)

    def _over(self, plan: PagePlan) -> None:
        page = plan.page
        if page.when is not None:
            if not self._holds(page.when, page.name, "when"):
                return
            self.conditions[page.name] = page.when
        before = self.drawn
        for part in plan.parts:
            if isinstance(part, Stretch):
                self._take_all(part)
            elif (when := part.spec.when) is None:
                self._take(part)
            elif self._holds(when, part.name, "when"):
                self.conditions[part.name] = when
                self._take(part)
        if self.drawn > before:
            self.pages.append(page.name)

    def _holds(self, condition: Expression, place: str, key: str) -> bool:
        result = condition.evaluate(self.values)
        if isinstance(result, Failed):
            self.failures.append(Failure(place, key, condition, result.message))
        return is_true(result)

    def _take_all(self, stretch: Stretch) -> None:
        self.fields += stretch.names
        self.drawn += stretch.drawn
        self.required += stretch.required
        find = self.answers.get
        # Of what is empty, zero and "no" are answers.
        found = {name: value for name in stretch.names if (value := find(name)) or value == 0}
        self.kept |= found
        self.values |= found

    def _take(self, step: Step) -> None:
        name, required = step.name, step.spec.required
        self.fields.append(name)
        self.drawn += step.kind.drawn
        if step.required or (isinstance(required, Expression) and self._holds(required, name, "required")):
            self.required.append(name)
        value = self.answers.get(name)
        if not step.plain:
            value = self._settled(step, value)
        if step.answers(value):
            self.kept[name] = self.values[name] = value

    def _settled(self, step: Step, value: Any) -> Any:
        """Return the answer as the answers before it leave it: computed anew, and only of what is offered."""
        offered = step.kind.offered(step.spec, self.values)
        if isinstance(offered, Failed):
            self._failed(step, "options", offered)
            return value
        if offered is not None:
            self.offered[step.name] = offered
            value = None if value is None else step.kind.within(step.spec, value, offered)
        value = step.kind.settle(step.spec, value, self.values)
        if isinstance(value, Failed):
            self._failed(step, "value", value)
            return value.rest
        return value

    def _failed(self, step: Step, key: str, failed: Failed) -> None:
        expression = next(iter(step.kind.conditions(step.spec)), None)
        self.failures.append(Failure(step.name, key, expression, failed.message))
