"""What other dossiers are filled with (``opens``), checked against the names of the pack that opens them."""

from __future__ import annotations

from collections.abc import Mapping

from forms.expressions import Expression, ExpressionProblem, Scope, compile_expression
from forms.fields import REGISTRY
from forms.spec import FieldSpec
from procedures.reading.names import Names
from procedures.reading.pack_reader import PackReader
from workflows.errors import Path
from workflows.opening import Opening
from workflows.reader import closest
from workflows.spec import WorkflowSpec

Filled = Mapping[str, Mapping[str, Expression]]
"""For each opening by its name: what fills each field of the other form."""


def read_filled(
    reader: PackReader, workflow: WorkflowSpec | None, names: Names, task_forms: Mapping[str, tuple[FieldSpec, ...]]
) -> Filled:
    """Return what fills the forms of the dossiers that a workflow opens, collecting every mistake."""
    found: dict[str, Mapping[str, Expression]] = {}
    scope = _scope(names, task_forms)
    for step in workflow.steps.values() if workflow else ():
        place: Path = ("workflow", *step.place)
        for index, one in enumerate(step.opens):
            at = (*place, "opens") if len(step.opens) == 1 else (*place, "opens", index)
            brought = tuple(field.name for field in task_forms.get(step.name, ()))
            found[one.name] = _one(reader.at({}, *at), one, scope, names, brought)
        for action in step.actions.values():
            for one in action.opens:
                at = (*place, "actions", action.name, "opens")
                found[one.name] = _one(reader.at({}, *at), one, scope, names, ())
    return found


def _scope(names: Names, task_forms: Mapping[str, tuple[FieldSpec, ...]]) -> Scope:
    """Return what may be passed on: the answers, the situation, the facts, and what officers filled in."""
    scope = names.scope
    for field in (one for fields in task_forms.values() for one in fields):
        kind = REGISTRY[field.type].value_type(field)
        if kind is not None:
            scope = scope.plus(field.name, kind)
    return scope


def _one(
    reader: PackReader, opening: Opening, scope: Scope, names: Names, brought: tuple[str, ...]
) -> Mapping[str, Expression]:
    filled: dict[str, Expression] = {}
    for field, source in opening.answers.items():
        compiled = compile_expression(source, scope, expects=None)
        if isinstance(compiled, ExpressionProblem):
            reader.complain(("answers", field), f"in `{source}`: {compiled.message}", compiled.cure)
        else:
            filled[field] = compiled
    for own in opening.documents.values():
        if own not in names.documents:
            reader.complain(("documents",), f"unknown document '{own}'", closest(own, names.documents))
    for field in opening.brings:
        if field not in brought:
            message = f"the step has no field '{field}' in its form"
            reader.complain(("brings", field), message, "declare it in the `form` of the step", on_key=True)
    return filled
