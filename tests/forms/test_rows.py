"""Tables of rows, and tables in them: the model case is a household, its members, their certificates and the marks."""

from __future__ import annotations

from typing import Any

import pytest
import wtforms
from werkzeug.datastructures import MultiDict

from forms.answers import from_json, invalid, to_json, to_words
from forms.building import Posted, build_form, post
from forms.fields import REGISTRY
from forms.fields.rows_field import RowsField
from forms.parsing import parse_form
from tests.forms.samples import SITUATION, SITUATION_TYPES, form_of, nested

MARKS: dict[str, Any] = {
    "name": "diem",
    "type": "rows",
    "label": "Điểm",
    "required": False,
    "max": 5,
    "fields": [
        {"name": "mon", "type": "text", "label": "Môn"},
        {"name": "so_diem", "type": "decimal", "label": "Số điểm"},
        {"name": "dat", "type": "computed", "label": "Đạt", "value": "so_diem >= 5.0"},
    ],
}
CERTIFICATES: dict[str, Any] = {
    "name": "bang_cap",
    "type": "rows",
    "label": "Bằng cấp",
    "required": False,
    "max": 2,
    "fields": [{"name": "ten_bang", "type": "text", "label": "Tên bằng"}, {**MARKS}],
}
MEMBERS: dict[str, Any] = {
    "name": "thanh_vien",
    "type": "rows",
    "label": "Thành viên",
    "min": 1,
    "fields": [
        {"name": "ten", "type": "text", "label": "Tên"},
        {"name": "ngay_sinh", "type": "date", "label": "Ngày sinh", "max": "today", "required": False},
        CERTIFICATES,
    ],
}
FORM = form_of(MEMBERS)
SENT = {
    "thanh_vien-0-ten": "An",
    "thanh_vien-0-bang_cap-0-ten_bang": "Trung cấp",
    "thanh_vien-0-bang_cap-0-diem-0-mon": "Toán",
    "thanh_vien-0-bang_cap-0-diem-0-so_diem": "8,5",
    "thanh_vien-0-bang_cap-0-diem-1-mon": "Văn",
    "thanh_vien-0-bang_cap-0-diem-1-so_diem": "4",
    "thanh_vien-1-ten": "Bình",
}
STORED = [
    {
        "_id": "1",
        "ten": "An",
        "bang_cap": [
            {
                "_id": "1",
                "ten_bang": "Trung cấp",
                "diem": [
                    {"_id": "1", "mon": "Toán", "so_diem": "8.5", "dat": True},
                    {"_id": "2", "mon": "Văn", "so_diem": "4", "dat": False},
                ],
            }
        ],
    },
    {"_id": "2", "ten": "Bình"},
]


def sent(typed: dict[str, Any], answers: dict[str, Any] | None = None) -> tuple[RowsField, Posted]:
    form = build_form(FORM.pages[0], base=wtforms.Form, language="vi")(MultiDict(typed), data=answers or {})
    posted = post(FORM, form, answers=answers or {}, situation=SITUATION)
    field = form["thanh_vien"]
    assert isinstance(field, RowsField)
    return field, posted


def names(posted: Posted) -> list[str]:
    return [row["ten"] for row in posted.answers["thanh_vien"]]


def test_rows_in_rows_in_rows_go_there_and_back() -> None:
    _, posted = sent(SENT)
    assert posted.valid
    assert to_json(FORM, posted.answers) == {"thanh_vien": STORED}
    assert from_json(FORM, {"thanh_vien": STORED}, strict=True) == posted.answers
    shown = to_words(FORM, posted.answers, "vi")[0]
    assert (
        shown.lines[0][2]
        == "Tên bằng: Trung cấp; Điểm: (Môn: Toán; Số điểm: 8,5; Đạt: Có) (Môn: Văn; Số điểm: 4; Đạt: Không)"
    )
    paper = REGISTRY["rows"].on_paper(FORM.by_name["thanh_vien"], posted.answers["thanh_vien"])
    assert paper[0]["bang_cap"][0]["diem"][1] == {"mon": "Văn", "so_diem": "4", "dat": "Không"}
    assert paper[1]["bang_cap"] == ""


def test_a_kept_table_is_shown_as_it_would_be_posted() -> None:
    _, posted = sent(SENT)
    form = build_form(FORM.pages[0], base=wtforms.Form, language="vi")(None, data=posted.answers)
    html = str(form["thanh_vien"]())
    assert all(f'name="{name}"' in html for name in SENT)
    assert 'name="thanh_vien-0-bang_cap-0-diem-1-_id" value="2"' in html


@pytest.mark.parametrize(
    ("button", "order"),
    [
        ("thanh_vien-down-0", ["Bình", "An"]),
        ("thanh_vien-up-1", ["Bình", "An"]),
        ("thanh_vien-up-0", ["An", "Bình"]),
        ("thanh_vien-copy-0", ["An", "An", "Bình"]),
        ("thanh_vien-remove-0", ["Bình"]),
        ("thanh_vien-remove-7", ["An", "Bình"]),
        ("thanh_vien--1-remove", ["An", "Bình"]),
    ],
)
def test_rows_are_moved_copied_and_removed_by_buttons(button: str, order: list[str]) -> None:
    field, posted = sent({**SENT, button: "1"})
    assert names(posted) == order
    shown = {one.name: one.raw for row in field.rows for one in row.cells if one.spec.name == "ten"}
    assert shown == {f"thanh_vien-{at}-ten": name for at, name in enumerate(order)}


