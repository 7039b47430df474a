"""What the check of a pack says, in Vietnamese.

``procedures`` speaks English, as its commands do. Its sentences stand in ``translations/findings/vi.po``, with ``{}``
for what is filled in; a sentence that is not there is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

from babel.messages.pofile import read_po

from portal.web.language import CATALOGUES, current_language
from procedures.findings import Finding

SENTENCES: Final = CATALOGUES / "findings" / "vi.po"
HOLE: Final = "{}"
QUOTES: Final = ("'", "`", '"', "(", "*", "&")
"""What stands before a hole that holds an author's own words: they are never translated."""
DEEPEST: Final = 3
"""A sentence may hold another one: "in `…`: unknown name …"."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with holes, and what it says in Vietnamese."""

    pattern: re.Pattern[str]
    words: str
    open: tuple[bool, ...]
    """For each hole, whether a sentence or a word of ours may stand in it."""
    weight: int
    """Its own letters: the sentence with most of them is the one that was meant."""


def in_words(finding: Finding) -> Finding:
    """Return the finding in the language of the request."""
    if current_language() != "vi":
        return finding
    return replace(finding, message=in_vietnamese(finding.message), cure=in_vietnamese(finding.cure))


@lru_cache(maxsize=4_096)
def in_vietnamese(text: str, depth: int = 0) -> str:
    """Return a sentence of the check in Vietnamese, or as it is."""
    for sentence in _sentences() if text and depth < DEEPEST else ():
        match = sentence.pattern.fullmatch(text)
        if match is not None:
            return _fill(sentence, match.groups(), depth)
    return text


def _fill(sentence: Sentence, held: Sequence[str], depth: int) -> str:
    said = [in_vietnamese(text, depth + 1) if may else text for text, may in zip(held, sentence.open, strict=True)]
    numbers = iter(range(len(said)))
    return re.sub(r"\{(\d?)\}", lambda hole: said[int(hole.group(1) or next(numbers))], sentence.words)


@cache
def _sentences() -> tuple[Sentence, ...]:
    with SENTENCES.open("rb") as lines:
        entries = [(str(one.id), str(one.string)) for one in read_po(lines, locale="vi", charset="utf-8") if one.id]
    made = [_sentence(text, words) for text, words in entries]
    return tuple(sorted(made, key=lambda one: -one.weight))


def _sentence(text: str, words: str) -> Sentence:
    parts = text.split(HOLE)
    pattern = re.compile("(.*?)".join(map(re.escape, parts)), re.DOTALL)
    free = tuple(not part.endswith(QUOTES) for part in parts[:-1])
    return Sentence(pattern, words, free, sum(map(len, parts)))
