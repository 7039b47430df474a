"""The names that an expression may read, with their types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from forms.expressions.types import ValueType

CEL_WORDS = frozenset(
    {
        *("as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let"),
        *("loop", "null", "package", "namespace", "return", "true", "var", "void", "while"),
        *("int", "uint", "double", "bool", "string", "bytes", "list", "map", "type", "null_type", "dyn"),
        *("timestamp", "duration", "math", "google", "has", "all", "exists", "exists_one", "filter", "size"),
    },
)
"""Words with a meaning of their own in CEL; no field may bear one."""


SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Scope:
    """The situation's names and the fields read so far; ``later`` names fields that come after."""

    situation: Mapping[str, ValueType] = field(default_factory=dict)
    fields: Mapping[str, ValueType] = field(default_factory=dict)
    later: frozenset[str] = frozenset()

    def plus(self, name: str, kind: ValueType) -> Scope:
        """Return this scope with one more field, which is no longer a later one."""
        return replace(self, fields={**self.fields, name: kind}, later=self.later - {name})

    def expecting(self, names: Iterable[str]) -> Scope:
        """Return this scope with ``names`` known to come later in the form."""
        return replace(self, later=self.later | frozenset(names))

    def get(self, name: str) -> ValueType | None:
        """Return the type of ``name``, or ``None`` when nothing bears it."""
        return self.fields.get(name) or self.situation.get(name)

    def nearest(self, name: str) -> str | None:
        """Return the known name most like ``name``, for "did you mean"."""
        return nearest(name, (*self.fields, *self.situation))


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the one of ``words`` most like ``word``, or ``None`` when none is near.

    A word cut short ("so_ban" for "so_ban_sao") is nearer than one of other letters.
    """
    known = list(words)
    longer = [one for one in known if len(word) >= SHORTEST_STEM and one.startswith(word)]
    return next(iter(longer or get_close_matches(word, known, n=1, cutoff=0.6)), None)


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Return "did you mean 'x'?" or an empty text."""
    near = nearest(word, words)
    return f"did you mean '{near}'?" if near else ""
