"""One sample of each field type: keys, right answers and wrong ones. The contract tests run every type through them."""

from __future__ import annotations

from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from forms.expressions import DATE, TEXT, TEXTS, TRUTH, WHOLE, ValueType, one_of, record
from forms.fields import REGISTRY
from forms.parsing import parse_form
from forms.spec import FieldSpec, FormSpec
from tests.forms.block_samples import BLOCKS, FILES
from tests.forms.plain_samples import PLAIN
from tests.forms.sample import AROUND, TODAY, Sample, day, home

SITUATION_TYPES: dict[str, ValueType] = {
    "channel": one_of("online", "counter"),
    "today": DATE,
    "facts": TEXTS,
    "filed_on_behalf": TRUTH,
    "submitted_minutes": WHOLE,
    "identity": record({"full_name": TEXT, "birth_date": DATE}),
}
SITUATION: dict[str, Any] = {
    "channel": "online",
    "today": TODAY,
    "facts": [],
    "filed_on_behalf": False,
    "submitted_minutes": 600,
    "identity": {"full_name": "Nguyễn Văn A", "birth_date": date(1999, 2, 1)},
}


OPTIONS: list[dict[str, Any]] = [
    {"code": "a", "text": {"vi": "Một", "en": "One"}},
    {"code": "b", "text": "Hai"},
    {"code": "c", "text": "Ba"},
]
COLUMNS: list[dict[str, Any]] = [
    {"name": "ten", "type": "text", "label": "Tên"},
    {"name": "cao", "type": "decimal", "label": "Cao", "unit": "m", "required": False},
    {"name": "gap_doi", "type": "computed", "label": "Gấp đôi", "value": "cao * 2.0"},
]


def nested(levels: int) -> list[dict[str, Any]]:
    """Return the columns of a table with so many levels of rows inside it."""
    if not levels:
        return COLUMNS
    return [{"name": f"trong_{levels}", "type": "rows", "label": "Trong", "fields": nested(levels - 1)}]


HOME = home("01", "00004", "5 phố Huế")

