"""A page with the kinds of answer that have a form of their own, as a pack would ask for them."""

from typing import Any

from flask import request
from flask_wtf import FlaskForm

from forms.building import build_form, post
from forms.parsing import parse_form
from forms.spec import FormSpec
from portal.web.language import current_language
from tests.portal.web.gallery.sample_form import TODAY

FIELDS: list[dict[str, Any]] = [
    {"name": "gioi_tinh", "type": "sex", "label": "Giới tính"},
    {"name": "dan_toc", "type": "ethnic_group", "label": "Dân tộc"},
    {"name": "ton_giao", "type": "religion", "label": "Tôn giáo"},
    {"name": "quoc_tich", "type": "nationality", "label": "Quốc tịch"},
    {"name": "nuoc_den", "type": "country", "label": "Nước sẽ đến", "without": ["VN"], "required": False},
    {
        "name": "ngay_sinh_cu",
        "type": "partial_date",
        "label": "Ngày sinh của ông",
        "hint": "Không nhớ ngày, tháng thì chỉ ghi năm.",
    },
    {"name": "tam_tru", "type": "date_range", "label": "Thời gian tạm trú", "open": True},
    {"name": "gio_sinh", "type": "time", "label": "Giờ sinh", "hint": "Ví dụ 8:30 hoặc 14h05"},
    {"name": "thoi_han", "type": "duration", "label": "Thời hạn đề nghị cấp", "units": ["month", "year"]},
    {"name": "so_ngay", "type": "duration", "label": "Số ngày nghỉ", "units": ["day"], "required": False},
    {"name": "cmnd", "type": "old_citizen_id", "label": "Số chứng minh nhân dân cũ", "required": False},
    {"name": "ho_chieu", "type": "passport", "label": "Số hộ chiếu", "country": "quoc_tich"},
    {"name": "ma_so", "type": "business_code", "label": "Mã số doanh nghiệp"},
    {"name": "tai_khoan", "type": "bank_account", "label": "Tài khoản nhận trợ cấp"},
    {"name": "bien_so", "type": "vehicle_plate", "label": "Biển số xe"},
    {"name": "thua", "type": "land_parcel", "label": "Thửa đất", "hint": "Ghi như trên Giấy chứng nhận."},
]
ANSWERS: dict[str, Any] = {"gioi_tinh": "nu", "dan_toc": "12", "quoc_tich": "VN", "gio_sinh": "08:30"}


def spec() -> FormSpec:
    """Return the form."""
    found, problems = parse_form([{"page": "kinds", "title": "Các loại câu hỏi", "fields": FIELDS}], situation={})
    assert found is not None, problems
    return found


SPEC = spec()


def page() -> dict[str, Any]:
    """Return the form; posting it shows its errors."""
    form = build_form(SPEC.pages[0], base=FlaskForm, language=current_language())(data=ANSWERS)
    if request.method == "POST":
        post(SPEC, form, answers={}, situation={"today": TODAY})
    return {"kinds": form}
