"""What an author may write shorter than CEL does: ``sum(table, r, …)``, ``count(table, r, …)``, ``or_else(x, y)``.

Each is written out as CEL before anything is looked up, so that the rest of the package knows CEL alone.
"""

from __future__ import annotations

from collections.abc import Callable

from forms.expressions.tokens import Sort, Token, closing, cut

_MOST = 100
"""How many short forms one expression may have."""


def written_out(source: str) -> str:
    """Return ``source`` with every short form as CEL has it; what is wrongly written stays as it is."""
    for _ in range(_MOST):
        longer = _first(source)
        if longer is None:
            return source
        source = longer
    return source


def _first(source: str) -> str | None:
    """Return ``source`` with its last short form written out (the inner ones come last), ``None`` without any."""
    tokens = cut(source)
    for index in range(len(tokens) - 1, -1, -1):
        write = _WRITERS.get(tokens[index].text)
        if write is None or not _is_call(tokens, index):
            continue
        last = closing(tokens, index + 1)
        if last < len(tokens):
            text = write(_arguments(source, tokens, index + 1, last))
            if text is not None:
                return source[: tokens[index].start] + text + source[tokens[last].end :]
    return None


def _is_call(tokens: list[Token], index: int) -> bool:
    called = index + 1 < len(tokens) and tokens[index + 1].is_sign("(")
    return called and tokens[index].sort is Sort.NAME and not (index and tokens[index - 1].is_sign("."))


def _arguments(source: str, tokens: list[Token], first: int, last: int) -> list[str]:
    """Return the arguments between two brackets, as they are written."""
    found, start, index = [], tokens[first].end, first + 1
    while index < last:
        if tokens[index].is_sign("(", "[", "{"):
            index = closing(tokens, index)
        elif tokens[index].is_sign(","):
            found.append(source[start : tokens[index].start].strip())
            start = tokens[index].end
        index += 1
    return [*found, source[start : tokens[last].start].strip()]


def _sum(arguments: list[str]) -> str | None:
    match arguments:
        case [table, row, each]:
            return f"sum({table}.map({row}, {each}))"
    return None


def _count(arguments: list[str]) -> str | None:
    match arguments:
        case [table, row, condition]:
            return f"size({table}.filter({row}, {condition}))"
        case [listed] if listed:
            return f"size({listed})"
    return None


def _or_else(arguments: list[str]) -> str | None:
    match arguments:
        case [name, other]:
            return f"(answered({name}) ? {name} : {other})"
    return None


_WRITERS: dict[str, Callable[[list[str]], str | None]] = {"sum": _sum, "count": _count, "or_else": _or_else}