SAMPLES: dict[str, Sample] = (
    PLAIN
    | BLOCKS
    | {
        "text": Sample(
            {"max_length": 10, "pattern": r"\p{Lu}.*", "pattern_message": "Bắt đầu bằng chữ hoa"},
            [("  Đường  số 1 ", "Đường số 1", "Đường số 1"), ("E\u0302m\u200b", "Êm", "Êm")],
            [("A" * 11, "too_long"), ("đường", "said"), ("A\x00", "bad_character"), ("A" * 200_000, "too_long")],
            bad_keys=[
                ({"pattern": "(", "pattern_message": "x"}, "cannot be read"),
                ({"pattern": "a", "pattern_message": None}, "needs words"),
                ({"max_length": 0}, "outside"),
                ({"max_length": "9"}, "whole number"),
            ],
        ),
        "long_text": Sample(
            {"max_length": 20},
            [("một\r\nhai  \r\n", "một\nhai", "một\nhai")],
            [("x" * 21, "too_long"), ("a\x07", "bad_character")],
        ),
        "integer": Sample(
            {"min": 1, "max": 5000, "unit": "bản"},
            [("1.250", 1250, "1.250 bản"), ("1 250", 1250, "1.250 bản"), ("7", 7, "7 bản")],
            [
                ("0", "too_small"),
                ("9999", "too_large"),
                ("1,5", "not_whole"),
                ("1.25", "not_whole"),
                ("mười", "not_whole"),
            ],
            bad_keys=[({"min": 5, "max": 3}, "above max"), ({"min": True}, "whole number")],
        ),
        "decimal": Sample(
            {"min": 0.1, "max": 5000, "unit": "m²"},
            [
                ("85,5", "85.5", "85,5 m²"),
                ("85.50", "85.5", "85,5 m²"),
                ("1.250", "1250", "1.250 m²"),
                ("1.250,25", "1250.25", "1.250,25 m²"),
                ("100", "100", "100 m²"),
            ],
            [("0", "too_small"), ("6000", "too_large"), ("1,234", "too_many_places"), ("1e3", "not_decimal")],
            bad_keys=[({"min": 2, "max": 1}, "above max"), ({"min": float("nan")}, "no number")],
        ),
        "money": Sample(
            {"max": 10**9},
            [("50.000 đ", 50000, "50.000 đồng"), ("50 000", 50000, "50.000 đồng"), ("0", 0, "0 đồng")],
            [("-1", "too_small"), ("50,5", "not_money"), ("2000000000", "too_large"), ("đ", "not_money")],
        ),
        "date": Sample(
            {"min": "today - 60 days", "max": "today"},
            [(day("1/11/2026"), "2026-11-01", "01/11/2026"), (day("05/10/2026"), "2026-10-05", "05/10/2026")],
            [
                (day("31/2/2026"), "no_such_day"),
                (day("1/13/2026"), "no_such_month"),
                (day("0/1/2026"), "no_such_day"),
                (day("1//2026"), "date_part"),
                (day("a/1/2026"), "not_date"),
                (day("1/1/99"), "short_year"),
                (day("1/1/0999"), "not_date"),
                (day("1/1/٢٠٢٦"), "not_date"),
            ],
            unfit=[(day("23/11/2026"), AROUND, "too_late"), (day("1/1/2026"), AROUND, "too_early")],
            bad_keys=[({"min": "yesterday"}, "no day")],
        ),
        "choice": Sample(
            {"options": OPTIONS},
            [("a", "a", "Một")],
            [("d", "no_such_option"), ("<b>", "no_such_option")],
            bad_keys=[
                ({"options": []}, "options are needed"),
                ({"options": [*OPTIONS, OPTIONS[0]]}, "stands twice"),
                ({"options": ["a"]}, "a mapping with keys"),
                ({"options": [{"code": 1, "text": "x"}]}, "no code"),
                ({"options": OPTIONS, "look": "radio"}, "not known"),
            ],
        ),
        "choices": Sample(
            {"options": [*OPTIONS, {"code": "none", "text": "Không có", "alone": True}], "min": 2, "max": 2},
            [(["b", "a"], ["a", "b"], "Một; Hai"), (["none"], ["none"], "Không có")],
            [
                (["a"], "too_few_chosen"),
                (["a", "b", "c"], "too_many_chosen"),
                (["x"], "no_such_option"),
                (["none", "a"], "alone"),
            ],
            bad_keys=[({"options": OPTIONS, "min": 9}, "cannot be met")],
        ),
        "yes_no": Sample({}, [("true", True, "Có"), ("false", False, "Không")], [("yes", "no_such_option")]),
        "declaration": Sample({}, [("true", True, "Có")], [("false", "no_such_option")]),
        "person_name": Sample(
            {"vietnamese": True},
            [(" Nguyễn  Thị Ánh", "Nguyễn Thị Ánh", "Nguyễn Thị Ánh"), ("H'Hen Niê", "H'Hen Niê", "H'Hen Niê")],
            [
                ("An 2", "name_letters"),
                ("<b>An</b>", "name_letters"),
                ("...", "name_letters"),
                ("A" * 101, "too_long"),
                ("\N{CYRILLIC CAPITAL LETTER A}n Nguyễn", "name_latin"),
                ("Lan", "name_whole"),
            ],
            bad_keys=[({"vietnamese": "yes"}, "true or false")],
        ),
        "citizen_id": Sample(
            {},
            [("001 099 012345", "001099012345", "001099012345"), ("201305000001", "201305000001", "201305000001")],
            [
                ("00109901234", "citizen_id_digits"),
                ("003099012345", "citizen_id_place"),
                ("٠٠١٠٩٩٠١٢٣٤٥", "citizen_id_digits"),
            ],
            unfit=[
                ("001299012345", AROUND, "citizen_id_year"),
            ],
            bad_keys=[({"birth_date": "khong_co"}, "no date field"), ({"sex": "other"}, "no sex field")],
        ),
        "tax_code": Sample(
            {},
            [
                ("0100109106", "0100109106", "0100109106"),
                ("0100109106001", "0100109106-001", "0100109106-001"),
                ("001099012345", "001099012345", "001099012345"),
            ],
            [("0100109107", "tax_code_digit"), ("123", "tax_code"), ("01001091ab", "tax_code")],
        ),
        "phone": Sample(
            {},
            [
                ("+84 912.345.678", "0912345678", "0912 345 678"),
                ("024 3825 1234", "02438251234", "024 3825 1234"),
            ],
            [("012345", "phone"), ("0112345678", "phone"), ("(+84) 1", "phone")],
        ),
        "email": Sample(
            {},
            [("An.Nguyen@ViDu.VN", "An.Nguyen@vidu.vn", "An.Nguyen@vidu.vn")],
            [("an@", "email"), ("an@vidu", "email"), ("a b@vidu.vn", "email"), ("an@vidu..vn", "email")],
        ),
        "address": Sample(
            {},
            [
                (
                    home("01", "00004", "5 phố Huế"),
                    home("01", "00004", "5 phố Huế"),
                    "5 phố Huế, Phường Ba Đình, Thành phố Hà Nội",
                )
            ],
            [
                (home("99", "00004", "x"), "address_province"),
                (home("01", "", "x"), "address_commune"),
                (home("79", "00004", "x"), "address_pair"),
                (home("01", "00004", ""), "address_detail"),
            ],
        ),
        "attachment": Sample(
            {"min": 2, "max": 3, "accept": ["pdf"]},
            [(["id-1", "id-2", "id-1"], ["id-1", "id-2"], "2 tệp")],
            [
                (["id-1"], "too_few_attachments"),
                (["1", "2", "3", "4"], "too_many_attachments"),
                (["../../x"], "wrong_kind"),
            ],
            bad_keys=[({"min": 5, "max": 1}, "above max"), ({"accept": ["exe"]}, "kinds of file")],
        ),
        "rows": Sample(
            {"fields": COLUMNS, "min": 1, "max": 2},
            [
                (
                    [{"ten": "Nhà", "cao": "3,5", "_id": "4"}, {"ten": "", "cao": ""}, {"ten": "Kho"}],
                    [{"_id": "4", "ten": "Nhà", "cao": "3.5"}, {"_id": "5", "ten": "Kho"}],
                    "Tên: Nhà; Cao: 3,5 m\nTên: Kho",
                ),
            ],
            [([{"cao": "1"}], "cells"), ([{"ten": "a"}] * 3, "too_many_rows")],
            bad_keys=[
                ({"fields": [{"name": "x", "type": "rows", "label": "x"}]}, "'fields' is missing"),
                ({"fields": [{"name": "x", "type": "attachment", "label": "x"}]}, "cannot be a column"),
                ({"fields": nested(3)}, "3 levels deep"),
                ({"fields": [COLUMNS[0], COLUMNS[0]]}, "stands twice"),
                ({"fields": []}, "columns"),
                ({"fields": COLUMNS, "max": 5000}, "outside"),
                ({"fields": [{**COLUMNS[0], "from": "identity.full_name"}]}, "unknown key 'from'"),
            ],
        ),
        "computed": Sample(
            {"value": "submitted_minutes * 2", "unit": "phút"},
            [],
            [],
            bad_keys=[({"value": "facts"}, "gives a list"), ({"value": "khong_co + 1"}, "unknown name")],
        ),
    }
)


