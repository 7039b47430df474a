"""The packs in the authors' guide are whole and sound: loaded without a finding, their golden cases as expected."""

import re
from collections import defaultdict

import pytest

from forms.fields import REGISTRY
from forms.parsing import parse_form
from portal.config import PROJECT
from procedures.cases import run_cases
from procedures.loader import load
from procedures.reading.files import YAML_NAME
from procedures.reading.yaml_text import read_yaml
from procedures.situation import SITUATION
from procedures.vocabulary import PACK_KEYS

FOLDER = PROJECT / "docs" / "authoring"
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.md"))}
MARKED = re.compile(r"^```\w+ pack=(\S+) file=(\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
FIELDS = re.compile(r"^```yaml fields\n(.*?)^```", re.MULTILINE | re.DOTALL)
UNMARKED = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _packs() -> dict[str, dict[str, bytes]]:
    found: dict[str, dict[str, bytes]] = defaultdict(dict)
    for text in PAGES.values():
        for pack, file, content in MARKED.findall(text):
            found[pack][file] = content.encode()
    return found


PACKS = _packs()


def test_the_guide_shows_a_whole_pack() -> None:
    assert PACKS
    assert all({YAML_NAME, "result.html"} <= set(files) for files in PACKS.values())


@pytest.mark.parametrize("name", PACKS)
def test_every_pack_of_the_guide_loads_without_a_finding(name: str) -> None:
    loaded = load(PACKS[name])
    assert [str(finding) for finding in loaded.findings] == []
    assert loaded.procedure is not None


@pytest.mark.parametrize("name", PACKS)
def test_the_golden_cases_of_the_guide_come_out_as_written(name: str) -> None:
    procedure = load(PACKS[name]).procedure
    assert procedure is not None
    results = run_cases(procedure)
    assert results
    assert [str(finding) for result in results for finding in result.findings] == []


LISTS = [(name, block) for name, text in PAGES.items() for block in FIELDS.findall(text)]


@pytest.mark.parametrize(("name", "block"), LISTS)
def test_every_list_of_fields_of_the_guide_is_read_without_a_problem(name: str, block: str) -> None:
    fields, findings = read_yaml(block.encode(), name)
    assert findings == []
    assert fields is not None
    page = {"page": "trang", "title": "Trang", "fields": fields.data}
    _, problems = parse_form([page], situation=SITUATION)
    assert [(problem.path, problem.message) for problem in problems] == []


def test_a_block_that_looks_like_a_whole_pack_is_marked_as_one() -> None:
    whole = {"procedure:", "form:", "workflow:", "result:"}
    blocks = [block for text in PAGES.values() for block in UNMARKED.findall(text)]
    assert blocks
    assert [block for block in blocks if whole <= set(re.findall(r"^\w+:", block, re.MULTILINE))] == []


def test_every_field_type_and_every_key_of_a_pack_is_told() -> None:
    text = "\n".join(PAGES.values())
    assert [name for name in REGISTRY if f"`{name}`" not in text] == []
    assert [key for key in PACK_KEYS if not re.search(rf"^{key}:|`{key}[:`]", text, re.MULTILINE)] == []
