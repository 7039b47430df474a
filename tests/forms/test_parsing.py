"""A form's mistakes are all found, each at its place and with a cure."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.expressions import Scope
from forms.parsing import form_scope, parse_fields, parse_form
from tests.forms.samples import SITUATION_TYPES, form_of


def field(name: str = "a", kind: str = "text", **keys: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "label": "Nhãn", **keys}


def page(*fields: Any, name: str = "trang", **keys: Any) -> dict[str, Any]:
    return {"page": name, "title": "Trang", "fields": list(fields), **keys}


CHOICE = field("loai", "choice", options=[{"code": "nha_o", "text": "Nhà ở"}, {"code": "khac", "text": "Khác"}])
F = ("form", 0, "fields", 0)
MISTAKES: list[tuple[list[Any], tuple[Any, ...], str, str]] = [
    ([page(field(kind="fone"))], (*F, "type"), "unknown type 'fone'", "did you mean 'phone'?"),
    ([page({"name": "a", "label": "x"})], F, "the key 'type' is missing", "types: text"),
    ([page(field(lable="x"))], (*F, "lable"), "unknown key 'lable'", "did you mean 'label'?"),
    ([page(field("Họ tên"))], (*F, "name"), "'Họ tên' is no name", "ho_ten"),
    ([page(field("a__b"))], (*F, "name"), "is no name", "single _"),
    ([page(field("today"))], (*F, "name"), "a name of the situation", "another name"),
    ([page(field("in"))], (*F, "name"), "a meaning of its own", "another name"),
    ([page(field("age"))], (*F, "name"), "a meaning of its own", "another name"),
    ([page(field("data"))], (*F, "name"), "a meaning of its own", "another name"),
    ([page(field(label={"en": "x"}))], (*F, "label"), "the Vietnamese text is missing", "vi"),
    ([page(field(label={"vi": "x", "fr": "y"}))], (*F, "label", "fr"), "unknown language 'fr'", "vi, en"),
    ([page(field(label=["x"]))], (*F, "label"), "a text is needed, not a list", "{vi"),
    ([page(field(required="maybe"))], (*F, "required"), "unknown name 'maybe'", ""),
    ([page(field(required=1))], (*F, "required"), "an expression is needed", "quotes"),
    ([page(field(**{"from": "identity"}))], (*F, "from"), "a path such as", ""),
    ([page(field(when="b == 'x'"), field("b"))], (*F, "when"), "'b' is asked later", "earlier"),
    ([page(field(when="a == 'x'"))], (*F, "when"), "'a' is asked later", "earlier"),
    ([page(field(), field())], ("form", 0, "fields", 1, "name"), "'a' stands twice", "own name"),
    ([page(field()), page(field(), name="hai")], ("form", 1, "fields", 0, "name"), "'a' stands twice", "own"),
    ([page(field()), page(field("b"))], ("form", 1, "page"), "the page 'trang' stands twice", "own"),
    ([page(CHOICE, field(when="loai == 'nha_oo'"))], ("form", 0, "fields", 1, "when"), "no option 'nha_oo'", "nha_o"),
    ([page(CHOICE, field(when="loai"))], ("form", 0, "fields", 1, "when"), "gives a text", "compare"),
    ([page(field(), blocks=[{"when": "a == 'x'"}])], ("form", 0, "blocks", 0), "'say' is missing", "told"),
    ([page(field(), blocks=[{"when": "1", "say": "x"}])], ("form", 0, "blocks", 0, "when"), "whole number", ""),
    ([page()], ("form", 0, "fields"), "a list of fields is needed", "-"),
    ([{"page": "p", "title": "P"}], ("form", 0), "the key 'fields' is missing", ""),
    ([7], ("form", 0), "a mapping with keys is needed", ""),
    ([], ("form",), "a list of pages is needed", ""),
]


@pytest.mark.parametrize(("raw", "path", "message", "cure"), MISTAKES)
def test_mistake_is_found_at_its_place(raw: list[Any], path: tuple[Any, ...], message: str, cure: str) -> None:
    spec, problems = parse_form(raw, situation=SITUATION_TYPES)
    assert spec is None
    found = [problem for problem in problems if problem.path == path]
    assert found, problems
    assert any(message in problem.message and cure in problem.cure for problem in found), found


def test_every_mistake_is_told_at_once_and_only_once() -> None:
    raw = [page(field(kind="fone"), field("b", when="a == 'x'", lable="y"), field("c", when="d > 1"), extra=1)]
    _, problems = parse_form(raw, situation=SITUATION_TYPES)
    assert [problem.path[-1] for problem in problems] == ["extra", "type", "lable", "when"]


def test_columns_are_verified_beside_their_own_row() -> None:
    columns = [field("so", "citizen_id", birth_date="sinh"), field("sinh", "date")]
    assert form_of(field("con", "rows", fields=columns)).by_name["con"].fields[0].name == "so"
    wrong = [field("so", "citizen_id", birth_date="khong_co")]
    _, problems = parse_form([page(field("con", "rows", fields=wrong))], situation=SITUATION_TYPES)
    assert [problem.path for problem in problems] == [(*F, "fields", 0, "birth_date")]


def test_a_field_that_cannot_be_read_spoils_no_condition() -> None:
    raw = [page(field("a", "yes_no", hnit="x"), field("b", when="a"), field("c", when="!a && a == true"))]
    _, problems = parse_form(raw, situation=SITUATION_TYPES)
    assert [problem.path for problem in problems] == [(*F, "hnit")]


def test_a_text_is_vietnamese_or_both() -> None:
    spec = form_of(field(label={"vi": "Tên", "en": "Name"}), field("b", label="Hai"))
    assert spec.by_name["a"].label == {"vi": "Tên", "en": "Name"}
    assert spec.by_name["b"].label == {"vi": "Hai"}


def test_a_field_keeps_what_its_author_wrote() -> None:
    spec = form_of(field(**{"from": "identity.full_name"}, law="Điều 16", uncertain="mẫu mới?", required=False))
    one = spec.by_name["a"]
    assert one.sources == ("identity.full_name",)
    assert (one.law, one.uncertain, one.required) == ("Điều 16", "mẫu mới?", False)


def test_officers_fields_see_the_scope_they_are_given() -> None:
    scope = form_scope(form_of(CHOICE), SITUATION_TYPES)
    fields, problems = parse_fields([field("b", when="loai == 'khac'")], path=("x",), scope=scope)
    assert not problems
    assert [one.name for one in fields] == ["b"]
    _, problems = parse_fields([field("b", when="loai == 'kha'")], path=("x",), scope=scope)
    assert problems[0].path == ("x", 0, "when")


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["page", "title", "fields", "name", "type", "label", "when", "options", "code", "min"])
            | st.text(),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(PLAIN)
def test_no_plain_value_raises(raw: Any) -> None:
    spec, problems = parse_form(raw, situation=SITUATION_TYPES)
    assert (spec is None) == bool(problems)


@given(st.sampled_from(["text", "choice", "rows", "date", "computed", "integer"]), PLAIN, PLAIN)
def test_no_key_of_a_field_raises(kind: str, first: Any, second: Any) -> None:
    keys = ("options", "fields", "min", "max", "value", "pattern", "pattern_message", "hint", "required", "law")
    for key in keys:
        parse_fields([field("a", kind, **{key: first}), second], path=("x",), scope=Scope(SITUATION_TYPES))
