"""A posted page: what was typed calls and dismisses fields, nothing typed is lost, no script is needed."""

from __future__ import annotations

from typing import Any

import wtforms
from werkzeug.datastructures import MultiDict

from forms.building import Posted, build_form, post
from forms.fields.address import AddressField
from forms.fields.inputs import AnswerField
from forms.fields.rows_field import RowsField
from forms.spec import FormSpec
from tests.forms.samples import SITUATION, form_of

ONE = [{"code": "a", "text": "A"}]
FORM = form_of(
    {
        "name": "loai",
        "type": "choice",
        "label": "Loại",
        "options": [{"code": "nha_o", "text": "Nhà ở"}, {"code": "khac", "text": "Khác"}],
    },
    {"name": "so_tang", "type": "integer", "label": "Số tầng", "when": "loai == 'nha_o'"},
    {
        "name": "giay_to",
        "type": "choices",
        "label": "Giấy tờ",
        "options": [{"code": "a", "text": "A"}],
        "required": False,
    },
    {
        "name": "hang_muc",
        "type": "rows",
        "label": "Hạng mục",
        "required": False,
        "max": 3,
        "fields": [
            {"name": "ten", "type": "text", "label": "Tên"},
            {"name": "ngay", "type": "date", "label": "Ngày", "required": False},
        ],
    },
    {"name": "dia_chi", "type": "address", "label": "Địa chỉ", "required": False},
)
KNOWN = {"loai": "nha_o", "so_tang": 3, "giay_to": ["a"]}


class GuardedForm(wtforms.Form):
    """A base with a token, as the portal's."""

    token = wtforms.StringField(validators=[wtforms.validators.AnyOf(["good"])])


def sent(
    data: dict[str, Any],
    answers: dict[str, Any] | None = None,
    *,
    base: type[wtforms.Form] = wtforms.Form,
    spec: FormSpec = FORM,
) -> tuple[wtforms.Form, Posted]:
    form = build_form(spec.pages[0], base=base, language="vi")(MultiDict(data), data=answers or {})
    return form, post(spec, form, answers=answers or {}, situation=SITUATION)


def rows_of(form: wtforms.Form) -> RowsField:
    field = form["hang_muc"]
    assert isinstance(field, RowsField)
    return field


def cell_errors(form: wtforms.Form) -> dict[str, list[str]]:
    return {cell.spec.name: list(cell.errors) for cell in rows_of(form).rows[0].cells if cell.errors}


def test_a_class_is_built_once_for_page_base_language_and_fields() -> None:
    page = FORM.pages[0]
    first = build_form(page, base=wtforms.Form, language="vi")
    assert build_form(page, base=wtforms.Form, language="vi") is first
    assert build_form(page, base=wtforms.Form, language="en") is not first
    part = build_form(page, base=GuardedForm, language="vi", visible={"loai", "elsewhere"})
    assert issubclass(part, GuardedForm)
    assert [field.name for field in part()] == ["token", "loai"]
    assert build_form(page, base=GuardedForm, language="vi", visible=["loai"]) is part


def test_what_is_typed_reveals_a_field_without_blame() -> None:
    form, posted = sent({"loai": "nha_o"})
    assert (posted.valid, posted.stay, posted.revealed) == (False, True, frozenset({"so_tang"}))
    assert not form.errors
    form, posted = sent({"loai": "nha_o", "so_tang": ""}, {"loai": "nha_o"})
    assert not posted.stay
    assert form.errors == {"so_tang": ["Bạn cần nhập số tầng"]}
    _, posted = sent({"loai": "nha_o", "so_tang": "3"})
    assert posted.valid
    assert posted.answers == {"loai": "nha_o", "so_tang": 3}


def test_what_is_typed_dismisses_a_field_with_its_answer_and_its_error() -> None:
    form, posted = sent({"loai": "khac", "so_tang": "ba"}, KNOWN)
    assert posted.valid
    assert posted.answers == {"loai": "khac"}
    assert "so_tang" not in form


def test_boxes_unticked_are_unanswered_and_fields_not_shown_are_kept() -> None:
    _, posted = sent({"loai": "nha_o", "so_tang": "3"}, KNOWN)
    assert "giay_to" not in posted.answers
    whole = form_of(
        {"name": "a", "type": "yes_no", "label": "A"}, {"name": "b", "type": "text", "label": "B", "when": "a"}
    )
    _, posted = sent({"a": "true"}, {"b": "đã có"}, spec=whole)
    assert posted.answers == {"a": True, "b": "đã có"}


def test_what_was_typed_wrong_is_shown_again() -> None:
    form, posted = sent({"loai": "nha_o", "so_tang": "ba <b>"}, KNOWN)
    assert not posted.valid
    assert "so_tang" not in posted.answers
    field = form["so_tang"]
    assert isinstance(field, AnswerField)
    assert field.raw == "ba <b>"
    assert "ba &lt;b&gt;" in str(field())
    assert form.errors == {"so_tang": ["Bạn chỉ ghi chữ số ở số tầng, ví dụ 2 hoặc 12"]}


