"""What a person is asked, given what they have answered: one pass over the form, in the order of asking.

A condition that reads what nobody has answered is unknown: it neither shows nor requires. What is hidden is dropped on
the way, so nothing later can depend on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.expressions import Expression, Failed, is_true
from forms.fields import REGISTRY
from forms.spec import Block, FieldSpec, FormSpec, Page, Text

Answers = Mapping[str, Any]
"""Typed values by field name; an unanswered field is absent."""


@dataclass(frozen=True, slots=True)
class Because:
    """One answer that called a field: "because you chose <label>: <shown>"."""

    name: str
    label: Text
    shown: Text


class Reasons(Mapping[str, tuple[Because, ...]]):
    """For each field with a condition that holds, the answers that the condition reads; worded when asked for."""

    def __init__(self, spec: FormSpec, conditional: Mapping[str, Expression], kept: Answers) -> None:
        self._spec = spec
        self._conditional = conditional
        self._kept = kept

    def __getitem__(self, name: str) -> tuple[Because, ...]:
        return tuple(self._because(self._conditional[name]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._conditional)

    def __len__(self) -> int:
        return len(self._conditional)

    def _because(self, condition: Expression) -> Iterator[Because]:
        for one in self._spec.fields():
            if one.name in condition.reads and one.name in self._kept:
                show, value = REGISTRY[one.type].show, self._kept[one.name]
                yield Because(one.name, one.label, {language: show(one, value, language) for language in ("vi", "en")})


@dataclass(frozen=True, slots=True)
class Visible:
    """What is asked now."""

    pages: tuple[str, ...]
    """Pages with at least one question or text to show, in order."""
    fields: frozenset[str]
    required: frozenset[str]
    why: Mapping[str, tuple[Because, ...]]
    """For each field with a condition, the answers that the condition reads."""
    answers: dict[str, Any]
    """The answers that stay, with computed values worked out anew."""
    failed: Mapping[str, str] = field(default_factory=dict)
    """Fields and pages whose condition cannot be computed, with the engine's message."""


def visible_fields(spec: FormSpec, answers: Answers, situation: Mapping[str, Any]) -> Visible:
    """Return what is asked, required and kept for these answers in this situation."""
    walk = _Walk(answers, situation)
    for page in spec.pages:
        walk.over(page)
    return Visible(
        tuple(walk.pages),
        frozenset(walk.fields),
        frozenset(walk.required),
        Reasons(spec, walk.conditional, walk.kept),
        walk.kept,
        walk.failed,
    )


def prune(spec: FormSpec, answers: Answers, situation: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers without what is hidden, and with computed values worked out anew."""
    return visible_fields(spec, answers, situation).answers


def missing(spec: FormSpec, answers: Answers, situation: Mapping[str, Any]) -> list[str]:
    """Return the required fields without an answer, in the order of asking."""
    visible = visible_fields(spec, answers, situation)
    return [one.name for one in spec.fields() if one.name in visible.required - visible.answers.keys()]


def blocked(spec: FormSpec, answers: Answers, situation: Mapping[str, Any]) -> Block | None:
    """Return the first rule that stops the filing, or ``None``."""
    if not spec.blocks:
        return None
    visible = visible_fields(spec, answers, situation)
    values = {**situation, **visible.answers}
    shown = (block for block in spec.blocks if block.page in visible.pages)
    return next((block for block in shown if block.when.holds(values)), None)


class _Walk:
    """The state of one pass."""

    def __init__(self, answers: Answers, situation: Mapping[str, Any]) -> None:
        self.answers = answers
        self.values = dict(situation)
        self.pages: list[str] = []
        self.fields: list[str] = []
        self.required: list[str] = []
        self.conditional: dict[str, Expression] = {}
        self.kept: dict[str, Any] = {}
        self.failed: dict[str, str] = {}

    def over(self, page: Page) -> None:
        if page.when is not None and not self._holds(page.when, page.name):
            return
        before = len(self.fields)
        for one in page.fields:
            if one.when is None or self._holds(one.when, one.name):
                self._take(one)
        if len(self.fields) > before:
            self.pages.append(page.name)

    def _holds(self, condition: Expression, name: str) -> bool:
        result = condition.evaluate(self.values)
        if isinstance(result, Failed):
            self.failed[name] = result.message
        return is_true(result)

    def _take(self, one: FieldSpec) -> None:
        name, kind = one.name, REGISTRY[one.type]
        self.fields.append(name)
        if one.when is not None:
            self.conditional[name] = one.when
        if kind.asked and (one.required is True or (one.required and self._holds(one.required, name))):
            self.required.append(name)
        value = kind.settle(one, self.answers.get(name), self.values)
        if not kind.blank(value):
            self.kept[name] = self.values[name] = value
