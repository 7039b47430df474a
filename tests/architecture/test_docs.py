"""The documents are true of the tree: what they name exists, what they link to is there, every decision is listed."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.config import PROJECT

ROOTS = (
    "forms|workflows|procedures|portal|templates|migrations|tests|benchmarks|tools|docs|\\.ci"
    "|README|CHANGELOG|CONTRIBUTING|LICENSE|Makefile|pyproject|package"
)
NAMED = re.compile(rf"`((?:{ROOTS})(?:[/.][\w./-]*)?)(?:`|\()")
LINK = re.compile(r"\]\(([^)#\s]+)?(#[^)\s]+)?\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
DECISION = re.compile(r"\d{4}-[a-z0-9-]+\.md")
MADE_LATER = ("portal/web/static/build",)
"""What the set-up makes: it is named, but no part of a clone."""
EXAMPLES = {"forms/fields/place.py"}
"""Files that a reader is told to write."""


def _documents() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.md"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [PROJECT / name for name in listed.stdout.split("\0") if name and (PROJECT / name).is_file()]


DOCUMENTS = _documents()
IDS = [str(path.relative_to(PROJECT)) for path in DOCUMENTS]


def _named(text: str) -> Iterator[str]:
    """Yield each path or dotted name of ours that stands in backticks, as far as it names no placeholder."""
    for name in NAMED.findall(text):
        # A bare `forms.html` or `forms.js` is told beside its folder; only whole paths are looked up.
        is_bare_file = "/" not in name and name.endswith((".html", ".js", ".scss", ".po"))
        if name not in EXAMPLES and not is_bare_file:
            yield name.rstrip(".")


def _exists(name: str) -> bool:
    if "/" in name or name.endswith((".md", ".toml", ".json", ".lock")):
        return (PROJECT / name).exists() or name.rstrip("/").startswith(MADE_LATER)
    return _module(name) or (PROJECT / name).exists()


def _module(name: str) -> bool:
    """Say whether a dotted name is a module of ours, or something that a module of ours holds."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        path = PROJECT.joinpath(*parts[:length])
        rest = parts[length:]
        if path.is_dir() and not rest:
            return True
        source = path.with_suffix(".py") if not path.is_dir() else path / "__init__.py"
        if source.is_file():
            text = source.read_text(encoding="utf-8")
            return all(re.search(rf"\b{re.escape(part)}\b", text) for part in rest)
    return False


def test_there_are_documents() -> None:
    assert {"README.md", "docs/architecture.md", "docs/glossary.md", "docs/decisions/README.md"} <= set(IDS)


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_every_file_and_name_that_a_document_mentions_exists(path: Path) -> None:
    assert [name for name in _named(path.read_text(encoding="utf-8")) if not _exists(name)] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_every_link_leads_somewhere(path: Path) -> None:
    text = FENCED.sub("", path.read_text(encoding="utf-8"))
    broken = []
    for target, anchor in LINK.findall(text):
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        found = (path.parent / target).resolve() if target else path
        if not found.exists() or (anchor and found.suffix == ".md" and anchor[1:] not in _anchors(found)):
            broken.append(target + anchor)
    assert broken == []


def _anchors(path: Path) -> set[str]:
    """Return the anchors that the headings of a document make."""
    headings = re.findall(r"^#+ (.*)$", FENCED.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def test_every_decision_is_listed_once_and_the_numbers_follow_each_other() -> None:
    folder = PROJECT / "docs" / "decisions"
    pages = sorted(path.name for path in folder.glob("*.md") if path.name != "README.md")
    listed = re.findall(r"\]\(([^)]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert [name for name in pages if not DECISION.fullmatch(name)] == []
    assert listed == pages
    assert [int(name[:4]) for name in pages] == list(range(1, len(pages) + 1))


@pytest.mark.parametrize("path", sorted((PROJECT / "docs" / "decisions").glob("0*.md")), ids=lambda path: path.name)
def test_every_decision_says_what_was_decided_and_what_was_refused(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# {path.name[:4]} ")
    assert {"## Decided", "## Refused"} <= set(re.findall(r"^## \w+", text, re.MULTILINE))
    assert "| option | why not |" in text


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_no_document_names_a_place_of_one_machine(path: Path) -> None:
    assert re.findall(r"(?:^|[\s`(])(/work|/tmp|/root|/home)/", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("portal.db.new_key", True),
        ("portal.db.no_such_name", False),
        ("workflows.machine", True),
        ("docs/settings.md", True),
        ("docs/nothing.md", False),
        ("portal/services/", True),
    ],
)
def test_what_is_not_there_is_noticed(name: str, there: bool) -> None:
    assert _exists(name) is there
