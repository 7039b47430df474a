"""The authors' page about expressions: its table is that of the engine, and everything that it writes compiles."""

from __future__ import annotations

import re
from typing import Any

import pytest
import ruamel.yaml

from forms.checks import CHECK_KEYS
from forms.expressions import TRUTH, Expression, Scope, compile_expression, record
from forms.form_keys import BLOCK_KEYS, INSTEAD_KEYS
from forms.parsing import form_scope, parse_form
from procedures import function_guide
from procedures.situation import SITUATION
from procedures.situation_words import SITUATION_WORDS

PAGE = function_guide.FILE.read_text(encoding="utf-8")
EXAMPLE = re.search(r"```yaml form=example\n(.*?)```", PAGE, re.DOTALL)
assert EXAMPLE is not None
RAW: list[dict[str, Any]] = ruamel.yaml.YAML(typ="safe").load(EXAMPLE[1])
SPEC, PROBLEMS = parse_form(RAW, situation=SITUATION)
CODE = re.compile(r"`([^`]+)`")


def section(title: str) -> list[str]:
    """Return the expressions in the last column of the table below a heading."""
    body = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    cells = [re.split(r"(?<!\\)\|", line)[2] for line in body.splitlines() if line.startswith("| ")][1:]
    return [code.replace("\\|", "|") for cell in cells for code in CODE.findall(cell)]


def test_the_table_of_functions_is_fresh() -> None:
    assert function_guide.page_text(PAGE) == PAGE, "run: python -m procedures functions --write"


def test_the_example_is_a_form() -> None:
    assert not PROBLEMS
    assert SPEC is not None
    assert SPEC.blocks[0].instead is not None
    assert [check.at for check in SPEC.pages[1].checks] == ["ngay_hoan_thanh", None, None]


@pytest.mark.parametrize("written", section("How to write") + section("Recipes"))
def test_every_expression_of_the_page_compiles(written: str) -> None:
    assert SPEC is not None
    source = written.removeprefix('required: "').removesuffix('"')
    scope = form_scope(SPEC, {**SITUATION, "facts": record({"qua_han": TRUTH})})
    assert isinstance(compile_expression(source, Scope(scope.situation, scope.fields)), Expression), source


def test_there_are_recipes_for_twenty_needs() -> None:
    assert len(section("Recipes")) >= 20


@pytest.mark.parametrize("word", [key.name for keys in (CHECK_KEYS, BLOCK_KEYS, INSTEAD_KEYS) for key in keys])
def test_every_key_is_told(word: str) -> None:
    assert re.search(rf"\b{word}\b", PAGE), word


def test_every_name_of_the_situation_has_words() -> None:
    names = {name for name in SITUATION if name != "identity"}
    assert set(SITUATION_WORDS) == names | {f"identity.{part}" for part in SITUATION["identity"].parts}


def test_the_situation_is_told_alike_to_whoever_files_and_to_officers() -> None:
    said = [text for word in SITUATION_WORDS.values() for text in (word.label, *word.codes.values())]
    assert not [text for text in said if re.search(r"\b(bạn|you|your|yourself)\b", " ".join(text.values()))]
