"""Answers about one person that have to agree with one another, and names that no computer may mangle."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from forms.answers import from_json, invalid, visible_fields
from forms.expressions import Expression, Kind, compile_expression
from forms.fields import REGISTRY
from forms.parsing import form_scope
from forms.wording import Words, condition_words
from tests.forms.samples import SAMPLES, SITUATION, SITUATION_TYPES, field_of, form_of

PERSON = form_of(
    {"name": "ngay_sinh", "type": "partial_date", "label": "Ngày sinh", "max": "today"},
    {"name": "gioi_tinh", "type": "sex", "label": "Giới tính"},
    {"name": "quoc_tich", "type": "nationality", "label": "Quốc tịch"},
    {"name": "so", "type": "citizen_id", "label": "Số định danh", "birth_date": "ngay_sinh", "sex": "gioi_tinh"},
    {"name": "ho_chieu", "type": "passport", "label": "Hộ chiếu", "country": "quoc_tich", "required": False},
)
RIGHT = {"ngay_sinh": "1950", "gioi_tinh": "nu", "quoc_tich": "VN", "so": "024150012345"}
"""024 was Bắc Giang, which is no province since July 2025; its numbers stay valid for life."""


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"gioi_tinh": "nam"}, ["citizen_id_sex"]),
        ({"ngay_sinh": "1951-03"}, ["citizen_id_birth"]),
        ({"ngay_sinh": "1950-12-31"}, []),
        ({"so": "024350012345"}, ["citizen_id_year"]),
        ({"ho_chieu": "C1234567"}, []),
        ({"ho_chieu": "AB123456"}, ["passport_vietnamese"]),
        ({"ho_chieu": "AB123456", "quoc_tich": "FR"}, []),
    ],
)
def test_a_personal_number_and_a_passport_agree_with_the_person(change: dict[str, str], expected: list[str]) -> None:
    answers = from_json(PERSON, {**RIGHT, **change}, strict=True)
    wrong = invalid(PERSON, answers, SITUATION)
    assert [one.error.message for one in wrong] == expected
    assert all("{" not in one.words(language) for one in wrong for language in ("vi", "en"))


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Thị Ánh",
        "H'Hen Niê",
        "Y Phôn Êban",
        "Rơ Châm H'Yéo",
        "Lò Văn Ơi",
        "Anne-Marie O\N{RIGHT SINGLE QUOTATION MARK}Brien",
        "Ƀih Ñ",
    ],
)
def test_names_of_every_people_of_the_country_can_be_written(name: str) -> None:
    spec = field_of("person_name")
    assert REGISTRY["person_name"].read(spec, name) == name


@pytest.mark.parametrize("kind", ["country", "nationality", "ethnic_group", "religion", "sex"])
def test_every_entry_of_a_list_has_words_and_is_found_by_them(kind: str) -> None:
    one: Any = REGISTRY[kind]
    keys = (
        {"more": True}
        if any(key.name == "more" for key in one.keys)
        else {"without": ["TW"]}
        if kind == "country"
        else {}
    )
    spec = form_of({"name": "o_thu", "type": kind, "label": "Ô thử", **keys}).by_name["o_thu"]
    for language in ("vi", "en"):
        choices = one.choices(spec, language)
        assert len({words for _code, words in choices}) == len(choices)
        assert [one.read(spec, words) for _code, words in choices] == [code for code, _words in choices]


def test_the_lists_are_whole_and_in_the_order_of_the_alphabet() -> None:
    countries = field_of("country", first=["VN"], without=["TW"])
    one: Any = REGISTRY["country"]
    vietnamese, english = (one.choices(countries, language) for language in ("vi", "en"))
    assert len(vietnamese) == len(english) == 248
    assert vietnamese[0] == ("VN", "Việt Nam")
    assert english[:3] == [("VN", "Vietnam"), ("AF", "Afghanistan"), ("AX", "Åland Islands")]
    groups: Any = REGISTRY["ethnic_group"]
    assert [code for code, _ in groups.choices(field_of("ethnic_group"), "vi")] == [f"{n:02d}" for n in range(1, 55)]


@pytest.mark.parametrize(
    ("kind", "keys", "stored", "words"),
    [
        ("partial_date", {}, "1950-03", ("03/1950", "03/1950")),
        ("date_range", {"open": True}, {"start": "2025-09-01"}, ("từ 01/09/2025 đến nay", "from 01/09/2025 to now")),
        ("duration", {"units": ["day"]}, {"count": 1, "unit": "day"}, ("1 ngày", "1 day")),
        ("duration", {"units": ["hour"]}, {"count": 36, "unit": "hour"}, ("36 giờ", "36 hours")),
        ("sex", {"more": True}, "khac", ("Khác", "Other")),
        ("nationality", {"without": ["VN"]}, "LA", ("Lào", "Laos")),
        ("religion", {}, "phat_giao", ("Phật giáo", "Buddhism")),
        ("land_parcel", {}, {"parcel": "5", "sheet": "7"}, ("thửa đất số 5, tờ bản đồ số 7", "parcel 5, map sheet 7")),
    ],
)
def test_answers_are_said_in_both_languages(
    kind: str, keys: dict[str, Any], stored: Any, words: tuple[str, str]
) -> None:
    spec = form_of({"name": "o_thu", "type": kind, "label": "Ô thử", **keys}).by_name["o_thu"]
    one = REGISTRY[kind]
    value = one.load(spec, stored)
    assert one.store(spec, value) == stored
    assert (one.show(spec, value, "vi"), one.show(spec, value, "en")) == words


@pytest.mark.parametrize(
    ("condition", "answer", "expected"),
    [
        ("age(sinh.last) >= 76", {"sinh": "1950"}, False),
        ("age(sinh.first) >= 76", {"sinh": "1950"}, True),
        ("has(sinh.month)", {"sinh": "1950"}, False),
        ("sinh.month == 3", {"sinh": "1950"}, None),
        ("o.days > 30", {"o": {"start": "2025-09-01"}}, None),
        ("o.start < today", {"o": {"start": "2025-09-01"}}, True),
        ("o.days == 30", {"o": {"start": "2025-09-01", "end": "2025-09-30"}}, True),
        ("han.months <= 24", {"han": {"count": 2, "unit": "year"}}, True),
        ("gio < '12:00'", {"gio": "08:30"}, True),
        ("nuoc == 'VN'", {"nuoc": "LA"}, False),
    ],
)
def test_conditions_read_what_is_known_and_nothing_else(condition: str, answer: Any, expected: bool | None) -> None:
    spec = form_of(
        {"name": "sinh", "type": "partial_date", "label": "Ngày sinh", "required": False},
        {"name": "o", "type": "date_range", "label": "Thời gian ở", "open": True, "required": False},
        {"name": "han", "type": "duration", "label": "Thời hạn", "units": ["month", "year"], "required": False},
        {"name": "gio", "type": "time", "label": "Giờ", "required": False},
        {"name": "nuoc", "type": "country", "label": "Nước", "required": False},
        {"name": "hoi", "type": "text", "label": "Hỏi thêm", "when": condition},
        {"name": "khong_hoi", "type": "text", "label": "Không hỏi", "when": f"!({condition})"},
    )
    visible = visible_fields(spec, from_json(spec, answer, strict=True), SITUATION)
    assert ("hoi" in visible.fields, "khong_hoi" in visible.fields) == (expected is True, expected is False)
    assert visible.failures == ()


@pytest.mark.parametrize(
    ("condition", "vi", "en"),
    [
        ("sinh.year < 1950", "năm của “Ngày sinh” nhỏ hơn 1950", "the year of “Born” is less than 1950"),
        (
            "sinh.last < date('1960-01-01')",
            "ngày muộn nhất có thể của “Ngày sinh” trước 01/01/1960",
            "the latest day that “Born” can be is before 01/01/1960",
        ),
        ("o.days > 30", "số ngày của “Thời gian ở” lớn hơn 30", "the number of days of “Stay” is more than 30"),
        ("han.unit == 'year'", "đơn vị ở “Thời hạn” là “năm”", "the unit in “Term” is “years”"),
        (
            "tk.bank == '970436'",
            "ngân hàng ở “Tài khoản” là “Vietcombank - Ngân hàng TMCP Ngoại Thương Việt Nam”",
            "the bank of “Account” is “Vietcombank - Ngân hàng TMCP Ngoại Thương Việt Nam”",
        ),
        ("thua.sheet == '7'", "số tờ bản đồ ở “Thửa đất” là 7", "the map sheet of “Parcel” is 7"),
        ("gio < '12:00'", "“Giờ” trước “12:00”", "“Time” is before “12:00”"),
        ("nuoc == 'LA'", "“Nước” là “Lào”", "“Country” is “Laos”"),
    ],
)
def test_conditions_on_parts_are_said_in_words(condition: str, vi: str, en: str) -> None:
    spec = form_of(
        {"name": "sinh", "type": "partial_date", "label": {"vi": "Ngày sinh", "en": "Born"}},
        {"name": "o", "type": "date_range", "label": {"vi": "Thời gian ở", "en": "Stay"}},
        {"name": "han", "type": "duration", "label": {"vi": "Thời hạn", "en": "Term"}},
        {"name": "tk", "type": "bank_account", "label": {"vi": "Tài khoản", "en": "Account"}},
        {"name": "thua", "type": "land_parcel", "label": {"vi": "Thửa đất", "en": "Parcel"}},
        {"name": "gio", "type": "time", "label": {"vi": "Giờ", "en": "Time"}},
        {"name": "nuoc", "type": "country", "label": {"vi": "Nước", "en": "Country"}},
    )
    expression = compile_expression(condition, form_scope(spec, SITUATION_TYPES))
    assert isinstance(expression, Expression), expression
    words = Words.of(spec, {})
    assert [condition_words(expression, words, language) for language in ("vi", "en")] == [vi, en]


def test_every_part_that_an_expression_sees_has_words() -> None:
    for kind in sorted(SAMPLES):
        value_type = REGISTRY[kind].value_type(field_of(kind))
        if value_type is not None and value_type.kind is Kind.RECORD and REGISTRY[kind].parts:
            assert value_type.parts.keys() <= REGISTRY[kind].parts.keys(), kind


def test_the_only_unit_need_not_be_chosen() -> None:
    spec = form_of({"name": "o_thu", "type": "duration", "label": "Ô thử", "units": ["day"]}).by_name["o_thu"]
    assert REGISTRY["duration"].read(spec, {"count": "5"}) == {"count": 5, "unit": "day", "days": 5}


def test_a_register_tells_a_name_and_the_identity_a_word() -> None:
    spec = form_of(
        {"name": "gioi_tinh", "type": "sex", "label": "Giới tính"},
        {"name": "dan_toc", "type": "ethnic_group", "label": "Dân tộc"},
        {"name": "quoc_tich", "type": "nationality", "label": "Quốc tịch"},
        {"name": "ngay_sinh", "type": "partial_date", "label": "Ngày sinh"},
    )
    told = {"gioi_tinh": "female", "dan_toc": "Ê Đê", "quoc_tich": "Việt Nam", "ngay_sinh": "1950-03-27"}
    answers = from_json(spec, told, strict=True)
    assert answers["gioi_tinh"] == "nu"
    assert answers["dan_toc"] == "12"
    assert answers["quoc_tich"] == "VN"
    assert answers["ngay_sinh"]["first"] == answers["ngay_sinh"]["last"] == date(1950, 3, 27)
