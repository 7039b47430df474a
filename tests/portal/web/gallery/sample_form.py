"""A page of a form with every look of field, as a pack would ask for it."""

from datetime import date
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Optional

from forms.building import build_form, post
from forms.parsing import parse_form
from forms.spec import FormSpec
from forms.visibility import visible_fields
from portal.web.fields.surroundings import Around, Known
from portal.web.fields.uploads import Upload
from portal.web.language import N_, current_language

TODAY = date(2026, 11, 22)

PAGES: list[dict[str, Any]] = [
    {
        "page": "chu_ho",
        "title": "Chủ hộ kinh doanh",
        "fields": [
            {"name": "ho_ten", "type": "person_name", "label": "Họ, chữ đệm, tên", "from": "identity.full_name"},
            {"name": "ngay_sinh", "type": "date", "label": "Ngày sinh", "hint": "Ví dụ: 27 3 1987", "max": "today"},
            {"name": "dien_thoai", "type": "phone", "label": "Số điện thoại"},
            {"name": "email", "type": "email", "label": "Thư điện tử", "required": False},
            {
                "name": "hinh_thuc",
                "type": "choice",
                "label": "Ai thành lập hộ kinh doanh?",
                "options": [
                    {"code": "ca_nhan", "text": "Một cá nhân"},
                    {"code": "gia_dinh", "text": "Các thành viên hộ gia đình", "hint": "Cần biên bản họp."},
                ],
            },
            {
                "name": "so_nguoi",
                "type": "integer",
                "label": "Số thành viên",
                "when": "hinh_thuc == 'gia_dinh'",
                "unit": "người",
            },
            {"name": "von", "type": "money", "label": "Vốn kinh doanh"},
            {"name": "co_nha", "type": "yes_no", "label": "Địa điểm kinh doanh có phải là nơi ở?"},
            {"name": "tru_so", "type": "address", "label": "Địa chỉ trụ sở"},
            {
                "name": "nganh",
                "type": "rows",
                "label": "Ngành, nghề kinh doanh",
                "fields": [
                    {"name": "ma", "type": "text", "label": "Mã ngành", "max_length": 5},
                    {"name": "ten", "type": "text", "label": "Tên ngành"},
                ],
            },
            {
                "name": "kenh",
                "type": "choices",
                "label": "Muốn nhận tin qua",
                "required": False,
                "options": [{"code": "sms", "text": "Tin nhắn"}, {"code": "mail", "text": "Thư điện tử"}],
            },
            {"name": "ghi_chu", "type": "long_text", "label": "Ghi chú", "required": False},
            {"name": "tong", "type": "computed", "label": "Tổng vốn", "value": "von * 1", "unit": "đồng"},
            {"name": "can_cuoc", "type": "attachment", "label": "Ảnh căn cước"},
            {"name": "cam_doan", "type": "declaration", "label": "Tôi cam đoan những điều đã khai là đúng."},
        ],
    }
]

ANSWERS: dict[str, Any] = {
    "ho_ten": "Nguyễn Văn An",
    "hinh_thuc": "gia_dinh",
    "von": 120_000_000,
    "can_cuoc": ["a1"],
    "nganh": [{"_id": "1", "ma": "4711", "ten": "Bán lẻ tạp hóa"}],
}


def spec() -> FormSpec:
    """Return the form."""
    found, problems = parse_form(PAGES, situation={})
    assert found is not None, problems
    return found


SPEC = spec()


def page() -> dict[str, Any]:
    """Return what the sample page is drawn with; posting it shows its errors."""
    language = current_language()
    sheet = SPEC.pages[0]
    situation = {"today": TODAY}
    known = {"ho_ten": Known("Nguyễn Văn An", "Lấy từ tài khoản định danh điện tử")}
    form = build_form(sheet, base=FlaskForm, language=language)(data=ANSWERS)
    form["ho_ten"].process(None, "Nguyễn Văn An")
    visible = visible_fields(SPEC, ANSWERS, situation)
    if request.method == "POST":
        posted = post(SPEC, form, answers={"ho_ten": "Nguyễn Văn An"}, situation=situation)
        visible = posted.visible
    uploads = {"can_cuoc": [Upload("a1", "can-cuoc-mat-truoc.jpg", 734_003, "#")]}
    because = {"so_nguoi": "bạn trả lời “Các thành viên hộ gia đình” ở mục “Ai thành lập hộ kinh doanh?”"}
    around = Around(asks={"hinh_thuc", "von"}, required=visible.required, why=because, known=known, uploads=uploads)
    return {"form": form, "around": around}


class HandWritten(FlaskForm):  # type: ignore[misc]
    """A form written by hand, as the sign-in page has."""

    name = StringField(N_("Tên đăng nhập"), validators=[InputRequired(N_("Bạn cần nhập tên đăng nhập"))])
    password = PasswordField(N_("Mật khẩu"), description=N_("Phân biệt chữ hoa, chữ thường."))
    role = SelectField(N_("Vai trò"), choices=[SelectChoice("a", "Tiếp nhận"), SelectChoice("b", "Thẩm định")])
    note = TextAreaField(N_("Lý do"), validators=[Optional()])
    stay = BooleanField(N_("Giữ đăng nhập trên máy này"))
