"""Dossiers that one procedure opens of another: how their form is filled, and whether the two fit together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.answers import from_json
from forms.expressions import Known
from forms.rules import default_answer
from procedures.definition import Procedure
from workflows.opening import Opening


def child_answers(
    mother: Procedure, opening: Opening, child: Procedure, *, stored: Mapping[str, Any], values: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the typed answers of a child's form.

    A field named alone is taken over as it is stored; anything else is worked out from ``values``. What is not known
    stays unanswered.
    """
    taken: dict[str, Any] = {}
    worked_out: dict[str, Any] = {}
    for name, expression in mother.openings[opening.name].items():
        source = opening.answers[name].strip()
        if source in stored:
            taken[name] = stored[source]
            continue
        value = expression.evaluate(values)
        field = child.form.by_name.get(name)
        if field is not None and isinstance(value, Known):
            worked_out[name] = default_answer(field, value.value)
    found = from_json(child.form, taken)
    return found | {name: value for name, value in worked_out.items() if value is not None}


def misfits(opening: Opening, child: Procedure) -> list[str]:
    """Return what an opening names that the other procedure does not have, one sentence each."""
    asked = {field.name for field in child.form.fields()}
    filled = {field.name for fields in child.task_forms.values() for field in fields}
    documents = {document.id for document in child.documents}
    lost = [name for name in opening.answers if name not in asked]
    lost += [name for name in opening.brings.values() if name not in asked | filled]
    return [
        *(f"the procedure {child.code} has no field '{name}'" for name in lost),
        *(f"the procedure {child.code} has no document '{one}'" for one in opening.documents if one not in documents),
    ]
