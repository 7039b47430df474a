"""Expressions: checked against types when loaded, three-valued when evaluated."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.expressions import (
    DATE,
    DECIMAL,
    TEXT,
    TEXTS,
    TRUTH,
    WHOLE,
    Expression,
    ExpressionProblem,
    Failed,
    Kind,
    Known,
    Scope,
    Unknown,
    compile_expression,
    one_of,
    record,
    rows,
    some_of,
)

SCOPE = Scope(
    situation={
        "channel": one_of("online", "counter"),
        "today": DATE,
        "facts": TEXTS,
        "filed_on_behalf": TRUTH,
        "identity": record({"full_name": TEXT, "birth_date": DATE, "assurance": WHOLE}),
        "registry": record({"poor_household": record({"listed": TRUTH})}),
    },
    fields={
        "loai": one_of("nha_o", "khac"),
        "giay_to": some_of("can_cuoc", "ho_chieu"),
        "so_tang": WHOLE,
        "so_ban_sao": WHOLE,
        "dien_tich": DECIMAL,
        "ngay_sinh": DATE,
        "ten": TEXT,
        "co": TRUTH,
        "hang_muc": rows({"ten": TEXT, "cao": DECIMAL, "so_tien": WHOLE, "loai_hang": one_of("a", "b"), "ngay": DATE}),
    },
    later=frozenset({"ve_sau"}),
)


def compiled(source: str, expects: Kind | None = None) -> Expression:
    expression = compile_expression(source, SCOPE, expects=expects)
    assert isinstance(expression, Expression), expression
    return expression


TABLE = [{"ten": "x", "cao": Decimal("2.5"), "so_tien": 3}, {"ten": "y", "cao": Decimal(4), "so_tien": 5}]
EVALUATED = [
    ("loai == 'nha_o' || so_tang > 1", {"loai": "nha_o"}, Known(value=True)),
    ("so_tang > 1 || loai == 'nha_o'", {"loai": "nha_o"}, Known(value=True)),
    ("so_tang > 1 || loai == 'nha_o'", {"loai": "khac"}, Unknown(frozenset({"so_tang"}))),
    ("so_tang > 1 && loai == 'nha_o'", {"loai": "khac"}, Known(value=False)),
    ("!co", {}, Unknown(frozenset({"co"}))),
    ("co", {"co": None}, Unknown(frozenset({"co"}))),
    ("co ? 1 : so_tang", {"co": True}, Known(1)),
    ("so_ban_sao * 8000", {"so_ban_sao": 3}, Known(24000)),
    ("dien_tich * double(so_tang)", {"dien_tich": Decimal("12.5"), "so_tang": 2}, Known(Decimal("25.0"))),
    ("dien_tich > 7.0", {"dien_tich": Decimal("7.1")}, Known(value=True)),
    ("so_tang / 0 > 1", {"so_tang": 1}, Failed("INVALID_ARGUMENT: divide by zero")),
    ("so_tang > 1", {"so_tang": "nhiều"}, Failed("expected whole number, got str")),
    ("age(ngay_sinh)", {"ngay_sinh": date(2000, 2, 29), "today": date(2018, 2, 28)}, Known(17)),
    ("age(ngay_sinh) >= 18", {"ngay_sinh": date(2000, 2, 29), "today": date(2018, 3, 1)}, Known(value=True)),
    ("age(identity.birth_date)", {"identity": {"birth_date": date(2000, 1, 1)}, "today": date(2026, 1, 1)}, Known(26)),
    (
        "days_between(ngay_sinh, today) > 60",
        {"ngay_sinh": date(2026, 1, 1), "today": date(2026, 3, 3)},
        Known(value=True),
    ),
    ("identity.full_name == ten", {"identity": {"full_name": "An"}, "ten": "An"}, Known(value=True)),
    ("identity.assurance >= 2", {"identity": {}}, Unknown(frozenset({"identity.assurance"}))),
    ("registry.poor_household.listed", {"registry": {"poor_household": {"listed": True}}}, Known(value=True)),
    ("'ho_ngheo' in facts", {"facts": frozenset({"ho_ngheo"})}, Known(value=True)),
    ("'can_cuoc' in giay_to", {"giay_to": ["ho_chieu"]}, Known(value=False)),
    ("giay_to.exists(g, g == 'can_cuoc')", {"giay_to": ["can_cuoc"]}, Known(value=True)),
    ("sum(hang_muc.so_tien)", {"hang_muc": TABLE}, Known(8)),
    ("sum(hang_muc.so_tien)", {"hang_muc": []}, Known(0)),
    ("sum(hang_muc.map(r, r.cao)) + 0.5", {"hang_muc": TABLE}, Known(Decimal("7.0"))),
    ("sum(hang_muc.map(r, r.cao)) + 0.5", {"hang_muc": []}, Known(Decimal("0.5"))),
    ("sum(hang_muc.cao)", {"hang_muc": []}, Known(Decimal("0.0"))),
    ("size(hang_muc)", {"hang_muc": TABLE}, Known(2)),
    ("size(hang_muc)", {}, Unknown(frozenset({"hang_muc"}))),
    ("hang_muc.exists(r, r.cao > 3.0)", {"hang_muc": TABLE}, Known(value=True)),
    ("hang_muc.filter(r, r.cao > 3.0).all(s, s.ten == 'y')", {"hang_muc": TABLE}, Known(value=True)),
    ("hang_muc.exists(r, r.so_tien > 9)", {"hang_muc": [{"ten": "x"}]}, Unknown(frozenset({"so_tien"}))),
    ("hang_muc.filter(r, has(r.so_tien)).size()", {"hang_muc": [{"ten": "x"}, *TABLE]}, Known(2)),
    ("'x' in hang_muc.ten", {"hang_muc": TABLE}, Known(value=True)),
    (
        "hang_muc.exists(r, r.ngay < today)",
        {"hang_muc": [{"ngay": date(2026, 1, 1)}], "today": date(2026, 1, 2)},
        Known(value=True),
    ),
    (
        "hang_muc.ngay.exists(n, age(n) > 3)",
        {"hang_muc": [{"ngay": date(2020, 1, 1)}], "today": date(2026, 1, 2)},
        Known(value=True),
    ),
    ("ngay_sinh < date('2026-07-01')", {"ngay_sinh": date(2026, 6, 30)}, Known(value=True)),
    ("ten == 'Ha\u0300'", {"ten": "H\u00e0"}, Known(value=True)),
    ("has(identity.birth_date)", {"identity": {"birth_date": date(2026, 1, 1)}}, Known(value=True)),
    ("int(math.ceil(dien_tich)) * 1000", {"dien_tich": Decimal("1.01")}, Known(2000)),
    ("so_tang * 9223372036854775807", {"so_tang": 5}, Failed("OUT_OF_RANGE: integer overflow")),
    ("dien_tich / 0.0 > 1.0 || 'loai' == ten", {"dien_tich": Decimal(1), "ten": "a"}, Known(value=True)),
]


@pytest.mark.parametrize(("source", "values", "expected"), EVALUATED)
def test_evaluates(source: str, values: dict[str, object], expected: object) -> None:
    assert compiled(source).evaluate(values) == expected


REFUSED = [
    ("so_ban > 7", "unknown name 'so_ban'", "so_ban_sao"),
    ("ve_sau == 1", "'ve_sau' is asked later in the form", "earlier"),
    ("loai == 'nha_oo'", "'loai' has no option 'nha_oo'", "nha_o, khac"),
    ("'nha_oo' != loai", "'loai' has no option 'nha_oo'", "did you mean 'nha_o'?"),
    ("loai in ['nha_o', 'biet_thu']", "'loai' has no option 'biet_thu'", "nha_o"),
    ("'can_cuo' in giay_to", "'giay_to' has no option 'can_cuo'", "can_cuoc"),
    ("giay_to.exists(g, g == 'x')", "'g' has no option 'x'", "can_cuoc"),
    ("hang_muc.exists(r, r.loai_hang == 'c')", "'r.loai_hang' has no option 'c'", "a, b"),
    ("channel == 'onlin'", "'channel' has no option 'onlin'", "online"),
    ("dien_tich > 7", "'>' cannot take (decimal number, whole number)", "7.0"),
    ("dien_tich * so_tang", "'*' cannot take (decimal number, whole number)", "double(x)"),
    ("so_tang == '7'", "'==' cannot take (whole number, text)", "quotes"),
    ("hang_muc.exists(r, r.cao > 3)", "'>' cannot take (decimal number, whole number)", "3.0|7.0"),
    ("hang_muc.exists(r, r.chieu_cao > 3.0)", "'hang_muc' has no 'chieu_cao'", ""),
    ("sum(hang_muc.ten)", "'sum' cannot take (list(text))", "sum(table.column)"),
    ("identity.fullname == ten", "'identity' has no 'fullname'", "full_name"),
    ("hang_muc.exists(ten, ten == 'a')", "'ten' is a field", "name of its own"),
    ("aage(ngay_sinh) > 3", "unknown function 'aage'", "age"),
    ("ngay_sinh < date('1/7/2026')", "'1/7/2026' is no day", "date('2026-07-01')"),
    ("ten ==", "mismatched input", ""),
    ("ten == 'a", "", ""),
    ("", "", ""),
    ("(" * 3000, "longer than 2000", ""),
    ("(" * 1500 + "co" + ")" * 1, "", ""),
]


@pytest.mark.parametrize(("source", "message", "cure"), REFUSED)
def test_refuses_with_cure(source: str, message: str, cure: str) -> None:
    problem = compile_expression(source, SCOPE)
    assert isinstance(problem, ExpressionProblem), problem
    assert message in problem.message
    assert any(part in problem.cure for part in cure.split("|")), problem.cure


@pytest.mark.parametrize(
    ("source", "expects", "cure"),
    [("so_tang", Kind.TRUTH, "compare"), ("dien_tich * 2.0", Kind.WHOLE, "math.ceil"), ("ten", Kind.WHOLE, "")],
)
def test_refuses_another_kind(source: str, expects: Kind, cure: str) -> None:
    problem = compile_expression(source, SCOPE, expects=expects)
    assert isinstance(problem, ExpressionProblem)
    assert cure in problem.cure


def test_reads_names_and_not_texts_or_own_variables() -> None:
    expression = compiled("loai + '' == 'so_tang' + '' || hang_muc.exists(r, r.ten == ten) // dien_tich")
    assert expression.reads == {"loai", "hang_muc", "ten"}
    assert compiled("age(ngay_sinh) > 1").reads == {"ngay_sinh", "today"}


def test_only_true_holds() -> None:
    assert compiled("co").holds({"co": True})
    assert not compiled("so_tang").holds({"so_tang": 1})
    assert not compiled("co").holds({})


def test_many_threads_evaluate_at_once() -> None:
    expression = compiled("age(ngay_sinh) == 26 && sum(hang_muc.so_tien) == 8")
    values = {"ngay_sinh": date(2000, 1, 1), "today": date(2026, 1, 1), "hang_muc": TABLE}
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(lambda _: expression.holds(values), range(2_000)))


def test_too_much_work_fails_and_does_not_raise() -> None:
    nested = compiled("hang_muc.all(a, hang_muc.all(b, hang_muc.all(c, c.so_tien > 0)))")
    assert isinstance(nested.evaluate({"hang_muc": TABLE * 50}), Failed)


@given(st.text(max_size=60))
def test_no_text_raises(source: str) -> None:
    compile_expression(source, SCOPE)


WORDS = st.lists(
    st.sampled_from(
        ["loai", "so_tang", "co", "hang_muc", ".", "map", "(", ")", "r", ",", "==", "'a'", "&&", "||", "!", "1", "age"],
    ),
    max_size=12,
)
ANYTHING = st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.floats(), st.lists(st.text(), max_size=2))


@given(WORDS, st.dictionaries(st.sampled_from(["loai", "so_tang", "co", "hang_muc"]), ANYTHING))
def test_no_words_and_values_raise(words: list[str], values: dict[str, object]) -> None:
    expression = compile_expression(" ".join(words), SCOPE)
    if isinstance(expression, Expression):
        assert isinstance(expression.evaluate(values), (Known, Unknown, Failed))