def test_rows_are_added_and_removed_by_buttons_and_keep_their_ids() -> None:
    stored = {"loai": "khac", "hang_muc": [{"_id": "4", "ten": "Cửa"}, {"_id": "9", "ten": "Mái"}]}
    typed = {
        "loai": "khac",
        "hang_muc-0-ten": "Cửa sổ",
        "hang_muc-0-_id": "4",
        "hang_muc-0-ngay-day": "40",
        "hang_muc-1-ten": "Mái",
        "hang_muc-1-_id": "9",
    }
    form, posted = sent({**typed, "hang_muc-add": "1"}, stored)
    assert (posted.valid, posted.stay) == (False, True)
    assert not form.errors
    assert [row.index for row in rows_of(form).rows] == [0, 1, 2]
    assert 'value="40"' in str(form["hang_muc"]())
    assert posted.answers["hang_muc"] == [{"_id": "9", "ten": "Mái"}]
    form, posted = sent({**typed, "hang_muc-remove-0": "1"}, stored)
    assert posted.stay
    assert posted.answers["hang_muc"] == [{"_id": "9", "ten": "Mái"}]
    assert [row.identity for row in rows_of(form).rows] == ["9"]
    form, posted = sent(typed, stored)
    assert not posted.valid
    assert cell_errors(form) == {"ngay": ["Ngày còn thiếu tháng, năm. Bạn cần nhập đủ ngày, tháng, năm"]}
    form, posted = sent({**typed, "hang_muc-0-ngay-day": "", "hang_muc-5-ten": "Sàn"}, stored)
    assert posted.valid
    assert [(row["_id"], row["ten"]) for row in posted.answers["hang_muc"]] == [
        ("4", "Cửa sổ"),
        ("9", "Mái"),
        ("10", "Sàn"),
    ]


def test_rows_demand_their_required_cells_and_their_number() -> None:
    form, _ = sent(
        {"loai": "khac", "hang_muc-0-ngay-day": "1", "hang_muc-0-ngay-month": "1", "hang_muc-0-ngay-year": "2026"}
    )
    assert cell_errors(form) == {"ten": ["Bạn cần nhập tên"]}
    assert form["hang_muc"].errors == ["Bạn cần sửa các ô được đánh dấu ở hạng mục"]
    form, _ = sent({"loai": "khac", **{f"hang_muc-{index}-ten": "x" for index in range(9)}})
    assert form["hang_muc"].errors == ["Hạng mục nhận nhiều nhất 3 dòng. Bạn cần xóa bớt"]


def test_hostile_row_numbers_and_ids_do_no_harm() -> None:
    typed = {
        "loai": "khac",
        "hang_muc-99999999999-ten": "x",
        "hang_muc--1-ten": "x",
        "hang_muc-0-ten": "Một",
        "hang_muc-0-_id": "'><script>",
        "hang_muc-1-ten": "Hai",
        "hang_muc-1-_id": "7",
        "hang_muc-2-ten": "Ba",
        "hang_muc-2-_id": "7",
    }
    form, posted = sent(typed)
    assert posted.valid
    assert [row["_id"] for row in posted.answers["hang_muc"]] == ["8", "7", "9"]
    assert "<script" not in str(form["hang_muc"]())


def test_a_province_is_chosen_without_script() -> None:
    typed = {"loai": "khac", "dia_chi-province": "01", "dia_chi-commune": "26734", "dia_chi-detail": "5 phố Huế"}
    form, posted = sent({**typed, "dia_chi-choose": "1"})
    assert (posted.valid, posted.stay) == (False, True)
    assert not form.errors
    field = form["dia_chi"]
    assert isinstance(field, AddressField)
    assert ("00004", "Phường Ba Đình") in field.communes()
    assert field.raw == {"province": "01", "commune": "", "detail": "5 phố Huế"}
    form, posted = sent(typed)
    assert "không thuộc tỉnh" in form["dia_chi"].errors[0]


def test_a_stale_token_is_never_forgiven() -> None:
    for data in ({"loai": "khac"}, {"loai": "nha_o"}, {"loai": "khac", "hang_muc-add": "1"}):
        _, posted = sent(data, base=GuardedForm)
        assert (posted.valid, posted.stay) == (False, False)
        _, posted = sent({**data, "token": "good"}, base=GuardedForm)
        assert posted.valid or posted.stay


def test_a_thousand_rows_are_read() -> None:
    spec = form_of(
        {
            "name": "hang_muc",
            "type": "rows",
            "label": "Hạng mục",
            "max": 1000,
            "fields": [{"name": "so", "type": "integer", "label": "Số"}],
        },
        {"name": "tong", "type": "computed", "label": "Tổng", "value": "sum(hang_muc.so)"},
    )
    _, posted = sent({f"hang_muc-{index}-so": str(index) for index in range(1000)}, spec=spec)
    assert posted.valid
    assert posted.answers["tong"] == 499_500


BILL = form_of(
    {"name": "so_ban", "type": "integer", "label": "Số bản"},
    {
        "name": "muc",
        "type": "rows",
        "label": "Mục",
        "fields": [
            {"name": "ten", "type": "text", "label": "Tên"},
            {"name": "gia", "type": "money", "label": "Giá"},
            {"name": "tien", "type": "computed", "label": "Tiền", "value": "gia * so_ban"},
        ],
    },
    {"name": "tong", "type": "computed", "label": "Tổng", "value": "sum(muc, r, r.gia * so_ban)"},
)


def test_what_is_worked_out_is_shown_as_of_what_is_typed_now() -> None:
    kept = {"so_ban": 1, "muc": [{"_id": "1", "ten": "Cửa", "gia": 5, "tien": 5}], "tong": 5}
    typed = {"so_ban": "2", "muc-0-_id": "1", "muc-0-ten": "Cửa", "muc-0-gia": "7", "muc-1-gia": "1"}
    form, posted = sent({**typed, "muc-1-ten": "Mái"}, kept, spec=BILL)
    assert posted.valid
    assert form["tong"].data == posted.answers["tong"] == 16
    assert isinstance(form["muc"], RowsField)
    assert [row.cells[-1].data for row in form["muc"].rows] == [14, 2]
    form, posted = sent(typed, kept, spec=BILL)
    assert not posted.valid
    assert form["tong"].data is posted.answers.get("tong") is None
