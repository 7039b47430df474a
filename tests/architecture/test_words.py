"""The glossary is law: the words that it forbids are part of no class and no table of ours."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.config import PROJECT
from portal.db import Base
from workflows.status import BY_NAME, WORDS

GLOSSARY = (PROJECT / "docs" / "glossary.md").read_text(encoding="utf-8")
PACKAGES = ("forms", "workflows", "procedures", "portal")
ROWS = [line.strip("|").split("|") for line in GLOSSARY.splitlines() if line.startswith("| ")]
FORBIDDEN = {word for row in ROWS if len(row) == 3 for word in re.findall(r"`([a-z]+)`", row[2])}


def _parts(name: str) -> set[str]:
    """Return the words of a class name or a table name, in the singular too: `FeeOrders` is fee, order, orders."""
    words = {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", name)}
    return words | {word.removesuffix("s") for word in words}


def _classes() -> Iterator[tuple[str, Path]]:
    for package in PACKAGES:
        for path in sorted((PROJECT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    yield node.name, path.relative_to(PROJECT)


def test_the_glossary_forbids_what_it_is_known_for() -> None:
    assert {"application", "ticket", "user", "customer", "staff", "submission", "transaction"} <= FORBIDDEN


@pytest.mark.parametrize(
    ("name", "word"),
    [("TicketStore", "ticket"), ("user_accounts", "user"), ("SLATimer", "sla"), ("Applications", "application")],
)
def test_a_forbidden_word_is_seen_wherever_it_stands(name: str, word: str) -> None:
    assert word in _parts(name) & FORBIDDEN


def test_no_class_bears_a_forbidden_word() -> None:
    assert [(name, str(path)) for name, path in _classes() if _parts(name) & FORBIDDEN] == []


def test_no_table_bears_a_forbidden_word() -> None:
    import portal.models  # noqa: F401 - registers every table

    assert Base.metadata.tables
    assert [name for name in Base.metadata.tables if _parts(name.rpartition(".")[2]) & FORBIDDEN] == []


def test_the_glossary_tells_the_ten_statuses() -> None:
    told = re.findall(r"(\d+) ([^`·]+) \(`([a-z_]+)`\)", GLOSSARY.replace("\n", " "))
    assert {(int(number), words.strip(), name) for number, words, name in told} == {
        (int(status), WORDS[status][0], name) for name, status in BY_NAME.items()
    }


def test_the_committee_is_spelled_in_one_way() -> None:
    """Ủy and Uỷ are both right, but one portal must not mix them; only what reads names from elsewhere knows both."""
    folders = ("docs", "forms", "portal", "procedures", "templates", "tests", "tools", "workflows")
    texts = {".css", ".csv", ".html", ".js", ".json", ".md", ".po", ".py", ".txt", ".yaml"}
    reads_both = {Path(__file__), PROJECT / "portal/papers/words.py", PROJECT / "tests/portal/papers/test_words.py"}
    read = [path for folder in folders for path in sorted((PROJECT / folder).rglob("*")) if path.suffix in texts]
    assert len(read) > len(reads_both)
    found = [path for path in read if path not in reads_both and "uỷ" in path.read_text(encoding="utf-8").lower()]
    assert found == []
