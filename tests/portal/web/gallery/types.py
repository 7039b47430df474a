"""A page with one field of every type, as the authors' pages show it, answered where a field is easier seen so."""

from typing import Any

from flask import request
from flask_wtf import FlaskForm

from forms.answers import from_json, visible_fields
from forms.building import build_form, post
from forms.parsing import parse_form
from forms.spec import FormSpec
from portal.web.fields.surroundings import Around
from portal.web.fields.uploads import Upload
from portal.web.language import current_language
from procedures.field_guide import BESIDE, plain, with_examples
from procedures.situation import SITUATION
from tests.portal.web.gallery.sample_form import TODAY

OTHERS: list[dict[str, Any]] = [
    {"name": "tep_can_cuoc", "type": "attachment", "label": "Ảnh căn cước"},
    {"name": "que_quan", "type": "large_choice", "label": "Quê quán", "list": "communes"},
    {
        "name": "tinh_trang",
        "type": "matrix",
        "label": "Tình trạng các hạng mục",
        "lines": [{"name": "mai", "text": "Mái"}, {"name": "tuong", "text": "Tường"}],
        "options": [{"code": "tot", "text": "Còn tốt"}, {"code": "hong", "text": "Hư hỏng"}],
    },
    {"name": "vi_tri", "type": "map", "label": "Vị trí cửa hàng"},
    {
        "name": "thanh_vien",
        "type": "rows",
        "label": "Thành viên hộ gia đình",
        "fields": [
            {"name": "ten", "type": "person_name", "label": "Họ và tên"},
            {"name": "nam_sinh", "type": "integer", "label": "Năm sinh"},
        ],
    },
    {"name": "nguoi_me", "type": "person", "label": "Người mẹ", "parts": ["full_name", "birth_date", "citizen_id"]},
    {"name": "doanh_nghiep", "type": "organisation", "label": "Doanh nghiệp", "parts": ["name", "tax_code"]},
    {"name": "tien", "type": "computed", "label": "Thành tiền", "value": "so_ban * 8000", "unit": "đồng"},
    {"name": "luu_y", "type": "content", "look": "warning", "text": "Chỉ nộp khi đã đủ giấy tờ."},
    {"name": "so_mau", "type": "constant", "value": "01/ĐK-2026"},
]
"""The types that have no example of their own, because a page of its own tells of them."""
SIGNED = "40,120 55,60 70,40 82,60 78,110 95,80 110,70 118,100 135,72 150,70 158,102 200,104 240,90;60,150 270,132"
ANSWERED: dict[str, Any] = {
    "que_quan": "00004",
    "tinh_trang": {"mai": "tot", "tuong": "hong"},
    "vi_tri": {"lat": "21.028511", "lon": "105.804817"},
    "thanh_vien": [{"_id": "1", "ten": "Nguyễn Văn An", "nam_sinh": 1990}],
    "nguoi_me": {"full_name": "Trần Thị Mẹ", "birth_date": "1990-05-06", "citizen_id": "001190012345"},
    "doanh_nghiep": {"name": "Công ty Hoa Sen", "tax_code": "0100109106"},
    "tep_can_cuoc": ["a1"],
    "chu_ky": {"name": "Nguyễn Thị Lan", "drawn": SIGNED},
}


def fields() -> list[dict[str, Any]]:
    """Return the field of each type, and before them those that they refer to."""
    told: list[Any] = [plain(example.field) for _type, example in with_examples()]
    return [*BESIDE, *told, *OTHERS]


def answers() -> dict[str, Any]:
    """Return the answers, as they are kept."""
    told: list[Any] = [(plain(example.field), plain(example.answer)) for _type, example in with_examples()]
    return {field["name"]: answer for field, answer in told} | ANSWERED


def spec() -> FormSpec:
    """Return the form."""
    found, problems = parse_form([{"page": "types", "title": "Từng loại", "fields": fields()}], situation=SITUATION)
    assert found is not None, problems
    return found


SPEC = spec()
FIELD_OF: dict[str, str] = {one["type"]: one["name"] for one in fields()}
"""Which field of the page shows a type."""


def page() -> dict[str, Any]:
    """Return the form; posting it shows its errors."""
    situation = {"today": TODAY}
    visible = visible_fields(SPEC, from_json(SPEC, answers()), situation)
    form = build_form(SPEC.pages[0], base=FlaskForm, language=current_language())(data=visible.answers)
    if request.method == "POST":
        post(SPEC, form, answers={}, situation=situation)
    around = Around(uploads={"tep_can_cuoc": [Upload("a1", "can-cuoc-mat-truoc.jpg", 734_003, "#")]})
    return {"types": form, "types_around": around}
