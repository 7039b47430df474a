"""The portal's own functions: what their documentation says is so, and what a slip of the pen gives."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.expressions import (
    DATE,
    TEXT,
    TEXTS,
    WHOLE,
    Expression,
    ExpressionProblem,
    Failed,
    Known,
    Scope,
    Unknown,
    compile_expression,
    rows,
)
from forms.expressions.documented import FUNCTIONS, Function

SCOPE = Scope(
    situation={"today": DATE, "days_off": TEXTS, "days_worked": TEXTS},
    fields={
        "ten": TEXT,
        "so_tang": WHOLE,
        "tu": DATE,
        "den": DATE,
        "hang": rows({"ten": TEXT, "so": WHOLE, "ngay": DATE}),
    },
)
SITUATION = {"today": date(2026, 11, 26), "days_off": ["2026-09-02", "2026-09-01"], "days_worked": ["2026-08-22"]}


def compiled(source: str) -> Expression:
    expression = compile_expression(source, SCOPE)
    assert isinstance(expression, Expression), expression
    return expression


@pytest.mark.parametrize("one", FUNCTIONS, ids=lambda one: one.name)
def test_every_documented_example_gives_its_value(one: Function) -> None:
    assert compiled(f"({one.example}) == {one.value}").evaluate(SITUATION) == Known(value=True)


TABLE = [{"ten": "a", "so": 3, "ngay": date(2026, 1, 1)}, {"ten": "b"}]
GIVEN = [
    ("sum(hang, r, or_else(r.so, 0) * 2)", Known(6)),
    ("sum(hang, r, r.so)", Unknown(frozenset({"so"}))),
    ("count(hang, r, answered(r.so))", Known(1)),
    ("count(hang, r, answered(r.ngay) && age(r.ngay, plus_years(r.ngay, 3)) == 3)", Known(1)),
    ("unique(hang.ten) && !unique(['x', 'x'])", Known(value=True)),
    ("answered(hang) && !answered(ten)", Known(value=True)),
    ("answered(ten) ? ten == 'a' : so_tang > 1", Unknown(frozenset({"ten", "so_tang"}))),
    ("or_else(so_tang, or_else(so_tang, 4)) == 4", Known(value=True)),
    ("working_days(date('2026-08-21'), date('2026-09-03'))", Known(8)),
    ("working_days(date('2026-09-03'), date('2026-08-21'))", Known(-8)),
    ("date(2026, 2, 30) < today", Failed("OUT_OF_RANGE: day is out of range for month")),
    ("plus_days(today, 99999999) > today", Failed("UNKNOWN: date value out of range")),
]


@pytest.mark.parametrize(("source", "value"), GIVEN)
def test_gives(source: str, value: object) -> None:
    found = compiled(source).evaluate({**SITUATION, "hang": TABLE})
    assert type(found) is type(value)
    assert found == value or isinstance(found, Failed)


WRONG = [
    ("answered(ten + 'x')", "'answered' takes one field"),
    ("answered(1)", "'answered' takes one field"),
    ("or_else(ten, 3)", "cannot take"),
    ("sum(hang, ten, 1)", "'ten' is a field"),
    ("count(hang, r, r.gia > 1)", "'hang' has no 'gia'"),
    ("sum(hang, r)", "unknown name 'r'"),
    ("working_days(tu)", "'working_days' is called otherwise"),
    ("norm(so_tang)", "cannot take"),
]


@pytest.mark.parametrize(("source", "message"), WRONG)
def test_is_refused_at_load(source: str, message: str) -> None:
    problem = compile_expression(source, SCOPE)
    assert isinstance(problem, ExpressionProblem)
    assert message in problem.message


def test_working_days_need_a_calendar() -> None:
    problem = compile_expression("working_days(tu, den) > 3", Scope({"today": DATE}, SCOPE.fields))
    assert isinstance(problem, ExpressionProblem)
    assert "needs days_off and days_worked" in problem.message


DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(DAYS, st.integers(0, 60), st.sets(DAYS, max_size=5))
def test_working_days_are_those_of_one_by_one(start: date, length: int, off: set[date]) -> None:
    end = start + timedelta(days=length)
    counted = sum(
        day.weekday() < 5 and day not in off for day in (start + timedelta(days=one) for one in range(1, length + 1))
    )
    values = {"tu": start, "den": end, "days_off": [one.isoformat() for one in off], "days_worked": []}
    assert compiled("working_days(tu, den)").evaluate(values) == Known(counted)


@given(st.text(max_size=60))
def test_no_text_breaks_a_comparison_of_names(text: str) -> None:
    found = compiled("norm(ten) == norm(ten) && plain(ten) == plain(upper(lower(ten)))").evaluate({"ten": text})
    assert isinstance(found, (Known, Failed))
    assert (
        compiled("norm(ten) == norm(' ' + ten + '  ')").evaluate({"ten": text}) == Known(value=True) or "\x00" in text
    )
