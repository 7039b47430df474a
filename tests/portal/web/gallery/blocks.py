"""A page with the kinds of answer that are made of several, as a pack would ask for them."""

from typing import Any

import wtforms
from flask import request
from flask_wtf import FlaskForm

from forms.building import build_form, post
from forms.parsing import parse_form
from forms.spec import FormSpec
from portal.web.fields.surroundings import Around
from portal.web.language import current_language
from tests.portal.web.gallery.sample_form import TODAY

PARTS = ["full_name", "birth_date", "sex", "citizen_id", "address"]
FIELDS: list[dict[str, Any]] = [
    {"name": "luu_y", "type": "content", "look": "warning", "text": "Chỉ nộp khi đã có đủ giấy tờ."},
    {"name": "mau", "type": "content", "look": "example", "text": "Số nằm ở mặt trước của thẻ."},
    {"name": "nguoi_me", "type": "person", "label": "Người mẹ", "parts": PARTS, "optional": ["citizen_id"]},
    {"name": "don_vi", "type": "organisation", "label": "Nơi làm việc", "required": False},
    {
        "name": "con",
        "type": "rows",
        "label": "Các con",
        "fields": [
            {"name": "ten", "type": "text", "label": "Tên của con"},
            {
                "name": "truong",
                "type": "rows",
                "label": "Trường đã học",
                "required": False,
                "fields": [{"name": "ten_truong", "type": "text", "label": "Tên trường"}],
            },
        ],
    },
    {"name": "que_quan", "type": "large_choice", "label": "Quê quán", "list": "communes"},
    {
        "name": "nganh_nghe",
        "type": "registry_choice",
        "label": "Ngành kinh doanh",
        "registry": "business_lines",
        "by_hand": True,
    },
    {
        "name": "danh_gia",
        "type": "matrix",
        "label": "Đánh giá phục vụ",
        "lines": [{"name": "thai_do", "text": "Thái độ"}, {"name": "thoi_gian", "text": "Thời gian"}],
        "options": [{"code": "tot", "text": "Tốt"}, {"code": "kem", "text": "Chưa tốt"}],
    },
    {"name": "cua_hang", "type": "map", "label": "Vị trí cửa hàng", "required": False},
    {"name": "khu_dat", "type": "map", "shape": "area", "label": "Khu đất", "required": False},
    {"name": "chu_ky", "type": "signature", "label": "Người khai ký tên"},
]
ANSWERS: dict[str, Any] = {
    "con": [
        {"_id": "1", "ten": "An", "truong": [{"_id": "1", "ten_truong": "Mầm non Sao Mai"}]},
        {"_id": "2", "ten": "Bình"},
    ],
    "chu_ky": {"name": "Nguyễn Lan", "drawn": "20,100 80,40 140,150 220,60;260,120 300,120"},
    "danh_gia": {"thai_do": "tot", "thoi_gian": "kem"},
}


def spec() -> FormSpec:
    """Return the form."""
    found, problems = parse_form([{"page": "blocks", "title": "Các khối", "fields": FIELDS}], situation={})
    assert found is not None, problems
    return found


SPEC = spec()


def page() -> dict[str, Any]:
    """Return the form; posting it shows its errors, but not what a script alone asks for."""
    if request.method == "POST":
        form = build_form(SPEC.pages[0], base=FlaskForm, language=current_language())()
        post(SPEC, form, answers={}, situation={"today": TODAY})
        if "phan" in request.args:
            forgive(form)
    else:
        form = build_form(SPEC.pages[0], base=FlaskForm, language=current_language())(data=ANSWERS)
    return {"blocks": form, "blocks_around": Around(required={one["name"] for one in FIELDS} - {"don_vi"})}


def forgive(form: wtforms.Form) -> None:
    """Take every error back."""
    for field in form:
        if hasattr(field, "forgive"):
            field.forgive()
