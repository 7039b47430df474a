"""What a person is told about an answer, in Vietnamese and English, by message key.

Each sentence says how to mend the answer. ``{label}`` is the field's own label, made to fit inside a sentence.
An error may carry ``part`` and ``box``, the name and the words of the one box that it speaks of.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from forms.errors import InvalidAnswer
from forms.spec import Text, say

LONGEST_PLAIN = 60
"""Characters of a label that may stand in a sentence without quotes."""

MESSAGES: Mapping[str, Text] = {
    "required": {"vi": "Bạn cần nhập {label}", "en": "Enter {label}"},
    "required_choice": {"vi": "Bạn cần chọn {label}", "en": "Select {label}"},
    "required_answer": {"vi": "Bạn cần chọn câu trả lời cho {label}", "en": "Select an answer to {label}"},
    "required_yes_no": {"vi": "Bạn cần chọn Có hoặc Không ở mục {label}", "en": "Select yes or no for {label}"},
    "required_tick": {
        "vi": "Bạn cần đọc và đánh dấu vào ô cam đoan để đi tiếp",
        "en": "Read the declaration and tick the box to go on",
    },
    "required_attachment": {"vi": "Bạn cần tải lên {label}", "en": "Upload {label}"},
    "required_block": {"vi": "Bạn cần điền {label}", "en": "Fill in {label}"},
    "required_rows": {"vi": "Bạn cần ghi ít nhất một dòng ở {label}", "en": "Fill in at least one row of {label}"},
    "bad_character": {
        "vi": "{label} có ký tự không dùng được. Bạn cần xóa ký tự lạ và nhập lại",
        "en": "{label} has a character that cannot be used. Remove it and type again",
    },
    "too_long": {
        "vi": "{label} dài quá {longest} ký tự. Bạn cần viết ngắn hơn",
        "en": "{label} is longer than {longest} characters. Make it shorter",
    },
    "wrong_kind": {"vi": "Bạn cần nhập lại {label}", "en": "Enter {label} again"},
    "check": {"vi": "{words}", "en": "{words}"},
    "check_by_law": {"vi": "{words} (căn cứ {law})", "en": "{words} (legal basis: {law})"},
    "said": {"vi": "{vi}", "en": "{en}"},
    "not_whole": {
        "vi": "Bạn chỉ ghi chữ số ở {label}, ví dụ 2 hoặc 12",
        "en": "Write only digits in {label}, like 2 or 12",
    },
    "not_decimal": {
        "vi": "{label} phải là số, ví dụ 85 hoặc 85,5",
        "en": "{label} must be a number, like 85 or 85.5",
    },
    "unclear_decimal": {
        "vi": "Bạn cần viết rõ {label}: {whole} (số nguyên) hay {fraction} (số lẻ)",
        "en": "Write {label} clearly: {whole} (whole) or {fraction} (with decimals)",
    },
    "too_many_places": {
        "vi": "{label} có nhiều nhất {places} chữ số sau dấu phẩy. Bạn cần làm tròn",
        "en": "{label} can have at most {places} digits after the decimal point. Round it",
    },
    "not_money": {
        "vi": "Bạn cần ghi số tiền bằng chữ số ở {label}, ví dụ 20.000.000",
        "en": "Write the amount in digits in {label}, like 20,000,000",
    },
    "too_small": {"vi": "{label} phải từ {least} trở lên", "en": "{label} must be {least} or more"},
    "too_large": {"vi": "{label} phải từ {most} trở xuống", "en": "{label} must be {most} or less"},
    "date_part": {
        "vi": "{label} còn thiếu {parts}. Bạn cần nhập đủ ngày, tháng, năm",
        "en": "{label} must include {parts_en}",
    },
    "not_date": {
        "vi": "Bạn cần xem lại {label}: ghi ngày, tháng, năm bằng chữ số. Ví dụ đúng: 27 3 2007",
        "en": "{label} must be a real date, like 27 3 2007",
    },
    "no_such_day": {
        "vi": "Bạn cần xem lại {label}: tháng {month} năm {year} chỉ có các ngày từ 1 đến {last}",
        "en": "Check {label}: month {month} of {year} only has days 1 to {last}",
    },
    "no_such_month": {
        "vi": "Bạn cần xem lại {label}: tháng phải từ 1 đến 12",
        "en": "Check {label}: the month must be from 1 to 12",
    },
    "short_year": {
        "vi": "Bạn cần ghi đủ bốn chữ số của năm ở {label}, ví dụ 1995",
        "en": "Write all four digits of the year in {label}, like 1995",
    },
    "too_early": {"vi": "{label} phải là ngày {day} hoặc sau đó", "en": "{label} must be {day} or later"},
    "too_late": {"vi": "{label} phải là ngày {day} hoặc trước đó", "en": "{label} must be {day} or earlier"},
    "not_time": {
        "vi": "Bạn cần ghi giờ và phút ở {label}, ví dụ 8:30 hoặc 14h05",
        "en": "Write hours and minutes in {label}, like 8:30 or 14:05",
    },
    "no_such_time": {
        "vi": "Bạn cần xem lại {label}: giờ từ 0 đến 23, phút từ 0 đến 59",
        "en": "Check {label}: hours are 0 to 23, minutes 0 to 59",
    },
    "too_early_time": {"vi": "{label} phải từ {time} trở đi", "en": "{label} must be {time} or later"},
    "too_late_time": {"vi": "{label} phải từ {time} trở về trước", "en": "{label} must be {time} or earlier"},
    "ends_before_start": {
        "vi": "{label} phải từ ngày bắt đầu ({day}) trở đi",
        "en": "{label} cannot be before the first day ({day})",
    },
    "too_many_days": {
        "vi": "{label}: khoảng này dài {days} ngày, nhiều nhất là {most} ngày. Bạn cần sửa lại một trong hai ngày",
        "en": "{label}: this is {days} days, at most {most} are allowed. Change one of the two days",
    },
    "not_count": {
        "vi": "Bạn chỉ ghi một số nguyên lớn hơn 0 ở {label}, ví dụ 12",
        "en": "Write only a whole number above 0 in {label}, like 12",
    },
    "no_such_option": {
        "vi": "Bạn cần chọn {label} trong danh sách",
        "en": "Select {label} from the list",
    },
    "not_point": {
        "vi": "Bạn cần ghi vĩ độ và kinh độ ở {label}, ví dụ 21.028511, 105.804817; chưa đọc được “{text}”",
        "en": "Write latitude and longitude in {label}, like 21.028511, 105.804817; “{text}” cannot be read",
    },
    "outside_country": {
        "vi": "“{text}” ở {label} không nằm trong lãnh thổ Việt Nam. Bạn cần xem lại tọa độ",
        "en": "“{text}” in {label} is not in Viet Nam. Check the coordinates",
    },
    "too_few_corners": {
        "vi": "{label} cần ít nhất {least} đỉnh khác nhau, mỗi đỉnh một dòng. Bạn cần ghi thêm đỉnh",
        "en": "{label} needs at least {least} different corners, one a line. Add corners",
    },
    "too_many_corners": {
        "vi": "{label} nhận nhiều nhất {most} đỉnh. Bạn cần bỏ bớt",
        "en": "{label} takes at most {most} corners. Remove some",
    },
    "crossing_sides": {
        "vi": "Các cạnh của {label} cắt nhau hoặc trùng nhau. Bạn cần ghi các đỉnh theo thứ tự đi quanh khu đất",
        "en": "The sides of {label} cross or meet. Write the corners in the order in which you walk around",
    },
    "required_signature": {
        "vi": "Bạn cần ký ở {label}: ghi họ và tên, hoặc vẽ chữ ký",
        "en": "Sign {label}: type the name, or draw the signature",
    },
    "drawn_too_long": {
        "vi": "Chữ ký ở {label} có quá nhiều nét. Bạn cần xóa nét vẽ và ký gọn hơn",
        "en": "The signature of {label} has too many lines. Clear it and draw a simpler one",
    },
    "matrix_line": {
        "vi": "Bạn cần chọn câu trả lời cho “{line}” ở {label}",
        "en": "Select an answer to “{line}” in {label}",
    },
    "choose_found": {
        "vi": "Bạn cần chọn một mục trong những mục tìm được ở {label}",
        "en": "Select one of what was found for {label}",
    },
    "nothing_found": {
        "vi": "Không tìm thấy mục nào ở {label}. Bạn cần gõ từ khác rồi bấm Tìm",
        "en": "Nothing was found for {label}. Type other words and press Search",
    },
    "registry_away": {
        "vi": "Danh mục để chọn {label} chưa trả lời. Những gì bạn nhập được giữ; bạn cần bấm Tìm lại sau ít phút",
        "en": "The list for {label} gives no answer. What you typed is kept; press Search again in a few minutes",
    },
    "too_few_chosen": {
        "vi": "Bạn cần chọn ít nhất {least} mục ở {label}",
        "en": "Select at least {least} in {label}",
    },
    "too_many_chosen": {"vi": "Bạn chỉ chọn nhiều nhất {most} mục ở {label}", "en": "Select at most {most} in {label}"},
    "alone": {
        "vi": "Ở {label}, nếu chọn “{option}” thì không chọn mục khác",
        "en": "In {label}, if you select “{option}” select nothing else",
    },
    "name_letters": {
        "vi": "Bạn cần bỏ chữ số và ký hiệu ở {label}; chỉ dùng chữ cái, khoảng trắng và dấu ' . -",
        "en": "Take digits and signs out of {label}; use only letters, spaces and the marks ' . -",
    },
    "name_latin": {
        "vi": "Bạn cần viết {label} bằng chữ cái La-tinh, như trong giấy khai sinh hoặc hộ chiếu",
        "en": "Write {label} in Latin letters, as in the passport",
    },
    "name_whole": {
        "vi": "Bạn cần ghi đủ họ và tên ở {label}, ví dụ Nguyễn Thị Lan",
        "en": "Write surname and given name in {label}, like Nguyễn Thị Lan",
    },
    "citizen_id_digits": {
        "vi": "{label} phải gồm đúng 12 chữ số, ví dụ 001099012345",
        "en": "{label} must be exactly 12 digits, like 001099012345",
    },
    "citizen_id_place": {
        "vi": "{label} bắt đầu bằng {place} không phải mã tỉnh hoặc nước. Bạn cần kiểm tra lại 3 số đầu",
        "en": "{label} starts with {place}, which is no province or country code. Check the first 3 digits",
    },
    "citizen_id_year": {
        "vi": "{label} cho năm sinh {year}, chưa đến. Bạn cần kiểm tra lại các số thứ 4, 5 và 6",
        "en": "{label} gives birth year {year}, which is in the future. Check digits 4, 5 and 6",
    },
    "citizen_id_birth": {
        "vi": "{label} cho năm sinh {year}, khác với ngày sinh bạn nhập. Bạn cần kiểm tra lại hai mục này",
        "en": "{label} gives birth year {year}, not the date of birth you entered. Check both",
    },
    "citizen_id_sex": {
        "vi": "{label} không khớp với giới tính bạn chọn. Bạn cần kiểm tra lại hai mục này",
        "en": "{label} does not match the sex you selected. Check both",
    },
    "tax_code": {
        "vi": "{label} phải là mã số thuế 10 số, 13 số (có thêm -001 của chi nhánh) hoặc số định danh 12 số",
        "en": "{label} must be a tax code of 10 digits, 13 digits (a branch, like -001) or a 12-digit personal number",
    },
    "tax_code_digit": {
        "vi": "{label} có số kiểm tra không đúng. Bạn cần xem lại từng chữ số",
        "en": "{label} has a wrong check digit. Look at each digit again",
    },
    "business_code": {
        "vi": "{label} phải là mã số doanh nghiệp 10 số, hoặc 13 số của chi nhánh (thêm -001)",
        "en": "{label} must be a business code of 10 digits, or 13 of a branch (with -001)",
    },
    "passport": {
        "vi": "{label} phải là số hộ chiếu gồm chữ cái và chữ số, ví dụ C1234567",
        "en": "{label} must be a passport number of letters and digits, like C1234567",
    },
    "passport_vietnamese": {
        "vi": "{label} phải gồm một chữ cái và bảy hoặc tám chữ số như trên hộ chiếu Việt Nam, ví dụ C1234567",
        "en": "{label} must be a letter and seven or eight digits as on a Vietnamese passport, like C1234567",
    },
    "old_citizen_id": {
        "vi": "{label} phải gồm đúng 9 chữ số của chứng minh nhân dân, ví dụ 012345678",
        "en": "{label} must be exactly the 9 digits of the old identity card, like 012345678",
    },
    "account_number": {
        "vi": "Bạn cần xem lại {label}: gồm 4 đến 19 chữ số (một số ngân hàng có cả chữ cái), không có dấu",
        "en": "Check {label}: 4 to 19 digits (letters at some banks), without other signs",
    },
    "plate_any": {
        "vi": "{label} phải là biển số xe, ví dụ 30A-123.45 hoặc 29-B1 123.45",
        "en": "{label} must be a number plate, like 30A-123.45 or 29-B1 123.45",
    },
    "plate_car": {
        "vi": "{label} phải là biển số ô tô, ví dụ 30A-123.45",
        "en": "{label} must be the plate of a car, like 30A-123.45",
    },
    "plate_motorbike": {
        "vi": "{label} phải là biển số xe máy, ví dụ 29-B1 123.45",
        "en": "{label} must be the plate of a motorbike, like 29-B1 123.45",
    },
    "parcel_number": {
        "vi": "Bạn cần ghi {label} đúng như trên Giấy chứng nhận, ví dụ 125 hoặc 12a",
        "en": "Write {label} as in the certificate, like 125 or 12a",
    },
    "phone": {
        "vi": "{label} phải là số điện thoại Việt Nam, ví dụ 0912 345 678 hoặc 024 3825 1234",
        "en": "{label} must be a Vietnamese phone number, like 0912 345 678 or 024 3825 1234",
    },
    "email": {
        "vi": "{label} phải là địa chỉ thư điện tử, ví dụ ten@vidu.vn",
        "en": "{label} must be an email address, like name@example.com",
    },
    "address_province": {"vi": "Bạn cần chọn tỉnh, thành phố ở {label}", "en": "Select the province of {label}"},
    "address_commune": {"vi": "Bạn cần chọn xã, phường, đặc khu ở {label}", "en": "Select the commune of {label}"},
    "address_detail": {
        "vi": "Bạn cần nhập số nhà, đường, thôn ở {label}",
        "en": "Enter house number, street or village of {label}",
    },
    "address_pair": {
        "vi": "Xã, phường đã chọn không thuộc tỉnh, thành phố ở {label}. Bạn cần chọn lại",
        "en": "The commune is not in the province you selected for {label}. Select again",
    },
    "too_few_attachments": {
        "vi": "Bạn cần tải lên ít nhất {least} tệp cho {label}",
        "en": "Upload at least {least} files for {label}",
    },
    "too_many_attachments": {
        "vi": "{label} nhận nhiều nhất {most} tệp. Bạn cần bỏ bớt",
        "en": "{label} takes at most {most} files. Remove some",
    },
    "too_few_rows": {
        "vi": "{label} cần ít nhất {least} dòng. Bạn cần thêm dòng",
        "en": "{label} needs at least {least} rows. Add rows",
    },
    "too_many_rows": {
        "vi": "{label} nhận nhiều nhất {most} dòng. Bạn cần xóa bớt",
        "en": "{label} takes at most {most} rows. Remove some",
    },
    "too_many_rows_inside": {
        "vi": "{label} nhận một lần nhiều nhất {most} dòng, kể cả các dòng bên trong. Bạn cần xóa bớt",
        "en": "{label} takes at most {most} rows at once, with the rows inside them. Remove some",
    },
    "cells": {
        "vi": "Bạn cần sửa các ô được đánh dấu ở {label}",
        "en": "Correct the marked cells of {label}",
    },
}


def message(error: InvalidAnswer, label: Text, language: str) -> str:
    """Return what to tell the person who gave the answer to the field called ``label``."""
    own = say(error.label or label, language)
    if "box" in error.params:
        own = f"{own.rstrip(' :.')} ({say(cast('Text', error.params['box']), language)})"
    asks = error.message == "required_choice" and own.endswith("?")
    pattern = say(MESSAGES["required_answer" if asks else error.message], language)
    starts = pattern.startswith("{label}")
    params = {key: _worded(value, language) for key, value in error.params.items()}
    return pattern.format(**params, label=own if starts else in_sentence(own))


def _worded(value: object, language: str) -> object:
    return say(value, language) if isinstance(value, Mapping) else value


def in_sentence(label: str) -> str:
    """Return a label as it stands inside a sentence.

    It begins in lower case, unless with an abbreviation; a question or a whole sentence stands in quotes.
    """
    label = label.rstrip(" :.")
    if label.endswith("?") or len(label) > LONGEST_PLAIN:
        return f"“{label}”"
    if len(label) > 1 and label[1].isupper():
        return label
    return label[:1].lower() + label[1:]
