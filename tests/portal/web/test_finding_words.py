"""What the check of a pack says, it says to publishers in Vietnamese."""

import ast
from collections.abc import Iterator
from typing import Any

import pytest
from babel.messages.pofile import read_po

from forms.expressions import ExpressionProblem, compile_expression
from forms.parsing import parse_form
from portal.config import PROJECT
from portal.web.finding_words import HOLE, SENTENCES, in_vietnamese
from procedures.findings import Finding
from procedures.loader import load
from tests.forms.block_samples import FILES
from tests.forms.samples import SAMPLES, SITUATION_TYPES, raw_field
from tests.forms.test_functions import SCOPE
from tests.forms.test_functions import WRONG as WRONG_CALLS
from tests.forms.test_rules import PAGE, WRONG, WRONG_FIELDS, parsed
from tests.portal.web.publishing_house import changed
from tests.procedures.samples import broken
from tests.procedures.test_loader import SPOILED
from tests.workflows.forked import parse, permit
from tests.workflows.test_branches import WRONG as WRONG_FORKS
from tests.workflows.test_fork_soundness import SPOILT as SPOILT_FORKS
from tests.workflows.test_fork_soundness import flaws

SPEAKING = ("forms", "workflows", "procedures", "portal/services")


def known() -> dict[str, str]:
    with SENTENCES.open("rb") as lines:
        return {str(one.id): str(one.string) for one in read_po(lines, locale="vi", charset="utf-8") if one.id}


def spoken() -> set[str]:
    """Every text of the checking packages, with ``{}`` where something is filled in."""
    found = set()
    for folder in SPEAKING:
        for path in (PROJECT / folder).rglob("*.py"):
            found |= set(_texts(ast.parse(path.read_text(encoding="utf-8"))))
    # A sentence raised as one error is told as message and cure.
    return found | {part for text in found for part in text.split("; ")}


def _texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else HOLE for part in node.values)  # type: ignore[misc]


@pytest.mark.parametrize(("old", "new"), [one[:2] for one in SPOILED])
def test_every_mistake_is_told_in_vietnamese(old: str, new: str) -> None:
    assert not list(_untold(broken(old, new).findings))


def _untold(findings: tuple[Finding, ...]) -> Iterator[str]:
    for finding in findings:
        yield from (text for text in (finding.message, finding.cure) if text and in_vietnamese(text) == text)


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_every_mistake_in_a_field_is_told_in_vietnamese(kind: str) -> None:
    for keys, _complaint in SAMPLES[kind].bad_keys:
        raw = [{"page": "p", "title": "P", "fields": [{**raw_field(kind), **keys}]}]
        _spec, problems = parse_form(raw, situation=SITUATION_TYPES, files=FILES)
        texts = [text for problem in problems for text in (problem.message, problem.cure) if text]
        assert texts
        assert [text for text in texts if in_vietnamese(text) == text] == []


RULES = [keys for keys, _path, _message in WRONG] + [{"fields": [*PAGE["fields"], one]} for one, _ in WRONG_FIELDS]


@pytest.mark.parametrize("keys", RULES)
def test_every_mistake_in_a_rule_is_told_in_vietnamese(keys: dict[str, Any]) -> None:
    _spec, problems = parsed({**PAGE, **keys})
    texts = [text for problem in problems for text in (problem.message, problem.cure) if text]
    assert texts
    assert [text for text in texts if in_vietnamese(text) == text] == []


@pytest.mark.parametrize("source", [source for source, _message in WRONG_CALLS])
def test_every_mistake_in_a_call_is_told_in_vietnamese(source: str) -> None:
    problem = compile_expression(source, SCOPE)
    assert isinstance(problem, ExpressionProblem)
    assert [text for text in (problem.message, problem.cure) if text and in_vietnamese(text) == text] == []


def test_the_flaws_of_a_workflow_are_told_in_vietnamese() -> None:
    flawed = load(
        changed((", number: true, sign: agency, paper: result", ""), ("needs: [documents_checked, ", "needs: ["))
    )
    assert len(flawed.findings) > 1
    assert not list(_untold(flawed.findings))


def test_what_is_wrong_with_branches_is_told_in_vietnamese() -> None:
    mistakes = [problem for _, _, spoil in WRONG_FORKS for problem in parse(permit(spoil))[1]]
    mistakes += [flaw for _, _, spoil in SPOILT_FORKS for flaw in flaws(spoil)]
    untold = [text for one in mistakes for text in (one.message, one.cure) if in_vietnamese(text) == text]
    assert untold == []
    nowhere = next(flaw for flaw in flaws(SPOILT_FORKS[0][2]) if flaw.code == "nowhere")
    assert "không dẫn đi đâu: có thể có kết quả 'failed'" in in_vietnamese(nowhere.message)


def test_what_an_author_wrote_is_never_translated() -> None:
    assert in_vietnamese("unknown type 'text'; did you mean 'date'?") != in_vietnamese("unknown type 'text'")
    assert in_vietnamese("unknown type 'text'") == "không có kiểu 'text'"
    assert in_vietnamese("in `step`: unknown name 'role'") == "trong `step`: không có tên 'role'"
    assert in_vietnamese("nobody ever said this") == "nobody ever said this"


def test_sentences_that_nobody_says_any_more_are_taken_out() -> None:
    said = spoken()
    assert not [text for text in known() if text not in said]


def test_a_translation_fills_what_the_sentence_fills() -> None:
    for text, words in known().items():
        assert words, text
        highest = max((int(digit) for digit in "0123456789" if f"{{{digit}}}" in words), default=-1)
        assert words.count(HOLE) <= text.count(HOLE), text
        assert highest < text.count(HOLE), text
