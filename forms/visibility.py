"""What a person is asked, given what they have answered: one pass over the form, in the order of asking.

A condition that reads what nobody has answered is unknown: it neither shows nor requires. What is hidden is dropped on
the way, so nothing later can depend on it. A condition that cannot be computed is a failure, which stops the filing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.expressions import Expression
from forms.spec import Block, FormSpec
from forms.walk import Failure, Walk

Answers = Mapping[str, Any]
"""Typed values by field name; an unanswered field is absent."""


@dataclass(frozen=True, slots=True)
class Visible:
    """What is asked now."""

    pages: tuple[str, ...]
    """Pages with at least one question or text to show, in order."""
    fields: frozenset[str]
    required: frozenset[str]
    conditions: Mapping[str, Expression]
    """For each field and page that is asked under a condition, that condition; ``forms.wording`` says it."""
    answers: dict[str, Any]
    """The answers that stay, with computed values worked out anew."""
    values: Mapping[str, Any]
    """The same with the situation: what expressions read."""
    offered: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """For each choice with conditional options, the codes that are offered."""
    failures: tuple[Failure, ...] = ()
    """What cannot be computed from these answers."""


def visible_fields(spec: FormSpec, answers: Answers, situation: Mapping[str, Any]) -> Visible:
    """Return what is asked, required and kept for these answers in this situation."""
    walk = Walk(spec, answers, situation)
    return Visible(
        tuple(walk.pages),
        frozenset(walk.fields),
        frozenset(walk.required),
        walk.conditions,
        walk.kept,
        walk.values,
        walk.offered,
        tuple(walk.failures),
    )


def prune(spec: FormSpec, answers: Answers, situation: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers without what is hidden, and with computed values worked out anew."""
    return visible_fields(spec, answers, situation).answers


def missing(spec: FormSpec, answers: Answers, situation: Mapping[str, Any]) -> list[str]:
    """Return the required fields without an answer, in the order of asking."""
    visible = visible_fields(spec, answers, situation)
    return [one.name for one in spec.fields() if one.name in visible.required - visible.answers.keys()]


def blocked(
    spec: FormSpec, answers: Answers, situation: Mapping[str, Any], visible: Visible | None = None
) -> Block | None:
    """Return the first rule that stops the filing, or ``None``; ``visible`` is what is asked, where that is known."""
    if not spec.blocks:
        return None
    visible = visible or visible_fields(spec, answers, situation)
    shown = (block for block in spec.blocks if block.page in visible.pages)
    return next((block for block in shown if block.when.holds(visible.values)), None)
