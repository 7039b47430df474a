"""The functions that expressions have beside CEL's own, and CEL's own that an author may use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache

from cel_expr_python import cel
from cel_expr_python.ext import ext_math

BUILT_IN = frozenset(
    {
        *("size", "has", "int", "uint", "double", "string", "bool", "type", "timestamp", "duration", "dyn", "matches"),
        *("contains", "startsWith", "endsWith", "getFullYear", "getMonth", "getDate", "getDayOfMonth"),
        *("getDayOfWeek", "getDayOfYear", "all", "exists", "exists_one", "map", "filter"),
    },
)
OWN = frozenset({"age", "date", "days_between", "years_between", "sum"})
"""``age(date)`` counts whole years up to the situation's ``today``; it is rewritten to ``years_between``."""


def years_between(start: datetime, end: datetime) -> int:
    """Return the whole years from ``start`` to ``end`` (someone born on 29 February ages on 1 March)."""
    years = end.year - start.year
    return years - ((end.month, end.day) < (start.month, start.day))


def days_between(start: datetime, end: datetime) -> int:
    """Return the days from ``start`` to ``end``, negative when ``end`` comes first."""
    return (end - start).days


def day(text: str) -> datetime:
    """Return the day written as 2026-07-01; raise ``ValueError`` for any other text."""
    found = date.fromisoformat(text)
    return datetime(found.year, found.month, found.day, tzinfo=UTC)


def total(values: Sequence[int]) -> int:
    """Return the sum of whole numbers."""
    return sum(values)


def decimal_total(values: Sequence[float]) -> float:
    """Return the sum of decimal numbers; of none it is 0.0, not a whole 0."""
    return float(sum(values))


def environment(variables: dict[str, cel.Type]) -> cel.Env:
    """Return a CEL environment that knows ``variables`` and the functions of this module."""
    return cel.NewEnv(variables=variables, extensions=[ext_math.ExtMath()], functions=_declarations())


@cache
def _declarations() -> list[cel.FunctionDecl]:
    kind = cel.Type
    whole, decimals = kind.List(kind.INT), kind.List(kind.DOUBLE)
    instants = [kind.TIMESTAMP, kind.TIMESTAMP]
    return [
        cel.FunctionDecl(
            "sum",
            [
                cel.Overload("sum_whole", kind.INT, [whole], impl=total),
                # Overloads are told apart by kind at run time, and both are lists: see ``sum_decimal`` below.
                cel.Overload("sum_decimals", kind.DOUBLE, [decimals]),
            ],
        ),
        cel.FunctionDecl("sum_decimal", [cel.Overload("sum_decimal", kind.DOUBLE, [decimals], impl=decimal_total)]),
        cel.FunctionDecl("date", [cel.Overload("date", kind.TIMESTAMP, [kind.STRING], impl=day)]),
        cel.FunctionDecl("days_between", [cel.Overload("days", kind.INT, instants, impl=days_between)]),
        cel.FunctionDecl("years_between", [cel.Overload("years", kind.INT, instants, impl=years_between)]),
    ]
