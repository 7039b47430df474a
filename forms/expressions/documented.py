"""The portal's own functions as an author reads of them; each example is run by a test."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Function:
    """One function: how it is written, what it gives, and an example with its value."""

    name: str
    written: tuple[str, ...]
    """Each way to call it."""
    gives: str
    example: str
    value: str
    """The value of the example, as CEL would write it."""


FUNCTIONS: tuple[Function, ...] = (
    Function(
        "age",
        (
            "age(d)",
            "age(d, on)",
        ),
        "whole years from `d` to today, or to the day `on`",
        "age(date('2000-02-29'), date('2018-02-28'))",
        "17",
    ),
    Function(
        "date",
        (
            "date('2026-07-01')",
            "date(y, m, d)",
        ),
        "a day; a day that does not exist is a failure",
        "date(2026, 7, 1) == date('2026-07-01')",
        "true",
    ),
    Function(
        "days_between",
        ("days_between(a, b)",),
        "days from `a` to `b`, negative when `b` comes first",
        "days_between(date('2026-01-01'), date('2026-03-03'))",
        "61",
    ),
    Function(
        "months_between",
        ("months_between(a, b)",),
        "whole months from `a` to `b`",
        "months_between(date('2026-01-31'), date('2026-03-30'))",
        "1",
    ),
    Function(
        "years_between",
        ("years_between(a, b)",),
        "whole years from `a` to `b`",
        "years_between(date('2000-05-02'), date('2026-05-01'))",
        "25",
    ),
    Function(
        "working_days",
        ("working_days(a, b)",),
        "working days after `a` up to and with `b`: Monday to Friday, without the days off of the State, "
        "with the days worked for them",
        "working_days(date('2026-11-20'), date('2026-11-27'))",
        "5",
    ),
    Function(
        "plus_days",
        ("plus_days(d, n)",),
        "the day `n` days later",
        "plus_days(date('2026-02-27'), 2) == date('2026-03-01')",
        "true",
    ),
    Function(
        "plus_months",
        ("plus_months(d, n)",),
        "the same day `n` months later, or the last of that month",
        "plus_months(date('2026-01-31'), 1) == date('2026-02-28')",
        "true",
    ),
    Function(
        "plus_years",
        ("plus_years(d, n)",),
        "the same day `n` years later",
        "plus_years(date('2008-02-29'), 18) == date('2026-02-28')",
        "true",
    ),
    Function("year", ("year(d)",), "the year of a day", "year(date('2026-07-01'))", "2026"),
    Function("month", ("month(d)",), "the month of a day, 1 to 12", "month(date('2026-07-01'))", "7"),
    Function("day", ("day(d)",), "the day of the month", "day(date('2026-07-01'))", "1"),
    Function(
        "norm",
        ("norm(name)",),
        "a form for comparing names: capitals, blanks and the place of the tone mark no longer matter",
        "norm('NGUYỄN  Thị Hoà') == norm('Nguyễn Thị Hòa')",
        "true",
    ),
    Function(
        "plain", ("plain(text)",), "small letters without diacritics", "plain('Đặng Văn Dũng')", "'dang van dung'"
    ),
    Function("upper", ("upper(text)",), "capitals", "upper('Trần Thị É')", "'TRẦN THỊ É'"),
    Function("lower", ("lower(text)",), "small letters", "lower('TRẦN')", "'trần'"),
    Function(
        "sum",
        (
            "sum(table.column)",
            "sum(table, r, …)",
        ),
        "a column added up, or what is worked out for each row `r`",
        "sum([{'gia': 2, 'so': 3}, {'gia': 5, 'so': 1}], r, int(r.gia) * int(r.so))",
        "11",
    ),
    Function(
        "count",
        ("count(table, r, …)", "count(list)"),
        "how many rows `r` meet a condition, or how many entries there are at all",
        "count(['a', 'b', 'a'], r, r == 'a')",
        "2",
    ),
    Function(
        "unique",
        ("unique(table.column)",),
        "whether no value of the column stands twice",
        "unique(['a', 'b', 'a'])",
        "false",
    ),
    Function("round", ("round(x)",), "the nearest whole number, a half goes up", "round(2.5)", "3"),
    Function("ceil", ("ceil(x)",), "the whole number at or above", "ceil(2.1)", "3"),
    Function("floor", ("floor(x)",), "the whole number at or below", "floor(2.9)", "2"),
    Function(
        "answered",
        ("answered(x)",),
        "whether a field is answered: the one function that is never unknown",
        "answered(ten)",
        "false",
    ),
    Function(
        "or_else", ("or_else(x, y)",), "the answer of `x`, or `y` while it is not answered", "or_else(so_tang, 1)", "1"
    ),
)
