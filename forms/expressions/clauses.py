"""An expression as a tree of clauses, so that it can be said in words.

The CEL engine gives no tree to Python. Only what has words needs a shape here: and, or, not, comparisons, names, values
and calls. The engine alone decides what is well formed; what cannot be read here is kept as its text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from forms.expressions.tokens import NOTHING, Sort, Token, cut

MOST_DEEP = 40
"""Brackets in brackets; what is deeper is kept as its text."""


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """One part of an expression, with its text as the author wrote it."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Both(Clause):
    """Parts that all have to hold."""

    parts: tuple[Clause, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Either(Clause):
    """Parts of which one has to hold."""

    parts: tuple[Clause, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Opposite(Clause):
    """What must not hold."""

    part: Clause


@dataclass(frozen=True, slots=True, eq=False)
class Choice(Clause):
    """``condition ? then : other``."""

    condition: Clause
    then: Clause
    other: Clause


@dataclass(frozen=True, slots=True, eq=False)
class Relation(Clause):
    """Two values compared, or one looked for in a list."""

    sign: str
    left: Clause
    right: Clause


@dataclass(frozen=True, slots=True, eq=False)
class Reckoning(Clause):
    """Two numbers, or texts, with a sign between them."""

    sign: str
    left: Clause
    right: Clause


@dataclass(frozen=True, slots=True, eq=False)
class Path(Clause):
    """A name, or a part of what it names: ``identity.full_name``."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Literal(Clause):
    """A value that the author wrote: a text, a number, true or false."""

    value: str


@dataclass(frozen=True, slots=True, eq=False)
class Listed(Clause):
    """A list that the author wrote."""

    items: tuple[Clause, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Call(Clause):
    """A function, or a method of ``receiver``, with its arguments."""

    name: str
    receiver: Clause | None
    arguments: tuple[Clause, ...]


@lru_cache(maxsize=8_192)
def clauses_of(source: str) -> Clause:
    """Return the tree of an expression; a mere ``Clause`` where it cannot be read."""
    try:
        return _Reader(source).whole()
    except _Unreadable:
        return Clause(source)


class _Unreadable(Exception):
    """Something that has no shape here."""


_SIGNS = (("+", "-"), ("*", "/", "%"))
_COMPARED = ("==", "!=", "<", "<=", ">", ">=")


class _Reader:
    """One pass over the words, by the precedence of CEL."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = cut(source)
        self.index = 0
        self.depth = 0

    def whole(self) -> Clause:
        found = self.choice()
        if self.index < len(self.tokens):
            raise _Unreadable
        return found

    @property
    def here(self) -> Token:
        return self.tokens[self.index] if self.index < len(self.tokens) else NOTHING

    def take(self) -> Token:
        token = self.here
        if token is NOTHING:
            raise _Unreadable
        self.index += 1
        return token

    def skip(self, sign: str) -> None:
        if not self.take().is_sign(sign):
            raise _Unreadable

    def text(self, first: int) -> str:
        return self.source[self.tokens[first].start : self.tokens[self.index - 1].end] if self.index > first else ""

    def choice(self) -> Clause:
        first = self.index
        self.depth += 1
        if self.depth > MOST_DEEP:
            raise _Unreadable
        condition = self.either()
        if self.here.is_sign("?"):
            self.take()
            then = self.either()
            self.skip(":")
            other = self.choice()
            condition = Choice(self.text(first), condition, then, other)
        self.depth -= 1
        return condition

    def either(self) -> Clause:
        first = self.index
        parts = [self.both()]
        while self.here.is_sign("||"):
            self.take()
            parts.append(self.both())
        return Either(self.text(first), tuple(parts)) if len(parts) > 1 else parts[0]

    def both(self) -> Clause:
        first = self.index
        parts = [self.relation()]
        while self.here.is_sign("&&"):
            self.take()
            parts.append(self.relation())
        return Both(self.text(first), tuple(parts)) if len(parts) > 1 else parts[0]

    def relation(self) -> Clause:
        first = self.index
        left = self.reckoning(0)
        if self.here.is_sign(*_COMPARED) or (self.here.sort is Sort.NAME and self.here.text == "in"):
            sign = self.take().text
            right = self.reckoning(0)
            return Relation(self.text(first), sign, left, right)
        return left

    def reckoning(self, level: int) -> Clause:
        if level == len(_SIGNS):
            return self.unary()
        first = self.index
        left = self.reckoning(level + 1)
        while self.here.is_sign(*_SIGNS[level]):
            sign = self.take().text
            right = self.reckoning(level + 1)
            left = Reckoning(self.text(first), sign, left, right)
        return left

    def unary(self) -> Clause:
        first = self.index
        if self.here.is_sign("!"):
            self.take()
            part = self.unary()
            return Opposite(self.text(first), part)
        if self.here.is_sign("-"):
            self.take()
            number = self.take()
            if number.sort is not Sort.NUMBER:
                raise _Unreadable
            return Literal(self.text(first), f"-{number.text}")
        return self.members(first)

    def members(self, first: int) -> Clause:
        """Read a value and the parts and methods behind its points."""
        found = self.value()
        while self.here.is_sign("."):
            self.take()
            name = self.take()
            if name.sort is not Sort.NAME:
                raise _Unreadable
            if self.here.is_sign("("):
                arguments = self.arguments(")")
                found = Call(self.text(first), name.text, found, arguments)
            elif isinstance(found, Path):
                found = Path(self.text(first), (*found.names, name.text))
            else:
                raise _Unreadable
        return found

    def value(self) -> Clause:
        first = self.index
        token = self.take()
        if token.is_sign("("):
            inside = self.choice()
            self.skip(")")
            return inside
        if token.is_sign("["):
            self.index -= 1
            items = self.arguments("]")
            return Listed(self.text(first), items)
        if token.sort is Sort.NAME and self.here.is_sign("("):
            arguments = self.arguments(")")
            return Call(self.text(first), token.text, None, arguments)
        return _leaf(token)

    def arguments(self, closer: str) -> tuple[Clause, ...]:
        self.take()
        found: list[Clause] = []
        while not self.here.is_sign(closer):
            if found:
                self.skip(",")
            found.append(self.choice())
        self.take()
        return tuple(found)


def _leaf(token: Token) -> Clause:
    if token.sort is Sort.NAME:
        return Literal(token.text, token.text) if token.text in ("true", "false") else Path(token.text, (token.text,))
    if token.sort is Sort.NUMBER:
        return Literal(token.text, token.text)
    literal = token.literal()
    if literal is None:
        raise _Unreadable
    return Literal(token.text, literal)
