"""What each fact of a pack is called: its title, else its condition in words where these can say it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from forms.expressions import Expression
from forms.spec import Text
from forms.wording import Words, condition_words
from procedures.registers import Asked
from procedures.situation_words import REGISTER_WORDS

_QUOTED: Final = re.compile("“[^”]*”")
_CODE: Final = re.compile(r"_|[=&|?<>]|[a-z]\.[a-z]|[a-z]\(|\[")
"""What is left in a sentence where a part of an expression has no words: names, signs and calls as they are written."""


def fact_words(
    facts: Mapping[str, Expression], titles: Mapping[str, Text], look_ups: Mapping[str, Asked], words: Words
) -> dict[str, Text]:
    """Return the words of the facts that have any; the others are known by their names alone."""
    of_answers = replace(words, situation={**words.situation, **REGISTER_WORDS})
    found = dict(_said(facts, words))
    for asked in look_ups.values():
        found |= dict(_said(asked.facts, of_answers))
    return {**found, **titles}


def _said(facts: Mapping[str, Expression], words: Words) -> Iterator[tuple[str, Text]]:
    for name, expression in facts.items():
        said = {language: condition_words(expression, words, language) for language in ("vi", "en")}
        if not any(_CODE.search(_QUOTED.sub("", text)) for text in said.values()):
            yield name, said
