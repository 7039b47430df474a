"""Columns by the row's own answers: asked, required, offered and checked row by row."""

from __future__ import annotations

from typing import Any

import pytest
import wtforms
from werkzeug.datastructures import MultiDict

from forms.answers import from_json, invalid, to_json, visible_fields
from forms.building import Posted, build_form, post
from forms.fields.rows_field import RowsField
from forms.parsing import parse_form
from forms.spec import FormSpec
from tests.forms.samples import SITUATION, SITUATION_TYPES

TABLE: dict[str, Any] = {
    "name": "nguoi",
    "type": "rows",
    "label": "Những người cùng ở",
    "checks": [
        {"that": "den >= tu", "say": {"vi": "Đến năm phải sau Từ năm.", "en": "To must follow from."}, "at": "den"}
    ],
    "fields": [
        {
            "name": "quoc_tich",
            "type": "choice",
            "label": "Quốc tịch",
            "options": [
                {"code": "vn", "text": "Việt Nam"},
                {"code": "khac", "text": "Nước khác"},
                {"code": "khong", "text": "Không có", "when": "so_ho > 1"},
            ],
        },
        {"name": "ho_chieu", "type": "text", "label": "Số hộ chiếu", "when": "quoc_tich == 'khac'"},
        {"name": "ly_do", "type": "text", "label": "Lý do", "required": "quoc_tich == 'khong' && channel == 'online'"},
        {"name": "tu", "type": "integer", "label": "Từ năm", "required": False},
        {"name": "den", "type": "integer", "label": "Đến năm", "required": False},
        {"name": "chia", "type": "computed", "label": "Chia", "value": "100 / tu"},
    ],
}


def sound() -> FormSpec:
    fields = [{"name": "so_ho", "type": "integer", "label": "Số hộ"}, TABLE]
    spec, problems = parse_form([{"page": "p", "title": "P", "fields": fields}], situation=SITUATION_TYPES)
    assert spec is not None, problems
    return spec


SPEC = sound()


def sent(*rows: dict[str, str], so_ho: str = "2") -> tuple[RowsField, Posted]:
    typed = {f"nguoi-{at}-{name}": text for at, row in enumerate(rows) for name, text in row.items()}
    form = build_form(SPEC.pages[0], base=wtforms.Form, language="vi")(MultiDict({**typed, "so_ho": so_ho}))
    before = visible_fields(SPEC, {"so_ho": 2}, SITUATION)
    posted = post(SPEC, form, answers={}, situation=SITUATION, before=before)
    table = form["nguoi"]
    assert isinstance(table, RowsField)
    return table, posted


def errors(table: RowsField) -> dict[str, list[str]]:
    return {cell.name: list(cell.errors) for row in table.rows for cell in row.cells if cell.errors}


def test_each_row_is_asked_by_its_own_answers_and_keeps_nothing_hidden() -> None:
    table, posted = sent(
        {"quoc_tich": "vn", "ho_chieu": "gõ tay"}, {"quoc_tich": "khac", "ho_chieu": "B1"}, {"quoc_tich": "khac"}
    )
    assert errors(table) == {"nguoi-2-ho_chieu": ["Bạn cần nhập số hộ chiếu"]}
    assert not posted.valid
    kept = [{name: row[name] for name in row if name != "_id"} for row in posted.answers["nguoi"]]
    assert kept == [{"quoc_tich": "vn"}, {"quoc_tich": "khac", "ho_chieu": "B1"}, {"quoc_tich": "khac"}]
    assert from_json(SPEC, to_json(SPEC, posted.answers), strict=True) == posted.answers
    assert [one.field.name for one in invalid(SPEC, posted.answers, SITUATION)] == ["nguoi"]


def test_a_page_shows_in_each_row_what_it_asks() -> None:
    table, posted = sent({"quoc_tich": "vn"}, {"quoc_tich": "khac", "ho_chieu": "B1"})
    assert posted.valid
    table.hide(posted.visible.values)
    assert [[cell.spec.name for cell in row.cells][1] for row in table.drawn_rows()] == ["ly_do", "ho_chieu"]
    empty = build_form(SPEC.pages[0], base=wtforms.Form, language="vi")()["nguoi"]
    assert isinstance(empty, RowsField)
    empty.hide({})
    assert "ho_chieu" not in [cell.spec.name for cell in empty.drawn_rows()[0].cells]


def test_a_cell_is_required_and_an_option_offered_by_the_row_and_the_form() -> None:
    table, posted = sent({"quoc_tich": "khong"})
    assert errors(table) == {"nguoi-0-ly_do": ["Bạn cần nhập lý do"]}
    assert not posted.valid
    _, posted = sent({"quoc_tich": "khong", "ly_do": "x"})
    assert posted.valid
    table, posted = sent({"quoc_tich": "khong", "ly_do": "x"}, so_ho="1")
    assert errors(table) == {"nguoi-0-quoc_tich": ["Bạn cần chọn quốc tịch"]}
    assert "quoc_tich" not in posted.answers["nguoi"][0]


def test_a_check_of_a_row_stands_in_its_cell() -> None:
    row = {"quoc_tich": "vn", "tu": "2020"}
    table, posted = sent({**row, "den": "2021"}, {**row, "den": "2019"}, row)
    assert errors(table) == {"nguoi-1-den": ["Đến năm phải sau Từ năm"]}
    assert not posted.valid


def test_a_row_that_cannot_be_computed_stops_the_page_and_loses_nothing() -> None:
    _, posted = sent({"quoc_tich": "vn", "tu": "0"})
    assert not posted.valid
    assert [(one.place, one.key) for one in posted.failures] == [("nguoi", "value")]
    assert posted.answers["nguoi"][0]["tu"] == 0


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"checks": [{"that": "so_ho > 1", "say": "x"}]}, "reads no field"),
        ({"checks": [{"that": "den > 1", "say": "x", "at": "so_ho"}]}, "'so_ho' is no field here"),
        ({"checks": [{"that": "la > 1", "say": "x"}]}, "unknown name 'la'"),
    ],
)
def test_a_wrong_check_of_rows_is_refused(keys: dict[str, Any], message: str) -> None:
    fields = [{"name": "so_ho", "type": "integer", "label": "Số hộ"}, {**TABLE, **keys}]
    _, problems = parse_form([{"page": "p", "title": "P", "fields": fields}], situation=SITUATION_TYPES)
    assert len(problems) == 1
    assert message in problems[0].message
