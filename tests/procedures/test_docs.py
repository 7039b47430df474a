"""What an author may write is told in the documentation."""

import re
from pathlib import Path

import pytest

from procedures import catalogue
from procedures.cases.parsing import EXPECT_KEYS, FILED_KEYS, KEYS, THEN_KEYS
from procedures.facts import STANDING
from procedures.numbering import PLACEHOLDERS
from procedures.reading import description, documents, fees, result
from procedures.situation import SITUATION
from procedures.vocabulary import ACCEPT, APPLICANTS, OWNER_KEYS, PACK_KEYS
from workflows.errors import RefusalReason

TEXT = (Path(catalogue.__file__).parents[1] / "docs" / "authoring" / "pack.md").read_text(encoding="utf-8")
CODE = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", TEXT, re.DOTALL))
"""What stands in code: fenced blocks, and words between back-ticks."""
WORDS = {
    *(*PACK_KEYS, *description.KEYS, *documents.KEYS, *fees.KEYS, *fees.REDUCTION_KEYS, *result.KEYS),
    *(*fees.LIMIT_KEYS, *fees.LIMIT_CASE_KEYS),
    *(*KEYS, *FILED_KEYS, *THEN_KEYS, *EXPECT_KEYS, *STANDING, *SITUATION, *SITUATION["identity"].parts),
    *(*APPLICANTS, *ACCEPT, *OWNER_KEYS, *map(str, RefusalReason)),
} - {"about", "what"}


@pytest.mark.parametrize("word", sorted(WORDS))
def test_every_word_of_the_language_is_documented(word: str) -> None:
    assert re.search(rf"\b{re.escape(word)}\b", CODE), word


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_every_placeholder_is_documented(name: str) -> None:
    assert f"`{{{name}}}`" in TEXT


COMMANDS = ("check", "case", "draw", "diff", "schema", "fields", "lock")


def test_every_command_is_documented() -> None:
    assert all(f"python -m procedures {one}" in TEXT for one in COMMANDS)
