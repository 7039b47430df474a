"""Samples of the field types that are made of other fields."""

from __future__ import annotations

from tests.forms.sample import AROUND, Sample, day, home

HOME = home("01", "00004", "5 phố Huế")

FILES = {"anh/mau.png": "9.000001/0a1b", "anh/hong.png": ""}
"""The pictures of a pack: one that is whole and one that is none."""
BLOCKS: dict[str, Sample] = {
    "person": Sample(
        {"parts": ["full_name", "birth_date", "sex", "citizen_id", "address"], "optional": ["citizen_id"]},
        [
            (
                {
                    "full_name": " Nguyễn  Thị Ánh",
                    "birth_date": day("1/2/1999"),
                    "sex": "nu",
                    "citizen_id": "001 199 012345",
                    "address": HOME,
                },
                {
                    "full_name": "Nguyễn Thị Ánh",
                    "birth_date": "1999-02-01",
                    "sex": "nu",
                    "citizen_id": "001199012345",
                    "address": HOME,
                },
                (
                    "Họ, chữ đệm và tên: Nguyễn Thị Ánh\nNgày, tháng, năm sinh: 01/02/1999\nGiới tính: Nữ\n"
                    "Số định danh cá nhân: 001199012345\nNơi cư trú: 5 phố Huế, Phường Ba Đình, Thành phố Hà Nội"
                ),
            ),
            (
                {"full_name": "An", "birth_date": day("1/2/1999"), "sex": "nam", "address": HOME},
                {"full_name": "An", "birth_date": "1999-02-01", "sex": "nam", "address": HOME},
                (
                    "Họ, chữ đệm và tên: An\nNgày, tháng, năm sinh: 01/02/1999\nGiới tính: Nam\n"
                    "Nơi cư trú: 5 phố Huế, Phường Ba Đình, Thành phố Hà Nội"
                ),
            ),
        ],
        [
            ({"full_name": "An 2"}, "cells"),
            ({"full_name": "An", "birth_date": day("31/2/2000")}, "cells"),
            ({"full_name": "An", "address": home("79", "00004", "x")}, "cells"),
        ],
        unfit=[
            ({"full_name": "An"}, AROUND, "required"),
            ({"full_name": "An", "sex": "nam", "citizen_id": "001199012345"}, AROUND, "required"),
        ],
        bad_keys=[
            ({"parts": []}, "asks for nothing"),
            ({"parts": ["name"]}, "list of parts"),
            ({"parts": ["full_name"], "optional": ["phone"]}, "'phone' is not asked"),
        ],
    ),
    "organisation": Sample(
        {"parts": ["name", "tax_code", "representative", "address"]},
        [
            (
                {"name": "Công ty Đo", "tax_code": "0100109106", "representative": "Trần An", "address": HOME},
                {"name": "Công ty Đo", "tax_code": "0100109106", "representative": "Trần An", "address": HOME},
                (
                    "Tên tổ chức: Công ty Đo\nMã số thuế, mã số doanh nghiệp: 0100109106\n"
                    "Người đại diện theo pháp luật: Trần An\n"
                    "Địa chỉ trụ sở: 5 phố Huế, Phường Ba Đình, Thành phố Hà Nội"
                ),
            )
        ],
        [({"name": "A", "tax_code": "123"}, "cells")],
        unfit=[({"name": "A", "tax_code": "0100109106"}, AROUND, "required")],
        bad_keys=[({"parts": "name"}, "list of parts")],
    ),
    "content": Sample(
        {"text": "Xin **đọc**", "look": "example", "image": "anh/mau.png", "alt": "Mặt trước của căn cước"},
        [],
        [],
        bad_keys=[
            ({"text": ""}, "1 to"),
            ({"label": "x"}, "unknown key"),
            ({"look": "loud"}, "not known"),
            ({"image": "anh/mau.svg"}, "name of a picture"),
            ({"image": "anh/khac.png"}, "no picture 'anh/khac.png'"),
            ({"image": "anh/hong.png"}, "no PNG"),
            ({"alt": None}, "has no words"),
        ],
    ),
    "constant": Sample(
        {"value": "01/ĐK-2026"},
        [],
        [],
        bad_keys=[({"value": ["a"]}, "a constant is"), ({"value": 1.5}, "a constant is"), ({"value": " "}, "1 to")],
    ),
    "registry_choice": Sample(
        {"registry": "business_lines", "by_hand": True},
        [
            ({"typed": "", "code": "", "hand": " Nuôi  dế "}, {"vi": "Nuôi dế"}, "Nuôi dế (ghi bằng tay)"),
            ({"typed": "nuôi", "code": "", "hand": "Nuôi dế"}, {"vi": "Nuôi dế"}, "Nuôi dế (ghi bằng tay)"),
        ],
        [
            ({"typed": "nhà hàng", "code": "", "hand": ""}, "choose_found"),
            ({"typed": "", "code": "5610", "hand": ""}, "no_such_option"),
            ({"typed": "", "code": "", "hand": "x" * 201}, "too_long"),
        ],
        bad_keys=[
            ({"registry": "busines_lines"}, "not known"),
            ({"registry": None}, "'registry' is missing"),
            ({"by_hand": "yes"}, "true or false"),
        ],
    ),
    "large_choice": Sample(
        {
            "options": [
                {"code": "4711", "text": {"vi": "Bán lẻ lương thực, thực phẩm", "en": "Retail of food"}},
                {"code": "4719", "text": "Bán lẻ khác"},
                {"code": "5610", "text": "Nhà hàng"},
            ]
        },
        [
            ({"typed": "", "code": "4719"}, "4719", "Bán lẻ khác"),
            ({"typed": "ban le", "code": "4711"}, "4711", "Bán lẻ lương thực, thực phẩm"),
            ({"typed": "nhà  HÀNG", "code": "4711"}, "5610", "Nhà hàng"),
            ({"typed": "5610", "code": ""}, "5610", "Nhà hàng"),
            ({"typed": "food", "code": ""}, "4711", "Bán lẻ lương thực, thực phẩm"),
        ],
        [
            ({"typed": "bán lẻ", "code": ""}, "choose_found"),
            ({"typed": "máy bay", "code": ""}, "nothing_found"),
            ({"typed": "", "code": "9999"}, "no_such_option"),
        ],
        bad_keys=[
            ({"options": None}, "either options or a list"),
            ({"list": "communes"}, "either options or a list"),
            ({"options": None, "list": "wards"}, "not known"),
            ({"options": [{"code": "a", "text": "A", "hint": "x"}]}, "unknown key 'hint'"),
        ],
    ),
    "matrix": Sample(
        {
            "lines": [{"name": "mai", "text": {"vi": "Mái", "en": "Roof"}}, {"name": "tuong", "text": "Tường"}],
            "options": [{"code": "tot", "text": "Tốt"}, {"code": "hong", "text": "Hỏng"}],
        },
        [({"mai": "tot", "tuong": "hong"}, {"mai": "tot", "tuong": "hong"}, "Mái: Tốt\nTường: Hỏng")],
        [({"mai": "<b>", "tuong": "tot"}, "no_such_option")],
        unfit=[({"mai": "tot", "tuong": ""}, AROUND, "matrix_line")],
        bad_keys=[
            ({"lines": []}, "lines are needed"),
            ({"lines": [{"name": "Mái", "text": "x"}]}, "is no name"),
            ({"lines": [{"name": "mai", "text": "x"}, {"name": "mai", "text": "y"}]}, "stands twice"),
            ({"options": [{"code": str(code), "text": "x"} for code in range(11)]}, "1 to 10 options"),
        ],
    ),
    "signature": Sample(
        {},
        [
            (
                {"name": " Nguyễn  Lan", "drawn": ""},
                {"name": "Nguyễn Lan"},
                "Nguyễn Lan (ký bằng cách ghi tên)",
            ),
            (
                {"name": "Lan", "drawn": "10,20 30,40;50,60"},
                {"name": "Lan", "drawn": "10,20 30,40;50,60"},
                "Lan (chữ ký vẽ tay)",
            ),
            ({"name": "", "drawn": "0,0 600,200"}, {"drawn": "0,0 600,200"}, "Chữ ký vẽ tay"),
        ],
        [
            ({"name": "Lan 2"}, "name_letters"),
            ({"drawn": "1,2 <svg>"}, "wrong_kind"),
            ({"drawn": "601,2"}, "wrong_kind"),
            ({"drawn": "1,2 " * 6_000 + "1,2"}, "drawn_too_long"),
        ],
        bad_keys=[({"drawing": "no"}, "true or false")],
    ),
    "map": Sample(
        {},
        [
            ("21.0285, 105.8542", {"lat": "21.028500", "lon": "105.854200"}, "21.028500, 105.854200"),
            ("105,8542 21,0285", {"lat": "21.028500", "lon": "105.854200"}, "21.028500, 105.854200"),
            ("10°30'00\"N, 106°15'36\"E", {"lat": "10.500000", "lon": "106.260000"}, "10.500000, 106.260000"),
            ("16°02\u201950,4”B 112°00\u201900”Đ", {"lat": "16.047333", "lon": "112.000000"}, "16.047333, 112.000000"),
        ],
        [
            ("ở chợ", "not_point"),
            ("21.0285", "not_point"),
            ("21.0285, 105.8542, 3", "not_point"),
            ("48.85, 2.35", "outside_country"),
            ("\u0662\u0661, \u0661\u0660\u0665", "not_point"),
        ],
        bad_keys=[({"shape": "line"}, "not known")],
    ),
}
