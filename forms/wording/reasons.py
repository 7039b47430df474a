"""Why something is asked: of a condition, the parts that these answers make true, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from forms.expressions import Expression, Known
from forms.expressions.clauses import Both, Clause, Either, Listed, Opposite, Path, Relation, clauses_of
from forms.fields import REGISTRY
from forms.spec import say
from forms.wording import lexicon
from forms.wording.names import Words
from forms.wording.saying import Saying

_KEPT = 8_192


def condition_words(expression: Expression, words: Words, language: str, *, holds: bool = True) -> str:
    """Return the whole condition in words: "“Số tầng” lớn hơn 7 hoặc “Loại” là “Khác”"."""
    return _said(words, clauses_of(expression.source), language, holds=holds)


def because_words(expression: Expression, words: Words, language: str, values: Mapping[str, Any]) -> str:
    """Return the parts of a true condition that make it true: "“Loại công trình” là “Nhà ở riêng lẻ”".

    ``values`` are the answers and the situation. Of a choice among several options the answer itself is said.
    """
    clause = clauses_of(expression.source)
    parts = dict.fromkeys(_parts(clause, expression, values, holds=True))
    said = [_reason(part, words, language, values, holds=holds) for part, holds in parts]
    return say(lexicon.AND, language).join(dict.fromkeys(said))


def _parts(
    clause: Clause, expression: Expression, values: Mapping[str, Any], *, holds: bool
) -> Iterator[tuple[Clause, bool]]:
    """Yield the smallest parts that are true, each with whether it is meant as it stands or turned round."""
    if isinstance(clause, Opposite):
        yield from _parts(clause.part, expression, values, holds=not holds)
    elif isinstance(clause, Both | Either):
        for part in clause.parts:
            if isinstance(clause, Both) is holds or expression.value_of(part.text, values) == Known(value=holds):
                yield from _parts(part, expression, values, holds=holds)
    else:
        yield clause, holds


def _reason(clause: Clause, words: Words, language: str, values: Mapping[str, Any], *, holds: bool) -> str:
    """Return one part in words; where it leaves several answers open, the one that was given."""
    if isinstance(clause, Relation) and isinstance(clause.left, Path) and len(clause.left.names) == 1:
        spec = words.fields.get(clause.left.names[0])
        wide = clause.sign == "!=" if holds else clause.sign == "=="
        if spec is not None and spec.name in values and (wide or isinstance(clause.right, Listed)):
            shown = REGISTRY[spec.type].show(spec, values[spec.name], language)
            saying = Saying(words, language)
            return saying.relation(saying.value(clause.left), "==", f"“{shown}”")
    return _said(words, clause, language, holds=holds)


@lru_cache(maxsize=_KEPT)
def _said(words: Words, clause: Clause, language: str, *, holds: bool) -> str:
    return Saying(words, language).condition(clause, holds=holds)