def test_a_moved_row_takes_its_inner_rows_along_and_a_copy_has_an_id_of_its_own() -> None:
    _, kept = sent(SENT)
    ids = {"thanh_vien-0-_id": "1", "thanh_vien-1-_id": "2"}
    field, posted = sent({**SENT, **ids, "thanh_vien-copy-0": "1"}, kept.answers)
    assert [row["_id"] for row in posted.answers["thanh_vien"]] == ["1", "3", "2"]
    assert posted.answers["thanh_vien"][1]["bang_cap"] == posted.answers["thanh_vien"][0]["bang_cap"]
    assert 'name="thanh_vien-1-bang_cap-0-diem-1-mon" type="text" value="Văn"' in str(field())


def test_a_button_of_an_inner_table_asks_for_nothing_else() -> None:
    field, posted = sent({**SENT, "thanh_vien-1-ten": "", "thanh_vien-0-bang_cap-0-diem-up-1": "1"})
    assert (posted.valid, posted.stay, field.errors) == (False, True, [])
    marks = posted.answers["thanh_vien"][0]["bang_cap"][0]["diem"]
    assert [row["mon"] for row in marks] == ["Văn", "Toán"]
    field, posted = sent({"thanh_vien-0-bang_cap-0-diem-add": "1"})
    assert posted.stay
    assert 'name="thanh_vien-0-bang_cap-0-diem-0-mon"' in str(field())


def test_rows_stand_in_the_order_of_their_numbers_however_they_came() -> None:
    typed = {"thanh_vien-12-ten": "Cuối", "thanh_vien-2-ten": "Giữa", "thanh_vien-0-ten": "Đầu"}
    _, posted = sent(typed)
    assert names(posted) == ["Đầu", "Giữa", "Cuối"]
    _, posted = sent({"thanh_vien--1-ten": "Âm", "thanh_vien-99999-ten": "Xa", "thanh_vien-x-ten": "Chữ", **typed})
    assert names(posted) == ["Đầu", "Giữa", "Cuối"]


def test_what_is_wrong_in_an_inner_cell_stands_in_that_cell() -> None:
    field, posted = sent({**SENT, "thanh_vien-0-bang_cap-0-diem-1-so_diem": "tám"})
    assert not posted.valid
    assert "Bạn cần sửa các ô được đánh dấu ở thành viên" in field.errors
    inner = [one for one in every(field) if one.errors and not one.inner()]
    assert [one.name for one in inner] == ["thanh_vien-0-bang_cap-0-diem-1-so_diem"]


def test_a_cell_that_does_not_fit_the_day_is_marked_and_named() -> None:
    birth = {
        "thanh_vien-1-ngay_sinh-day": "1",
        "thanh_vien-1-ngay_sinh-month": "1",
        "thanh_vien-1-ngay_sinh-year": "2027",
    }
    field, posted = sent({**SENT, **birth})
    assert not posted.valid
    assert field.rows[1].cells[1].errors == ["Ngày sinh phải là ngày 22/11/2026 hoặc trước đó"]
    wrong = invalid(FORM, posted.answers, SITUATION)
    assert [one.words("en") for one in wrong] == ["Ngày sinh must be 22/11/2026 or earlier"]


def every(field: Any) -> list[Any]:
    return [one for cell in field.inner() for one in (cell, *every(cell))]


def test_ten_thousand_rows_are_refused_before_one_is_read() -> None:
    typed = {f"thanh_vien-{at}-ten": "x" for at in range(10_000)}
    kept = from_json(FORM, {"thanh_vien": STORED})
    field, posted = sent(typed, kept)
    assert len(field.rows) == len(STORED), "those that were kept, and none of the typed ones"
    assert not posted.valid
    assert field.errors == ["Thành viên nhận nhiều nhất 1.000 dòng. Bạn cần xóa bớt"]
    assert [row.identity for row in field.rows] == ["1", "2"]


def test_inner_rows_count_too() -> None:
    typed = {f"thanh_vien-{at // 100}-bang_cap-0-diem-{at % 100}-mon": "x" for at in range(2_000)}
    field, _ = sent(typed)
    assert field.errors == ["Thành viên nhận một lần nhiều nhất 1.000 dòng, kể cả các dòng bên trong. Bạn cần xóa bớt"]


def test_a_fourth_level_is_refused_with_its_place() -> None:
    raw = [{"page": "p", "title": "P", "fields": [{"name": "b", "type": "rows", "label": "B", "fields": nested(3)}]}]
    _, problems = parse_form(raw, situation=SITUATION_TYPES)
    deepest = ("form", 0, "fields", 0, "fields", 0, "fields", 0, "fields", 0, "fields")
    assert [(one.path, one.message) for one in problems] == [(deepest, "rows in rows go 3 levels deep")]
    assert form_of({"name": "b", "type": "rows", "label": "B", "fields": nested(2)}).pages
