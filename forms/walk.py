"""One pass over a form in the order of asking: what is asked, required and kept, and what could not be computed.

What hangs on nothing is looked through once for each form and kept, so that a pass over a long form costs little more
than its conditions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from forms.expressions import Expression, Failed, is_true
from forms.fields import REGISTRY, FieldType
from forms.spec import FieldSpec, FormSpec, Page, SameForm

_FORMS = 512


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


@dataclass(frozen=True, slots=True)
class _Step:
    """One field as the pass needs it."""

    name: str
    spec: FieldSpec
    kind: FieldType[Any]
    plain: bool
    """Nothing is computed in it, and every option is always offered."""
    required: bool


@lru_cache(maxsize=_FORMS)
def _plan(same: SameForm) -> tuple[tuple[Page, tuple[_Step, ...]], ...]:
    return tuple((page, tuple(_step(one) for one in page.fields)) for page in same.spec.pages)


def _step(one: FieldSpec) -> _Step:
    kind = REGISTRY[one.type]
    settles = type(kind).settle is not FieldType.settle
    plain = not settles and not any(True for _ in kind.conditions(one))
    return _Step(one.name, one, kind, plain, kind.asked and one.required is True)


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
        for page, steps in _plan(SameForm(spec)):
            self._over(page, steps)

    def _over(self, page: Page, steps: tuple[_Step, ...]) -> None:
        if page.when is not None:
            if not self._holds(page.when, page.name, "when"):
                return
            self.conditions[page.name] = page.when
        before = self.drawn
        for step in steps:
            when = step.spec.when
            if when is None:
                self._take(step)
            elif self._holds(when, step.name, "when"):
                self.conditions[step.name] = when
                self._take(step)
        if self.drawn > before:
            self.pages.append(page.name)

    def _holds(self, condition: Expression, place: str, key: str) -> bool:
        result = condition.evaluate(self.values)
        if isinstance(result, Failed):
            self.failures.append(Failure(place, key, condition, result.message))
        return is_true(result)

    def _take(self, step: _Step) -> None:
        name, required = step.name, step.spec.required
        self.fields.append(name)
        self.drawn += step.kind.drawn
        if step.required or (isinstance(required, Expression) and self._holds(required, name, "required")):
            self.required.append(name)
        value = self.answers.get(name)
        if not step.plain:
            value = self._settled(step, value)
        if value is not None and not step.kind.blank(value):
            self.kept[name] = self.values[name] = value

    def _settled(self, step: _Step, value: Any) -> Any:
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

    def _failed(self, step: _Step, key: str, failed: Failed) -> None:
        expression = next(iter(step.kind.conditions(step.spec)), None)
        self.failures.append(Failure(step.name, key, expression, failed.message))
