"""The facts that a pack defines: a name for an expression, so that steps can need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from forms.expressions import Expression, Kind, Known, Scope
from forms.spec import Text
from procedures.facts import STANDING
from procedures.reading.pack_reader import MOST_ITEMS, PackReader
from workflows.looking_up_parsing import FACT_KEYS


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a pack, and the titles of those that have one."""

    expressions: Mapping[str, Expression]
    titles: Mapping[str, Text]


def read_facts(reader: PackReader, scope: Scope) -> Facts:
    """Read the facts, collecting every mistake; a standing fact cannot be defined anew."""
    found: dict[str, Expression] = {}
    titles: dict[str, Text] = {}
    facts = reader.below("facts")
    if len(facts) > MOST_ITEMS:
        reader.complain(("facts",), f"{len(facts)} facts are too many; at most {MOST_ITEMS}", "leave some out")
    for name, (value, path) in islice(facts.items(), MOST_ITEMS):
        titled = isinstance(value, Mapping)
        inner = PackReader(value if titled else {}, path, reader.problems)
        if name in STANDING:
            message = f"'{name}' is a standing fact: the portal itself establishes it"
            inner.complain((), message, "leave it out and need it by its name", on_key=True)
            continue
        expression = _titled(inner, scope) if titled else inner.expression_at(value, scope, Kind.TRUTH)
        title = inner.text("title")
        if expression is not None:
            found[name] = expression
        if title is not None:
            titles[name] = title
    return Facts(found, titles)


def _titled(reader: PackReader, scope: Scope) -> Expression | None:
    """Read the expression of a fact that is written with its title."""
    reader.only(FACT_KEYS)
    if not reader.has("when"):
        reader.missing("when", '"so_ban > 5"')
    return reader.expression("when", scope, Kind.TRUTH)


def can_hold(facts: Mapping[str, Expression]) -> frozenset[str]:
    """Return the facts that can ever hold: an expression that reads nothing and is false never does."""
    return (
        frozenset(name for name, one in facts.items() if one.reads or one.evaluate({}) == Known(value=True)) | STANDING
    )
