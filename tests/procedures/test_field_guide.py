"""The authors' page about the types of fields is made from the types, and what it shows is true."""

import re

import pytest

from forms.expressions import Expression, Known, Scope, compile_expression
from forms.fields import REGISTRY
from procedures.field_guide import FILE, field_of, guide_text, plain, with_examples
from procedures.situation import SITUATION
from tests.forms.sample import TODAY

EXAMPLES = {one.name: (one, example) for one, example in with_examples()}
IN_A_SENTENCE = {"rows", "computed", "content", "attachment"}
"""Types that the table of README.md tells in a sentence."""


def test_the_page_is_fresh() -> None:
    assert FILE.read_text(encoding="utf-8") == guide_text(), "run `python -m procedures fields --write`"


def test_every_type_is_shown_here_or_on_another_page() -> None:
    others = "\n".join(path.read_text(encoding="utf-8") for path in FILE.parent.glob("*.md") if path != FILE)
    elsewhere = {name for name in REGISTRY if re.search(rf"type: {name}\b", others)} | IN_A_SENTENCE
    assert {*REGISTRY} - {*EXAMPLES} - elsewhere == set()


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_example_is_read_answered_and_reckoned_with(name: str) -> None:
    one, example = EXAMPLES[name]
    spec = field_of(example)
    assert spec.type == name
    answer = one.load(spec, plain(example.answer))
    assert one.store(spec, answer) == plain(example.answer)
    kind = one.value_type(spec)
    assert kind is not None
    condition = compile_expression(example.condition, Scope(SITUATION, {spec.name: kind}))
    assert isinstance(condition, Expression), condition
    assert condition.evaluate({spec.name: answer, "today": TODAY}) == Known(value=True)
