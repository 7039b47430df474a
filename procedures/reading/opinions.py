"""When opinions pass (``opinions.passes``) and what they are about, checked against the names of the pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from forms.expressions import Expression, Kind
from procedures.reading.names import Names
from procedures.reading.pack_reader import PackReader
from procedures.tallies import COUNCIL_SAMPLE, Vote, scope, values_of
from workflows.asking import FORM, RESULT, Answer, AskedKind, Opinions
from workflows.reader import closest
from workflows.spec import Step, WorkflowSpec

_DRAFTS: Final = (FORM, RESULT)


def read_tallies(reader: PackReader, workflow: WorkflowSpec | None, names: Names) -> dict[str, Expression]:
    """Return, for each step that asks for opinions, the expression by which they pass."""
    found: dict[str, Expression] = {}
    for step, asked in _asking(workflow):
        inner = reader.at({}, "workflow", "steps", step.name, "opinions")
        _check_about(inner, asked, names)
        listed = [one.name for one in asked.to]
        expression = inner.expression_at(asked.passes, scope(asked.rules, listed), Kind.TRUTH, "passes")
        if expression is not None:
            _check_outcomes(inner, expression, asked)
            found[step.name] = expression
    return found


def _asking(workflow: WorkflowSpec | None) -> Iterator[tuple[Step, Opinions]]:
    for step in workflow.steps.values() if workflow else ():
        if step.opinions is not None:
            yield step, step.opinions


def _check_about(reader: PackReader, asked: Opinions, names: Names) -> None:
    known = (*_DRAFTS, *names.documents)
    for word in asked.about:
        if word not in known:
            reader.complain(("about",), f"unknown document '{word}'", closest(word, known))


def _check_outcomes(reader: PackReader, expression: Expression, asked: Opinions) -> None:
    """Complain of a count that comes out the same whatever is answered."""
    agreed = _outcome(expression, asked, Answer.AGREE)
    refused = _outcome(expression, asked, Answer.DISAGREE)
    cure = "compare what was counted with `asked` or `answered`"
    if Answer.AGREE in asked.rules.answers and not agreed:
        reader.complain(("passes",), "it does not pass even when everybody agrees", cure)
    if Answer.DISAGREE in asked.rules.answers and refused:
        reader.complain(("passes",), "it passes even when everybody disagrees", cure)


def _outcome(expression: Expression, asked: Opinions, answer: Answer) -> bool:
    many: Mapping[AskedKind, int] = {AskedKind.COUNCIL: COUNCIL_SAMPLE}
    votes = [Vote(one.name, answer) for one in asked.to for _ in range(many.get(one.kind, 1))]
    return expression.holds(values_of(asked.rules.answers, asked.rules.silence, votes))
