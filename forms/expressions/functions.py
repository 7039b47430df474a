"""The functions that expressions have beside CEL's own, and CEL's own that an author may use.

``FUNCTIONS`` is the whole list with its documentation; ``docs/authoring/expressions.md`` prints it.
"""

from __future__ import annotations

from functools import cache

from cel_expr_python import cel
from cel_expr_python.ext import ext_math

from forms.expressions import days, numbers, words
from forms.expressions.documented import FUNCTIONS

BUILT_IN = frozenset(
    {
        *("size", "has", "int", "uint", "double", "string", "bool", "type", "timestamp", "duration", "dyn", "matches"),
        *("contains", "startsWith", "endsWith", "getFullYear", "getMonth", "getDate", "getDayOfMonth"),
        *("getDayOfWeek", "getDayOfYear", "all", "exists", "exists_one", "map", "filter"),
    },
)
OWN = frozenset(one.name for one in FUNCTIONS)
"""The names of our own functions; no field may bear one."""


def environment(variables: dict[str, cel.Type]) -> cel.Env:
    """Return a CEL environment that knows ``variables`` and the functions of the portal."""
    return cel.NewEnv(variables=variables, extensions=[ext_math.ExtMath()], functions=_declarations())


@cache
def _declarations() -> list[cel.FunctionDecl]:
    return [*_of_days(), *_of_numbers(), *_of_words()]


def _of_days() -> list[cel.FunctionDecl]:
    kind = cel.Type
    day, whole, texts = kind.TIMESTAMP, kind.INT, kind.List(kind.STRING)
    return [
        cel.FunctionDecl(
            "date",
            [
                cel.Overload("date", day, [kind.STRING], impl=days.written),
                cel.Overload("date_of_parts", day, [whole, whole, whole], impl=days.of_parts),
            ],
        ),
        cel.FunctionDecl("days_between", [cel.Overload("days", whole, [day, day], impl=days.days_between)]),
        cel.FunctionDecl("months_between", [cel.Overload("months", whole, [day, day], impl=days.months_between)]),
        cel.FunctionDecl("years_between", [cel.Overload("years", whole, [day, day], impl=days.years_between)]),
        cel.FunctionDecl(
            "working_days", [cel.Overload("working", whole, [day, day, texts, texts], impl=days.working_days)]
        ),
        cel.FunctionDecl("plus_days", [cel.Overload("plus_days", day, [day, whole], impl=days.plus_days)]),
        cel.FunctionDecl("plus_months", [cel.Overload("plus_months", day, [day, whole], impl=days.plus_months)]),
        cel.FunctionDecl("plus_years", [cel.Overload("plus_years", day, [day, whole], impl=days.plus_years)]),
        cel.FunctionDecl("year", [cel.Overload("year", whole, [day], impl=lambda one: one.year)]),
        cel.FunctionDecl("month", [cel.Overload("month", whole, [day], impl=lambda one: one.month)]),
        cel.FunctionDecl("day", [cel.Overload("day", whole, [day], impl=lambda one: one.day)]),
    ]


def _of_numbers() -> list[cel.FunctionDecl]:
    kind = cel.Type
    whole, decimals = kind.List(kind.INT), kind.List(kind.DOUBLE)
    return [
        cel.FunctionDecl(
            "sum",
            [
                cel.Overload("sum_whole", kind.INT, [whole], impl=numbers.total),
                # Overloads are told apart by kind at run time, and both are lists: see ``sum_decimal`` below.
                cel.Overload("sum_decimals", kind.DOUBLE, [decimals]),
            ],
        ),
        cel.FunctionDecl(
            "sum_decimal", [cel.Overload("sum_decimal", kind.DOUBLE, [decimals], impl=numbers.decimal_total)]
        ),
        cel.FunctionDecl("unique", [cel.Overload("unique", kind.BOOL, [kind.List(kind.DYN)], impl=numbers.unique)]),
        cel.FunctionDecl("round", [cel.Overload("round", kind.INT, [kind.DOUBLE], impl=numbers.nearest)]),
        cel.FunctionDecl("ceil", [cel.Overload("ceil", kind.INT, [kind.DOUBLE], impl=numbers.upwards)]),
        cel.FunctionDecl("floor", [cel.Overload("floor", kind.INT, [kind.DOUBLE], impl=numbers.downwards)]),
    ]


def _of_words() -> list[cel.FunctionDecl]:
    kind = cel.Type
    made = {"norm": words.norm, "plain": words.plain, "upper": str.upper, "lower": str.lower}
    return [
        cel.FunctionDecl(name, [cel.Overload(f"{name}_text", kind.STRING, [kind.STRING], impl=one)])
        for name, one in made.items()
    ]
