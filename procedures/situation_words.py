"""The names of the situation in words, for conditions that are said to people."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from forms.spec import Text
from forms.wording import Word

_WAYS: Final[Mapping[str, Text]] = {
    "online": {"vi": "trực tuyến", "en": "online"},
    "counter": {"vi": "trực tiếp", "en": "at the counter"},
    "post": {"vi": "bưu chính công ích", "en": "by post"},
}
_KINDS: Final[Mapping[str, Text]] = {
    "citizen": {"vi": "công dân", "en": "citizen"},
    "organisation": {"vi": "tổ chức", "en": "organisation"},
}
_BEHALF: Final[Mapping[str, Text]] = {
    "true": {"vi": "hồ sơ được nộp thay người khác", "en": "the dossier is filed for somebody else"},
    "false": {"vi": "người nộp nộp cho chính mình", "en": "the applicant files for themselves"},
}


_WHOM: Final[Mapping[str, Text]] = {
    "none": {"vi": "chính người nộp", "en": "the applicant"},
    "child": {"vi": "con của người nộp", "en": "the applicant's child"},
    "ward": {"vi": "người được người nộp giám hộ", "en": "the applicant's ward"},
    "person": {"vi": "người khác", "en": "another person"},
    "organisation": {"vi": "tổ chức", "en": "an organisation"},
}


def _of_identity(vi: str, en: str, *, is_day: bool = False, codes: Mapping[str, Text] | None = None) -> Word:
    text = {"vi": f"{vi} theo tài khoản định danh", "en": f"the {en} of the e-ID account"}
    return Word(text, codes or {}, is_day)


_MARRIED: Final[Mapping[str, Text]] = {
    "single": {"vi": "chưa kết hôn", "en": "single"},
    "married": {"vi": "đang có vợ, chồng", "en": "married"},
    "divorced": {"vi": "đã ly hôn", "en": "divorced"},
    "widowed": {"vi": "vợ, chồng đã chết", "en": "widowed"},
}
_FOUND: Final[Mapping[str, Text]] = {
    "true": {"vi": "có trong cơ sở dữ liệu", "en": "the register knows the person"},
    "false": {"vi": "không có trong cơ sở dữ liệu", "en": "the register does not know the person"},
}


def _of_register(vi: str, en: str, *, is_day: bool = False, codes: Mapping[str, Text] | None = None) -> Word:
    return Word({"vi": f"{vi} trong cơ sở dữ liệu", "en": f"the {en} in the register"}, codes or {}, is_day)


REGISTER_WORDS: Final[Mapping[str, Word]] = MappingProxyType(
    {
        "register.found": _of_register("thông tin", "entry", codes=_FOUND),
        "register.full_name": _of_register("họ tên", "full name"),
        "register.citizen_id": _of_register("số định danh", "personal number"),
        "register.birth_date": _of_register("ngày sinh", "date of birth", is_day=True),
        "register.died_on": _of_register("ngày mất", "day of death", is_day=True),
        "register.sex": _of_register("giới tính", "sex"),
        "register.marital_status": _of_register("tình trạng hôn nhân", "marital status", codes=_MARRIED),
        "register.nationality": _of_register("quốc tịch", "nationality"),
        "register.ethnicity": _of_register("dân tộc", "ethnic group"),
        "register.hometown": _of_register("quê quán", "hometown"),
        "register.residence": _of_register("nơi thường trú", "place of residence"),
        "register.current_residence": _of_register("nơi ở hiện tại", "present place of residence"),
    }
)
"""What facts read most of the answer of a register; a fact that reads anything else keeps its name."""

SITUATION_WORDS: Final[Mapping[str, Word]] = MappingProxyType(
    {
        "channel": Word({"vi": "cách nộp hồ sơ", "en": "the way of filing"}, _WAYS),
        "delivery": Word({"vi": "cách nhận kết quả", "en": "the way of getting the result"}, _WAYS),
        "today": Word({"vi": "ngày nộp", "en": "the day of filing"}, is_day=True),
        "submitted_at_minutes": Word({"vi": "phút nộp trong ngày", "en": "the minute of filing"}),
        "filed_on_behalf": Word({"vi": "nộp thay", "en": "filing for another"}, _BEHALF),
        "represents": Word({"vi": "người được nộp thay", "en": "whom it is filed for"}, _WHOM),
        "days_off": Word({"vi": "các ngày nghỉ", "en": "the days off"}),
        "days_worked": Word({"vi": "các ngày làm bù", "en": "the make-up days"}),
        "identity.kind": _of_identity("loại tài khoản", "kind", codes=_KINDS),
        "identity.full_name": _of_identity("họ tên", "full name"),
        "identity.citizen_id": _of_identity("số định danh", "personal number"),
        "identity.tax_code": _of_identity("mã số thuế", "tax code"),
        "identity.birth_date": _of_identity("ngày sinh", "date of birth", is_day=True),
        "identity.sex": _of_identity("giới tính", "sex"),
        "identity.phone": _of_identity("số điện thoại", "phone number"),
        "identity.email": _of_identity("thư điện tử", "email"),
    }
)
"""By name, parts with a point; every name of the situation is here."""
