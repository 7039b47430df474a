"""What answers do to one another: checks, blocks that lead on, defaults, options under a condition, failures."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import wtforms
from werkzeug.datastructures import MultiDict

from forms.answers import blocked, invalid, visible_fields
from forms.building import Posted, build_form, post
from forms.consistency import failure_words, failures
from forms.defaults import standing, with_defaults
from forms.errors import Problem
from forms.fields.choice import ChoiceField
from forms.parsing import parse_form
from forms.spec import FormSpec
from tests.forms.samples import SITUATION, SITUATION_TYPES

TODAY: date = SITUATION["today"]

KIND = {
    "name": "loai",
    "type": "choice",
    "label": "Loại",
    "options": [
        {"code": "nha", "text": "Nhà"},
        {"code": "tam", "text": "Công trình tạm", "when": "so < 3"},
        {"code": "lon", "text": "Công trình lớn", "when": "10 / so < 2"},
    ],
}
PAGE: dict[str, Any] = {
    "page": "p",
    "title": {"vi": "Trang", "en": "Page"},
    "fields": [
        {"name": "so", "type": "integer", "label": {"vi": "Số tầng", "en": "Storeys"}},
        KIND,
        {"name": "tu", "type": "date", "label": "Từ ngày", "default": "today"},
        {"name": "den", "type": "date", "label": "Đến ngày", "required": False},
        {"name": "mau", "type": "text", "label": "Mẫu", "default": "so > 5 ? 'A' : 'B'", "required": False},
        {"name": "sau", "type": "text", "label": "Sau", "when": "12 / so == 3", "required": False},
    ],
    "checks": [
        {
            "that": "den > tu",
            "say": {"vi": "Đến ngày phải sau Từ ngày.", "en": "The end must come after the start."},
            "at": "den",
        },
        {"that": "100 / so > 1", "say": "Nhiều tầng quá"},
    ],
    "blocks": [
        {"when": "so == 9", "say": "Nộp nơi khác.", "instead": {"text": "Thủ tục kia", "procedure": "1.001193"}},
    ],
}


def parsed(page: dict[str, Any]) -> tuple[FormSpec | None, list[Problem]]:
    return parse_form([page], situation=SITUATION_TYPES)


def sound() -> FormSpec:
    spec, problems = parsed(PAGE)
    assert spec is not None, problems
    return spec


SPEC = sound()


def sent(typed: dict[str, str], language: str = "vi") -> tuple[wtforms.Form, Posted]:
    form = build_form(SPEC.pages[0], base=wtforms.Form, language=language)(MultiDict(typed))
    before = visible_fields(SPEC, {"so": 4}, SITUATION)
    return form, post(SPEC, form, answers={}, situation=SITUATION, before=before)


def day(name: str, value: date) -> dict[str, str]:
    return {f"{name}-day": str(value.day), f"{name}-month": str(value.month), f"{name}-year": str(value.year)}


GOOD = {"so": "4", "loai": "nha", **day("tu", TODAY), "sau": "x"}


def test_a_check_speaks_in_the_authors_words_at_its_field() -> None:
    form, posted = sent({**GOOD, **day("den", date(2020, 1, 1))})
    assert not posted.valid
    assert form["den"].errors == ["Đến ngày phải sau Từ ngày"]
    assert form["tu"].errors == []
    form, _ = sent({**GOOD, **day("den", date(2020, 1, 1))}, "en")
    assert form["den"].errors == ["The end must come after the start"]
    assert [one.field.name for one in invalid(SPEC, posted.answers, SITUATION)] == ["den"]


def test_a_check_is_silent_while_it_is_unknown_and_when_it_holds() -> None:
    for end in ({}, day("den", date(2030, 1, 1))):
        _, posted = sent({**GOOD, **end})
        assert posted.valid
        assert not invalid(SPEC, posted.answers, SITUATION)


def test_a_check_without_a_place_stands_at_the_last_field_that_it_reads() -> None:
    form, posted = sent({**GOOD, "so": "200"})
    assert not posted.valid
    assert form["so"].errors == ["Nhiều tầng quá"]


def test_where_a_check_cannot_lead_to_its_field_an_open_one_says_it() -> None:
    kept = {"so": 4, "loai": "nha", "den": date(2020, 1, 1)}
    form = build_form(SPEC.pages[0], base=wtforms.Form, language="vi", visible={"tu"})(MultiDict(day("tu", TODAY)))
    assert not post(SPEC, form, answers=kept, situation=SITUATION).valid
    assert form["tu"].errors == ["Đến ngày phải sau Từ ngày"]


def test_an_option_is_offered_only_while_its_condition_holds() -> None:
    visible = visible_fields(SPEC, {"so": 4, "loai": "tam"}, SITUATION)
    assert visible.offered == {"loai": {"nha"}}
    assert "loai" not in visible.answers
    form, posted = sent({**GOOD, "loai": "tam"})
    assert not posted.valid
    assert form["loai"].errors == ["Bạn cần chọn loại"]
    kind = form["loai"]
    assert isinstance(kind, ChoiceField)
    assert [code for code, _ in kind.choices()] == ["nha"]
    assert visible_fields(SPEC, {"so": 2, "loai": "tam"}, SITUATION).answers["loai"] == "tam"
    # While the number is not known, neither is what hangs on it.
    assert visible_fields(SPEC, {"loai": "tam"}, SITUATION).offered == {"loai": {"nha"}}


def test_a_default_stands_in_the_page_and_is_no_answer() -> None:
    visible = visible_fields(SPEC, {"so": 7}, SITUATION)
    assert visible.answers == {"so": 7}
    assert with_defaults(SPEC.pages[0], visible) == {"so": 7, "tu": TODAY, "mau": "A"}
    answered = visible_fields(SPEC, {"so": 7, "mau": "C"}, SITUATION)
    assert with_defaults(SPEC.pages[0], answered)["mau"] == "C"
    assert "mau" not in with_defaults(SPEC.pages[0], visible_fields(SPEC, {}, SITUATION))


def test_what_hangs_on_a_default_or_on_the_only_option_is_asked_at_once() -> None:
    hangs = [
        {"name": "ten", "type": "text", "label": "Tên", "when": "loai == 'nha'"},
        {"name": "cu", "type": "text", "label": "Cũ", "when": "mau == 'B'"},
    ]
    spec, problems = parsed({**PAGE, "fields": [*PAGE["fields"], *hangs]})
    assert spec is not None, problems
    page, visible = spec.pages[0], visible_fields(spec, {"so": 4}, SITUATION)
    assert not {"ten", "cu"} & visible.fields
    assert {"ten", "cu"} <= standing(spec, page, visible, SITUATION).fields
    again = standing(spec, page, visible, SITUATION, fresh=False)
    assert "ten" in again.fields, "there is nothing to choose"
    assert "cu" not in again.fields, "whoever sent the page emptied it"
    assert standing(spec, page, visible_fields(spec, {"so": 2}, SITUATION), SITUATION).answers.get("loai") is None


def test_one_option_is_not_the_only_one_while_others_may_come() -> None:
    visible = visible_fields(SPEC, {}, SITUATION)
    assert visible.offered == {"loai": {"nha"}}, "the number of storeys is not known yet"
    assert standing(SPEC, SPEC.pages[0], visible, SITUATION).answers.get("loai") is None


def test_a_block_says_where_to_go_instead() -> None:
    block = blocked(SPEC, {"so": 9}, SITUATION)
    assert block is not None
    assert block.instead is not None
    assert (block.instead.procedure, block.instead.text["vi"]) == ("1.001193", "Thủ tục kia")


def test_what_cannot_be_computed_is_told_and_stops_the_page() -> None:
    form, posted = sent({**GOOD, "so": "0"})
    assert not posted.valid
    assert {(one.place, one.key) for one in posted.failures} == {("loai", "options"), ("sau", "when"), ("p", "checks")}
    assert len(form.form_errors) == 3
    assert "mục sau" in form.form_errors[1]
    assert "số tầng" in form.form_errors[1]
    visible = visible_fields(SPEC, {"so": 0, "loai": "nha"}, SITUATION)
    assert visible.answers["loai"] == "nha", "what was chosen is not lost"
    english = [failure_words(one, SPEC, "en") for one in failures(SPEC, visible)]
    assert any("page" in words and "storeys" in words for words in english)


WRONG = [
    ({"checks": [{"that": "so", "say": "x"}]}, ("checks", 0, "that"), "a yes or no is needed"),
    ({"checks": [{"that": "channel == 'online'", "say": "x"}]}, ("checks", 0, "that"), "reads no field of its page"),
    ({"checks": [{"that": "so > 1", "say": "x", "at": "la"}]}, ("checks", 0, "at"), "'la' is no field here"),
    ({"checks": []}, ("checks",), "a list of checks"),
    ({"checks": [{"that": "so > 1"}]}, ("checks", 0), "the key 'say' is missing"),
    ({"blocks": [{"when": "so > 1", "say": "x", "instead": {"text": "y"}}]}, ("blocks", 0, "instead"), "one place"),
    (
        {"blocks": [{"when": "so > 1", "say": "x", "instead": {"text": "y", "link": "javascript:alert(1)"}}]},
        ("blocks", 0, "instead", "link"),
        "not of the form",
    ),
]


@pytest.mark.parametrize(("keys", "path", "message"), WRONG)
def test_a_wrong_rule_is_refused_at_its_place(keys: dict[str, Any], path: tuple[Any, ...], message: str) -> None:
    _, problems = parsed({**PAGE, **keys})
    assert [(one.path[2:], message in one.message) for one in problems] == [(path, True)]


WRONG_FIELDS = [
    ({"name": "x", "type": "integer", "label": "X", "default": "'a'"}, "gives a text, but the answer is a whole"),
    ({**KIND, "name": "x", "default": "'biet_thu'"}, "'biet_thu' is no answer to this field"),
    ({"name": "x", "type": "declaration", "label": "X", "default": "true"}, "unknown key 'default'"),
    ({**KIND, "name": "x", "options": [{"code": "a", "text": "A", "when": "x == 'a'"}]}, "'x' is asked later"),
]


@pytest.mark.parametrize(("field", "message"), WRONG_FIELDS)
def test_a_wrong_default_or_option_is_refused(field: dict[str, Any], message: str) -> None:
    _, problems = parsed({**PAGE, "fields": [*PAGE["fields"], field]})
    assert len(problems) == 1
    assert message in problems[0].message
