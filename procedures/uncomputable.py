"""What an author's expressions cannot tell of a filing: a real error, which stops it instead of hiding a question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forms.consistency import failures
from forms.expressions import Expression, Failed
from forms.visibility import Visible
from forms.walk import Failure
from procedures.definition import Procedure
from procedures.facts import all_values, own_facts
from procedures.situation import Situation


def uncomputable(procedure: Procedure, visible: Visible, situation: Situation) -> tuple[Failure, ...]:
    """Return every expression of form, facts and documents that cannot be computed; fees refuse by themselves."""
    found = list(failures(procedure.form, visible))
    for name, value in own_facts(procedure, visible.answers, situation, visible).items():
        if isinstance(value, Failed):
            found.append(Failure(name, "facts", procedure.facts[name], value.message))
    if procedure.documents:
        found += _of_documents(procedure, all_values(procedure, visible.answers, situation, visible))
    return tuple(found)


def _of_documents(procedure: Procedure, values: Mapping[str, object]) -> Iterator[Failure]:
    for document in procedure.documents:
        for key, condition in (("when", document.when), ("required", document.required)):
            result = condition.evaluate(values) if isinstance(condition, Expression) else None
            if isinstance(result, Failed):
                yield Failure(
                    document.id, key, condition if isinstance(condition, Expression) else None, result.message
                )