def raw_field(kind: str, **more: Any) -> dict[str, Any]:
    """Return a field of this type as an author writes it."""
    raw: dict[str, Any] = {"name": "o_thu", "type": kind}
    if REGISTRY[kind].labelled:
        raw["label"] = {"vi": "Ô thử", "en": "Trial box"}
    return raw | SAMPLES[kind].keys | more


def form_of(*fields: dict[str, Any], **page: Any) -> FormSpec:
    """Return the form of one page with these fields."""
    raw = [{"page": "trang", "title": "Trang", "fields": list(fields), **page}]
    spec, problems = parse_form(raw, situation=SITUATION_TYPES, files=FILES)
    assert spec is not None, problems
    return spec


def field_of(kind: str, **more: Any) -> FieldSpec:
    """Return the parsed sample field of this type."""
    return form_of(raw_field(kind, **more)).by_name["o_thu"]


def posted(name: str, raw: Any) -> MultiDict[str, str]:
    """Return what a browser posts when ``raw`` is typed into the field called ``name``."""
    data: MultiDict[str, str] = MultiDict()
    if isinstance(raw, str):
        data[name] = raw
    elif isinstance(raw, dict):
        for part, text in raw.items():
            data.update(posted(f"{name}-{part}", text))
    else:
        for index, one in enumerate(raw):
            if isinstance(one, str):
                data.add(name, one)
            else:
                data.update(posted(f"{name}-{index}", one))
    return data
