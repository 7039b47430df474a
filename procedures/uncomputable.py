"""What an author's expressions cannot tell of a filing: a real error, which stops it instead of hiding a question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forms.consistency import failures
from forms.expressions import Expression, Failed, Known
from forms.visibility import Visible
from forms.walk import Failure
from procedures.definition import Procedure
from procedures.facts import facts_of
from procedures.situation import Situation


def uncomputable(procedure: Procedure, visible: Visible, situation: Situation) -> tuple[Failure, ...]:
    """Return every expression of form, facts, documents and parties that cannot be computed; fees refuse themselves."""
    found = list(failures(procedure.form, visible))
    values = {**visible.answers, **situation.values()}
    own = facts_of(procedure, values)
    for name, value in own.items():
        if isinstance(value, Failed):
            found.append(Failure(name, "facts", procedure.facts[name], value.message))
    known = {name: value.value for name, value in own.items() if isinstance(value, Known)}
    values = {**values, "facts": known}
    return (*found, *_of_documents(procedure, values), *_of_parties(procedure, values))


def _of_documents(procedure: Procedure, values: Mapping[str, object]) -> Iterator[Failure]:
    for document in procedure.documents:
        for key, condition in (("when", document.when), ("required", document.required)):
            if isinstance(condition, Expression) and isinstance(result := condition.evaluate(values), Failed):
                yield Failure(document.id, key, condition, result.message)


def _of_parties(procedure: Procedure, values: Mapping[str, object]) -> Iterator[Failure]:
    for party in procedure.parties:
        if party.when is not None and isinstance(result := party.when.evaluate(values), Failed):
            yield Failure(party.name, "when", party.when, result.message)
