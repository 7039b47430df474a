"""The authors' page about the types of fields is made from the types, and what it shows is true."""

import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from forms.expressions import Expression, Known, Scope, compile_expression
from forms.fields import REGISTRY
from forms.fields.base import Example
from procedures.cases import run_cases
from procedures.field_guide import BESIDE, FILE, PICTURES, field_of, guide_text, plain, with_examples
from procedures.loader import load
from procedures.situation import SITUATION
from tests.forms.sample import TODAY
from tests.procedures.samples import CASE, TEMPLATE, YAML

EXAMPLES = {one.name: (one, example) for one, example in with_examples()}
PAGES = "\n".join(path.read_text(encoding="utf-8") for path in sorted(FILE.parent.glob("*.md")))
SHOWN = re.compile(r"!\[([^\]]{20,})\]\(pictures/(\w+)\.webp\)")
"""A picture with words for whoever does not see it."""
LARGEST, WIDEST = 12_000, 400
IN_A_SENTENCE = {"rows", "computed", "content", "attachment"}
"""Types that the table of README.md tells in a sentence."""


def test_the_page_is_fresh() -> None:
    assert FILE.read_text(encoding="utf-8") == guide_text(), "run `python -m procedures fields --write`"


def test_every_type_is_shown_here_or_on_another_page() -> None:
    others = "\n".join(path.read_text(encoding="utf-8") for path in FILE.parent.glob("*.md") if path != FILE)
    elsewhere = {name for name in REGISTRY if re.search(rf"type: {name}\b", others)} | IN_A_SENTENCE
    assert {*REGISTRY} - {*EXAMPLES} - elsewhere == set()


def test_every_type_that_is_drawn_has_its_picture_and_no_picture_is_left_over() -> None:
    shown = {name for _words, name in SHOWN.findall(PAGES)}
    there = {path.stem for path in PICTURES.iterdir()}
    assert shown == there == {name for name, one in REGISTRY.items() if one.drawn}, "run `make pictures`"


@pytest.mark.parametrize("path", sorted(PICTURES.iterdir()), ids=lambda path: path.stem)
def test_a_picture_is_small(path: Path) -> None:
    with Image.open(path) as picture:
        assert picture.format == "WEBP"
        assert picture.width <= WIDEST
    assert path.stat().st_size <= LARGEST


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


OF_THE_PACK = {"ho_ten", "so_ban"}
"""Fields that the small pack has already."""


def name_of(example: Example) -> str:
    raw: Any = plain(example.field)
    return str(raw["name"])


def test_a_pack_that_asks_for_everything_is_filed() -> None:
    """All examples in one form, each answered in a golden case, each condition a fact that holds."""
    told = [example for _one, example in EXAMPLES.values() if name_of(example) not in OF_THE_PACK]
    beside = [f"      - {{name: {one['name']}, type: {one['type']}, label: {one['label']}}}" for one in BESIDE]
    fields = "\n".join([*beside, *(f"      - {example.field}" for example in told)])
    facts = "\n".join(f'  co_{name_of(example)}: "{example.condition}"' for example in told)
    answers = {name_of(example): example.answer for example in told}
    answers |= {"ngay_sinh": '"1990"', "gioi_tinh": "nu", "quoc_tich": "VN"}
    written = ", ".join(f"{name}: {answer}" for name, answer in answers.items())
    names = ", ".join(f"co_{name_of(example)}" for example in told)
    case = CASE.replace("dien: thuong}", f"dien: thuong, {written}}}").replace("[truc_tuyen]", f"[truc_tuyen, {names}]")
    yaml = YAML.replace("      - {name: ngay, ", f"{fields}\n      - {{name: ngay, ").replace(
        "workflow:\n", f"{facts}\nworkflow:\n", 1
    )
    loaded = load(
        {"procedure.yaml": yaml.encode(), "result.html": TEMPLATE.encode(), "cases/01-du.yaml": case.encode()}
    )
    assert loaded.procedure is not None, "\n".join(map(str, loaded.findings))
    results = run_cases(loaded.procedure)
    assert [str(finding) for result in results for finding in result.findings] == []
    assert [result.passed for result in results] == [True]
