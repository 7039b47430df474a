"""Conditions in words: the labels that a person read, the options that a person chose, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.expressions import TRUTH, Expression, Scope, compile_expression, record
from forms.expressions.clauses import clauses_of
from forms.parsing import form_scope, parse_form
from forms.wording import Word, Words, because_words, condition_words
from tests.forms.samples import SITUATION, SITUATION_TYPES

FIELDS: list[dict[str, Any]] = [
    {
        "name": "loai",
        "type": "choice",
        "label": {"vi": "Loại công trình", "en": "Kind of building"},
        "options": [
            {"code": "nha_o", "text": {"vi": "Nhà ở riêng lẻ", "en": "Detached house"}},
            {"code": "cap_2", "text": "Công trình cấp II"},
            {"code": "khac", "text": {"vi": "Khác", "en": "Other"}},
        ],
    },
    {"name": "so_tang", "type": "integer", "label": {"vi": "Số tầng", "en": "Storeys"}, "unit": "tầng"},
    {"name": "dien_tich", "type": "decimal", "label": {"vi": "Diện tích", "en": "Area"}, "unit": "m²"},
    {"name": "ngay_sinh", "type": "date", "label": {"vi": "Ngày sinh", "en": "Date of birth"}},
    {"name": "co_ham", "type": "yes_no", "label": {"vi": "Có tầng hầm?", "en": "Is there a basement?"}},
    {
        "name": "giay_to",
        "type": "choices",
        "label": {"vi": "Giấy tờ", "en": "Papers"},
        "options": [
            {"code": "so_do", "text": {"vi": "Sổ đỏ", "en": "Land certificate"}},
            {"code": "khac", "text": "?"},
        ],
    },
    {"name": "dia_chi", "type": "address", "label": {"vi": "Địa chỉ", "en": "Address"}},
    {
        "name": "hang",
        "type": "rows",
        "label": {"vi": "Hạng mục", "en": "Parts"},
        "fields": [
            {"name": "ten", "type": "text", "label": {"vi": "Tên", "en": "Name"}},
            {"name": "cao", "type": "decimal", "label": {"vi": "Chiều cao", "en": "Height"}, "unit": "m"},
        ],
    },
]
SPEC, PROBLEMS = parse_form([{"page": "p", "title": "P", "fields": FIELDS}], situation=SITUATION_TYPES)
assert SPEC is not None, PROBLEMS
SCOPE = form_scope(SPEC, SITUATION_TYPES)
WORDS = Words.of(
    SPEC,
    {
        "channel": Word(
            {"vi": "cách nộp", "en": "the way of filing"}, {"online": {"vi": "trực tuyến", "en": "online"}}
        ),
        "today": Word({"vi": "ngày nộp", "en": "the day of filing"}, is_day=True),
        "filed_on_behalf": Word(
            {"vi": "nộp thay"},
            {
                "true": {"vi": "bạn nộp thay người khác", "en": "you file for somebody else"},
                "false": {"vi": "bạn nộp cho mình", "en": "you file for yourself"},
            },
        ),
    },
)


def compiled(source: str) -> Expression:
    expression = compile_expression(source, SCOPE)
    assert isinstance(expression, Expression), expression
    return expression


SAID = [
    ("loai == 'nha_o'", "“Loại công trình” là “Nhà ở riêng lẻ”", "“Kind of building” is “Detached house”"),
    (
        "'nha_o' != loai",
        "“Loại công trình” không phải là “Nhà ở riêng lẻ”",
        "“Kind of building” is not “Detached house”",
    ),
    (
        "loai in ['nha_o', 'khac']",
        "“Loại công trình” là “Nhà ở riêng lẻ” hoặc “Khác”",
        "“Kind of building” is “Detached house” or “Other”",
    ),
    (
        "loai in ['nha_o', 'khac'] && co_ham",
        "(“Loại công trình” là “Nhà ở riêng lẻ” hoặc “Khác”) và “Có tầng hầm?” là “Có”",
        "(“Kind of building” is “Detached house” or “Other”) and “Is there a basement?” is “Yes”",
    ),
    ("so_tang > 7", "“Số tầng” lớn hơn 7 tầng", "“Storeys” is more than 7 tầng"),
    ("dien_tich <= 1250.5", "“Diện tích” từ 1.250,5 m² trở xuống", "“Area” is 1,250.5 m² or less"),
    ("!(so_tang > 7)", "“Số tầng” từ 7 tầng trở xuống", "“Storeys” is 7 tầng or less"),
    ("co_ham", "“Có tầng hầm?” là “Có”", "“Is there a basement?” is “Yes”"),
    ("!co_ham", "“Có tầng hầm?” là “Không”", "“Is there a basement?” is “No”"),
    ("'so_do' in giay_to", "có chọn “Sổ đỏ” ở “Giấy tờ”", "“Land certificate” is selected in “Papers”"),
    ("!('so_do' in giay_to)", "không chọn “Sổ đỏ” ở “Giấy tờ”", "“Land certificate” is not selected in “Papers”"),
    ("age(ngay_sinh) >= 18", "tuổi tính theo “Ngày sinh” từ 18 trở lên", "the age by “Date of birth” is 18 or more"),
    ("ngay_sinh < date('2026-07-01')", "“Ngày sinh” trước 01/07/2026", "“Date of birth” is before 01/07/2026"),
    (
        "days_between(ngay_sinh, today) > 60",
        "số ngày từ “Ngày sinh” đến ngày nộp lớn hơn 60",
        "the days from “Date of birth” to the day of filing is more than 60",
    ),
    ("channel == 'online'", "cách nộp là “trực tuyến”", "the way of filing is “online”"),
    ("filed_on_behalf", "bạn nộp thay người khác", "you file for somebody else"),
    (
        "dia_chi.province == '01'",
        "tỉnh, thành phố ở “Địa chỉ” là “Thành phố Hà Nội”",
        "the province in “Address” is “Thành phố Hà Nội”",
    ),
    (
        "hang.exists(r, r.cao > 3.0)",
        "“Hạng mục” có dòng mà “Chiều cao” lớn hơn 3 m",
        "“Parts” has a row where “Height” is more than 3 m",
    ),
    (
        "!hang.exists(r, r.cao > 3.0)",
        "“Hạng mục” không có dòng nào mà “Chiều cao” lớn hơn 3 m",
        "“Parts” has no row where “Height” is more than 3 m",
    ),
    ("count(hang, r, r.cao > 3.0) > 1", "số dòng của “Hạng mục” mà “Chiều cao” lớn hơn 3 m lớn hơn 1", ""),
    ("sum(hang.cao) > 9.5", "tổng “Chiều cao” trong “Hạng mục” lớn hơn 9.5", ""),
    ("answered(dien_tich)", "“Diện tích” đã được trả lời", "“Area” is answered"),
    (
        "(loai == 'khac' || co_ham) && so_tang > 1",
        "(“Loại công trình” là “Khác” hoặc “Có tầng hầm?” là “Có”) và “Số tầng” lớn hơn 1 tầng",
        "",
    ),
    (
        "!(loai == 'khac' || co_ham)",
        "“Loại công trình” không phải là “Khác” và “Có tầng hầm?” là “Không”",
        "",
    ),
    ("dien_tich * double(so_tang) > 100.0", "(“Diện tích” \N{MULTIPLICATION SIGN} “Số tầng”) lớn hơn 100", ""),
    (
        "co_ham ? so_tang > 1 : dien_tich > 5.0",
        "(“Có tầng hầm?” là “Có” thì “Số tầng” lớn hơn 1 tầng, nếu không thì “Diện tích” lớn hơn 5 m²)",
        "",
    ),
]


@pytest.mark.parametrize(("source", "vi", "en"), SAID)
def test_is_said_in_words(source: str, vi: str, en: str) -> None:
    assert condition_words(compiled(source), WORDS, "vi") == vi
    if en:
        assert condition_words(compiled(source), WORDS, "en") == en


ANSWERS = {"loai": "cap_2", "so_tang": 9, "ngay_sinh": date(2000, 1, 1), "co_ham": True}
BECAUSE = [
    ("loai == 'cap_2'", "“Loại công trình” là “Công trình cấp II”"),
    ("loai != 'nha_o'", "“Loại công trình” là “Công trình cấp II”"),
    ("loai in ['cap_2', 'khac']", "“Loại công trình” là “Công trình cấp II”"),
    ("!(loai in ['nha_o', 'khac'])", "“Loại công trình” là “Công trình cấp II”"),
    ("loai == 'khac' || so_tang > 7", "“Số tầng” lớn hơn 7 tầng"),
    ("dien_tich > 1.0 || so_tang > 7 || co_ham", "“Số tầng” lớn hơn 7 tầng và “Có tầng hầm?” là “Có”"),
    ("co_ham && (loai == 'nha_o' || so_tang > 7)", "“Có tầng hầm?” là “Có” và “Số tầng” lớn hơn 7 tầng"),
    ("!(loai == 'khac' && co_ham)", "“Loại công trình” là “Công trình cấp II”"),
    ("!filed_on_behalf", "bạn nộp cho mình"),
]


@pytest.mark.parametrize(("source", "words"), BECAUSE)
def test_only_what_decided_is_given_as_the_reason(source: str, words: str) -> None:
    expression, values = compiled(source), {**SITUATION, **ANSWERS}
    assert expression.holds(values)
    assert because_words(expression, WORDS, "vi", values) == words


def test_a_fact_is_said_by_what_it_is() -> None:
    fact = compiled("so_tang > 7")
    words = replace(WORDS, facts={"cao": fact})
    scope = Scope({**SITUATION_TYPES, "facts": record({"cao": TRUTH})}, SCOPE.fields)
    expression = compile_expression("facts.cao", scope)
    assert isinstance(expression, Expression)
    assert condition_words(expression, words, "vi") == "“Số tầng” lớn hơn 7 tầng"
    assert condition_words(expression, words, "vi", holds=False) == "“Số tầng” từ 7 tầng trở xuống"


@given(st.text(alphabet="abr ()[]!&|<>=?:.,'\"+-*/019", max_size=40))
def test_no_text_breaks_the_reading(source: str) -> None:
    assert clauses_of(source).text is not None
