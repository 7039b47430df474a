"""A form looked through once: each field with its type, and the stretches of fields that hang on nothing.

A form of a thousand fields is read, walked over and written at every request; what its specification says about each
field is the same every time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from forms.expressions import Expression
from forms.fields import REGISTRY, FieldType
from forms.spec import FieldSpec, FormSpec, Page, SameForm

_FORMS = 512


@dataclass(frozen=True, slots=True)
class Step:
    """One field as it is read, walked over and written."""

    name: str
    spec: FieldSpec
    kind: FieldType[Any]
    plain: bool
    """Nothing is computed in it, and every option is always offered."""
    required: bool
    blank: Callable[[Any], bool] | None
    """What tells an answer from none, where that is more than being empty."""
    load: Callable[[FieldSpec, Any], Any]
    store: Callable[[FieldSpec, Any], Any]

    def answers(self, value: Any) -> bool:
        """Say whether a value is an answer: of what is empty, zero and "no" are."""
        return bool(value or value == 0) if self.blank is None else value is not None and not self.blank(value)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Fields one after another that are always asked and plainly kept."""

    names: tuple[str, ...]
    required: tuple[str, ...]
    drawn: int
    """How many of them are to be seen."""


@dataclass(frozen=True, slots=True)
class PagePlan:
    """A page as stretches of plain fields with the others between them."""

    page: Page
    parts: tuple[Step | Stretch, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole form."""

    pages: tuple[PagePlan, ...]
    steps: tuple[Step, ...]


def plan_of(spec: FormSpec) -> Plan:
    """Return the plan of a form, made once."""
    return _plan(spec.same)


@lru_cache(maxsize=_FORMS)
def _plan(same: SameForm) -> Plan:
    pages = [(page, [_step(one) for one in page.fields]) for page in same.spec.pages]
    planned = tuple(PagePlan(page, _parts(steps)) for page, steps in pages)
    return Plan(planned, tuple(step for _, steps in pages for step in steps))


def _step(one: FieldSpec) -> Step:
    kind = REGISTRY[one.type]
    settles = type(kind).settle is not FieldType.settle
    plain = not settles and not any(True for _ in kind.conditions(one))
    blank = None if type(kind).blank is FieldType.blank else kind.blank
    return Step(one.name, one, kind, plain, kind.asked and one.required is True, blank, kind.load, kind.store)


def _parts(steps: list[Step]) -> tuple[Step | Stretch, ...]:
    parts: list[Step | Stretch] = []
    run: list[Step] = []
    for step in steps:
        if _is_free(step):
            run.append(step)
            continue
        parts += _stretch(run)
        parts.append(step)
        run = []
    return (*parts, *_stretch(run))


def _is_free(step: Step) -> bool:
    hangs = step.spec.when is not None or isinstance(step.spec.required, Expression)
    return step.plain and not hangs and step.blank is None


def _stretch(run: list[Step]) -> list[Stretch]:
    if not run:
        return []
    required = tuple(step.name for step in run if step.required)
    return [Stretch(tuple(step.name for step in run), required, sum(step.kind.drawn for step in run))]
