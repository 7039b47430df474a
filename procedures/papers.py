"""Which documents a dossier needs (thành phần hồ sơ), for these answers and this situation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.answers import Visible
from forms.expressions import Expression, Known
from procedures.definition import DocumentSpec, OnBehalf, Procedure
from procedures.facts import all_values
from procedures.situation import NOBODY, Situation

Condition = Expression | bool


@dataclass(frozen=True, slots=True)
class Needed:
    """One document that is asked for, with the condition that asks for it and the values that it was judged by."""

    document: DocumentSpec
    required: bool
    why: Expression | None = None
    values: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False)


def documents_for(
    procedure: Procedure, answers: Mapping[str, Any], situation: Situation, visible: Visible | None = None
) -> list[Needed]:
    """Return the documents that are asked for, in the pack's order.

    A condition that reads an unanswered field neither asks for a document nor requires it. What shows by what right
    somebody files for another is asked for by that right, whatever its condition. ``visible`` is what these answers
    ask, where the caller knows it already.
    """
    if not procedure.documents:
        return []
    values = all_values(procedure, answers, situation, visible)
    right = _shown_right(procedure.on_behalf, situation)
    return [
        Needed(document, right.get(document.id) or _holds(document.required, values), _why(document, values), values)
        for document in procedure.documents
        if right.get(document.id, document.when is None or _holds(document.when, values))
    ]


def _shown_right(on_behalf: OnBehalf, situation: Situation) -> dict[str, bool]:
    """Return which documents the right to file for another asks for, and which it spares."""
    found: dict[str, bool] = {}
    if on_behalf.kinds and on_behalf.mandate and situation.right != NOBODY:
        found[on_behalf.mandate] = situation.right == "document"
    proof = on_behalf.proof.get(situation.represents)
    return found | {proof: True} if proof else found


def _holds(condition: Condition, values: Mapping[str, object]) -> bool:
    if isinstance(condition, bool):
        return condition
    return condition.evaluate(values) == Known(value=True)


def _why(document: DocumentSpec, values: Mapping[str, object]) -> Expression | None:
    if document.when is not None:
        return document.when
    required = document.required
    return required if isinstance(required, Expression) and _holds(required, values) else None
