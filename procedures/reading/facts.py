"""The facts that a pack defines: a name for an expression, so that steps can need it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from forms.expressions import Expression, Kind, Known, Scope
from procedures.facts import STANDING
from procedures.reading.pack_reader import MOST_ITEMS, PackReader


def read_facts(reader: PackReader, scope: Scope) -> dict[str, Expression]:
    """Read the facts, collecting every mistake; a standing fact cannot be defined anew."""
    found: dict[str, Expression] = {}
    facts = reader.below("facts")
    if len(facts) > MOST_ITEMS:
        reader.complain(("facts",), f"{len(facts)} facts are too many; at most {MOST_ITEMS}", "leave some out")
    for name, (value, path) in islice(facts.items(), MOST_ITEMS):
        inner = PackReader({}, path, reader.problems)
        if name in STANDING:
            message = f"'{name}' is a standing fact: the portal itself establishes it"
            inner.complain((), message, "leave it out and need it by its name", on_key=True)
            continue
        expression = inner.expression_at(value, scope, Kind.TRUTH)
        if expression is not None:
            found[name] = expression
    return found


def can_hold(facts: Mapping[str, Expression]) -> frozenset[str]:
    """Return the facts that can ever hold: an expression that reads nothing and is false never does."""
    return (
        frozenset(name for name, one in facts.items() if one.reads or one.evaluate({}) == Known(value=True)) | STANDING
    )
