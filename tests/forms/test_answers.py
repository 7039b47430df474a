"""What is hidden is never kept and never required; answers survive JSON; words are right in both languages."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers import (
    Shown,
    blocked,
    from_json,
    invalid,
    missing,
    prune,
    to_json,
    to_words,
    visible_fields,
)
from forms.errors import InvalidAnswer
from forms.parsing import parse_form
from forms.spec import FormSpec
from forms.wording import Words, because_words
from tests.forms.samples import SITUATION, SITUATION_TYPES

OPTIONS = [{"code": "nha_o", "text": {"vi": "Nhà ở", "en": "House"}}, {"code": "khac", "text": "Khác"}]
HOUSE: list[dict[str, Any]] = [
    {
        "page": "cong_trinh",
        "title": "Công trình",
        "fields": [
            {
                "name": "loai",
                "type": "choice",
                "label": {"vi": "Loại công trình", "en": "Kind"},
                "options": [
                    {"code": "nha_o", "text": {"vi": "Nhà ở", "en": "House"}},
                    {"code": "khac", "text": "Khác"},
                ],
            },
            {"name": "so_tang", "type": "integer", "label": "Số tầng", "when": "loai == 'nha_o'"},
            {"name": "ly_do", "type": "text", "label": "Lý do", "required": "so_tang > 5"},
            {
                "name": "hang_muc",
                "type": "rows",
                "label": "Hạng mục",
                "required": False,
                "fields": [
                    {"name": "ten", "type": "text", "label": {"vi": "Tên", "en": "Name"}},
                    {"name": "so_luong", "type": "integer", "label": "Số lượng"},
                    {"name": "gia", "type": "money", "label": "Giá"},
                    {"name": "tien", "type": "computed", "label": "Tiền", "value": "so_luong * gia", "unit": "đồng"},
                ],
            },
            {"name": "tong", "type": "computed", "label": "Tổng", "value": "sum(hang_muc.tien)", "unit": "đồng"},
        ],
        "blocks": [{"when": "so_tang > 7", "say": "Nhà trên 7 tầng nộp nơi khác.", "because": "nd175"}],
    },
    {
        "page": "sau",
        "title": "Trang sau",
        "when": "loai == 'khac'",
        "fields": [{"name": "ghi_chu", "type": "text", "label": "Ghi chú"}],
    },
]


def parsed(raw: list[dict[str, Any]]) -> FormSpec:
    spec, problems = parse_form(raw, situation=SITUATION_TYPES)
    assert spec is not None, problems
    return spec


FORM = parsed(HOUSE)
ROWS = [{"_id": "1", "ten": "Cửa", "so_luong": 2, "gia": 50_000}, {"_id": "2", "ten": "Mái", "so_luong": 1, "gia": 7}]

ALWAYS = ["loai", "ly_do", "hang_muc", "tong"]
SEEN: list[tuple[dict[str, Any], list[str], list[str], list[str]]] = [
    ({}, ["cong_trinh"], ALWAYS, ["loai"]),
    ({"loai": "nha_o"}, ["cong_trinh"], [*ALWAYS, "so_tang"], ["so_tang"]),
    ({"loai": "nha_o", "so_tang": 6}, ["cong_trinh"], [*ALWAYS, "so_tang"], ["ly_do"]),
    (
        {"loai": "khac", "so_tang": 6},
        ["cong_trinh", "sau"],
        ["loai", "ly_do", "hang_muc", "tong", "ghi_chu"],
        ["ghi_chu"],
    ),
]


@pytest.mark.parametrize(("answers", "pages", "fields", "lacking"), SEEN)
def test_conditions_show_and_require(
    answers: dict[str, Any], pages: list[str], fields: list[str], lacking: list[str]
) -> None:
    visible = visible_fields(FORM, answers, SITUATION)
    assert list(visible.pages) == pages
    assert visible.fields == set(fields)
    assert missing(FORM, answers, SITUATION) == lacking


def test_a_field_says_why_it_is_shown() -> None:
    visible, words = visible_fields(FORM, {"loai": "nha_o"}, SITUATION), Words.of(FORM, {})
    condition = visible.conditions["so_tang"]
    assert because_words(condition, words, "vi", visible.values) == "“Loại công trình” là “Nhà ở”"
    assert because_words(condition, words, "en", visible.values) == "“Kind” is “House”"


def test_computed_values_are_worked_out_and_kept() -> None:
    kept = prune(FORM, {"hang_muc": ROWS, "tong": 1, "la": 2}, SITUATION)
    assert kept["tong"] == 100_007
    assert [row["tien"] for row in kept["hang_muc"]] == [100_000, 7]
    assert "la" not in kept
    assert "tong" not in prune(FORM, {"tong": 1}, SITUATION)


def test_a_rule_stops_the_filing_only_while_it_is_known_to_hold() -> None:
    assert blocked(FORM, {"loai": "nha_o", "so_tang": 7}, SITUATION) is None
    assert blocked(FORM, {"loai": "khac", "so_tang": 8}, SITUATION) is None
    block = blocked(FORM, {"loai": "nha_o", "so_tang": 8}, SITUATION)
    assert block is not None
    assert block.because == "nd175"


def test_words_are_shown_in_order_and_in_both_languages() -> None:
    answers = prune(FORM, {"loai": "nha_o", "hang_muc": ROWS}, SITUATION)
    visible = visible_fields(FORM, answers, SITUATION)
    shown = to_words(FORM, answers, "vi", visible=visible.fields)
    assert [one.name for one in shown] == ["loai", "so_tang", "ly_do", "hang_muc", "tong"]
    assert shown[0] == Shown("loai", "cong_trinh", "choice", "Loại công trình", "Nhà ở")
    assert shown[1].value == ""
    assert shown[3].heads == ("Tên", "Số lượng", "Giá", "Tiền")
    assert shown[3].lines[0] == ("Cửa", "2", "50.000 đồng", "100.000 đồng")
    assert shown[4].value == "100.007 đồng"
    english = to_words(FORM, answers, "en")
    assert [one.name for one in english] == ["loai", "hang_muc", "tong"]
    assert english[0].value == "House"
    assert english[2].value == "100,007 đồng"


def test_the_last_judgement_finds_what_the_forms_let_through() -> None:
    spec = parsed(
        [
            {
                "page": "nguoi",
                "title": "Người",
                "fields": [
                    {"name": "ngay_sinh", "type": "date", "label": "Ngày sinh", "max": "today"},
                    {
                        "name": "gioi_tinh",
                        "type": "choice",
                        "label": "Giới tính",
                        "options": [{"code": "nam", "text": "Nam"}, {"code": "nu", "text": "Nữ"}],
                    },
                    {
                        "name": "so",
                        "type": "citizen_id",
                        "label": "Số định danh",
                        "birth_date": "ngay_sinh",
                        "sex": "gioi_tinh",
                    },
                ],
            }
        ]
    )
    right = {"ngay_sinh": date(1999, 2, 1), "gioi_tinh": "nam", "so": "001099012345"}
    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({}, []),
        ({"gioi_tinh": "nu"}, ["citizen_id_sex"]),
        ({"ngay_sinh": date(1998, 2, 1)}, ["citizen_id_birth"]),
        ({"ngay_sinh": date(2027, 2, 1)}, ["too_late", "citizen_id_birth"]),
        ({"so": None}, ["required"]),
    ]
    for change, expected in cases:
        wrong = invalid(spec, {**right, **change}, SITUATION)
        assert [one.error.message for one in wrong] == expected
        assert all(one.words("vi") and one.words("en") for one in wrong)


def test_json_keeps_every_kind_and_drops_what_it_cannot_read() -> None:
    answers = prune(FORM, {"loai": "nha_o", "so_tang": 3, "hang_muc": ROWS}, SITUATION)
    data = json.loads(json.dumps(to_json(FORM, answers)))
    assert from_json(FORM, data, strict=True) == answers
    stale = {**data, "loai": "biet_thu", "la": 1, "so_tang": "ba"}
    assert from_json(FORM, stale).keys() == {"hang_muc", "tong"}
    unreadable: list[object] = [stale, [], {"hang_muc": [1]}]
    for broken in unreadable:
        with pytest.raises(InvalidAnswer):
            from_json(FORM, broken, strict=True)


def test_a_column_hides_a_field_of_its_name_and_no_number_is_too_large() -> None:
    columns = [
        {"name": "so", "type": "integer", "label": "Số", "required": False},
        {"name": "khac", "type": "text", "label": "Khác"},
        {"name": "gap", "type": "computed", "label": "Gấp", "value": "so * 2"},
    ]
    spec = parsed(
        [
            {
                "page": "p",
                "title": "P",
                "fields": [
                    {"name": "so", "type": "integer", "label": "Số"},
                    {"name": "bang", "type": "rows", "label": "Bảng", "fields": columns},
                    {"name": "lon", "type": "computed", "label": "Lớn", "value": "double(so) * 1e300"},
                ],
            }
        ]
    )
    kept = prune(spec, {"so": 4, "bang": [{"_id": "1", "khac": "x"}, {"_id": "2", "khac": "y", "so": 5}]}, SITUATION)
    assert [row.get("gap") for row in kept["bang"]] == [None, 10]
    assert "lon" not in kept


CONDITIONS = st.sampled_from(["{0} > 2", "{0} == 1 || {1} == 2", "!({0} > 1)", "{0} + {1} > 3", "{0} / {1} == 1", ""])


@st.composite
def forms(draw: st.DrawFn) -> FormSpec:
    """Draw a form of numbers in which any field or page may hang on any earlier field."""
    pages: list[dict[str, Any]] = []
    names: list[str] = []
    for number in range(draw(st.integers(1, 4))):
        page: dict[str, Any] = {"page": f"p{number}", "title": "P", "fields": [], **draw_condition(draw, names, "when")}
        for _ in range(draw(st.integers(1, 4))):
            name = f"f{len(names)}"
            keys = draw_condition(draw, names, "when") | draw_condition(draw, names, "required")
            kind = {"type": "integer"}
            if names and draw(st.integers(0, 5)) == 0:
                kind, keys = {"type": "computed", "value": f"{draw(st.sampled_from(names))} + 1"}, {}
            page["fields"].append({"name": name, "label": name, **kind, **keys})
            names.append(name)
        pages.append(page)
    return parsed(pages)


def draw_condition(draw: st.DrawFn, names: list[str], key: str) -> dict[str, str]:
    condition = draw(CONDITIONS) if names else ""
    if not condition:
        return {}
    return {key: condition.format(draw(st.sampled_from(names)), draw(st.sampled_from(names)))}


ANSWERS = st.dictionaries(st.sampled_from([f"f{number}" for number in range(16)]), st.integers(0, 4))


@given(forms(), ANSWERS, st.data())
def test_what_is_hidden_is_never_kept_required_or_listened_to(
    spec: FormSpec, answers: dict[str, int], data: st.DataObject
) -> None:
    visible = visible_fields(spec, answers, SITUATION)
    assert visible.answers.keys() <= visible.fields
    assert visible.required <= visible.fields
    assert set(missing(spec, answers, SITUATION)) == visible.required - visible.answers.keys()
    again = visible_fields(spec, visible.answers, SITUATION)
    assert (again.fields, again.required, again.answers) == (visible.fields, visible.required, visible.answers)
    hidden = sorted(set(spec.by_name) - visible.fields)
    if hidden:
        changed = {**answers, data.draw(st.sampled_from(hidden)): data.draw(st.integers(0, 9))}
        assert visible_fields(spec, changed, SITUATION).fields == visible.fields
    assert from_json(spec, to_json(spec, visible.answers), strict=True) == visible.answers
    assert {one.name for one in to_words(spec, visible.answers, "vi")} == set(visible.answers)


@given(forms())
def test_unknown_neither_shows_nor_requires(spec: FormSpec) -> None:
    visible = visible_fields(spec, {}, SITUATION)
    for page in spec.pages:
        for one in page.fields:
            if page.when is not None or one.when is not None:
                assert one.name not in visible.fields
            if not isinstance(one.required, bool):
                assert one.name not in visible.required
    assert not visible.failures


def test_a_failed_condition_is_told() -> None:
    spec = parsed(
        [
            {
                "page": "p",
                "title": "P",
                "fields": [
                    {"name": "a", "type": "integer", "label": "A"},
                    {"name": "b", "type": "integer", "label": "B", "when": "1 / a > 0"},
                ],
            }
        ]
    )
    (failure,) = visible_fields(spec, {"a": 0}, SITUATION).failures
    assert (failure.place, failure.key) == ("b", "when")
