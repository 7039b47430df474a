"""A CEL expression cut into words, so that names can be found without the parser's tree.

The CEL engine gives no syntax tree to Python. Cutting is enough here: strings, names and signs are told apart
exactly as CEL's lexer does, and the engine itself still decides what is well formed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """What a word is."""

    NAME = "name"
    STRING = "string"
    NUMBER = "number"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Token:
    """One word and where it starts (characters from the beginning)."""

    sort: Sort
    text: str
    start: int

    @property
    def end(self) -> int:
        """Return the position just after the word."""
        return self.start + len(self.text)

    def is_sign(self, *texts: str) -> bool:
        """Say whether this is one of these signs."""
        return self.sort is Sort.SIGN and self.text in texts

    def literal(self) -> str | None:
        """Return the text inside a plain string literal, ``None`` for anything else."""
        if self.sort is not Sort.STRING or self.text[0] not in "\"'" or "\\" in self.text:
            return None
        tripled = self.text.startswith(_TRIPLE_QUOTES) and len(self.text) >= len(_TRIPLE_QUOTES[0]) * 2
        return self.text[3:-3] if tripled else self.text[1:-1]


NOTHING = Token(Sort.SIGN, "", 0)
"""What stands before the first word and after the last."""

_TRIPLE_QUOTES = ('"""', "'''")

_PATTERN = re.compile(
    r"""
    (?P<skip>\s+|//[^\n]*)
  | (?P<string>(?:[rR][bB]?|[bB][rR]?)?(?:\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''
        |"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
  | (?P<number>\d[\w.]*(?:(?<=[eE])[+-]\d+)?|\.\d+)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<sign>==|!=|<=|>=|&&|\|\||.)
    """,
    re.VERBOSE | re.DOTALL,
)


def cut(source: str) -> list[Token]:
    """Return the words of ``source`` in order, without blanks and comments."""
    return [
        Token(Sort(match.lastgroup), match.group(), match.start())
        for match in _PATTERN.finditer(source)
        if match.lastgroup and match.lastgroup != "skip"
    ]


def closing(tokens: list[Token], opening: int) -> int:
    """Return the index of the bracket that closes the one at ``opening`` (the end when none does)."""
    depth = 0
    for index in range(opening, len(tokens)):
        if tokens[index].is_sign("(", "[", "{"):
            depth += 1
        elif tokens[index].is_sign(")", "]", "}"):
            depth -= 1
            if depth == 0:
                return index
    return len(tokens)


def opening(tokens: list[Token], closer: int) -> int:
    """Return the index of the bracket that the one at ``closer`` closes (-1 when there is none)."""
    depth = 0
    for index in range(closer, -1, -1):
        if tokens[index].is_sign(")", "]", "}"):
            depth += 1
        elif tokens[index].is_sign("(", "[", "{"):
            depth -= 1
            if depth == 0:
                return index
    return -1
