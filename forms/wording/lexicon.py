"""The words between the names: what a sign or a function of an expression is called, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from forms.spec import Text


def _both(vi: str, en: str) -> Text:
    return {"vi": vi, "en": en}


AND: Final = _both(" và ", " and ")
OR: Final = _both(" hoặc ", " or ")
NOT: Final = _both("không phải: {a}", "not: {a}")
IF: Final = _both("({c} thì {a}, nếu không thì {b})", "({a} if {c}, otherwise {b})")

IS: Final = _both("{a} là {b}", "{a} is {b}")
IS_NOT: Final = _both("{a} không phải là {b}", "{a} is not {b}")
CHOSEN: Final = _both("có chọn {b} ở {a}", "{b} is selected in {a}")
NOT_CHOSEN: Final = _both("không chọn {b} ở {a}", "{b} is not selected in {a}")

RELATIONS: Final[Mapping[str, Text]] = {
    "==": IS,
    "!=": IS_NOT,
    ">": _both("{a} lớn hơn {b}", "{a} is more than {b}"),
    ">=": _both("{a} từ {b} trở lên", "{a} is {b} or more"),
    "<": _both("{a} nhỏ hơn {b}", "{a} is less than {b}"),
    "<=": _both("{a} từ {b} trở xuống", "{a} is {b} or less"),
}
OF_DAYS: Final[Mapping[str, Text]] = {
    **RELATIONS,
    ">": _both("{a} sau {b}", "{a} is after {b}"),
    ">=": _both("{a} từ {b} trở đi", "{a} is on or after {b}"),
    "<": _both("{a} trước {b}", "{a} is before {b}"),
    "<=": _both("{a} không muộn hơn {b}", "{a} is not later than {b}"),
}
TURNED: Final[Mapping[str, str]] = {"==": "!=", "!=": "==", ">": "<=", ">=": "<", "<": ">=", "<=": ">"}
"""What holds when a comparison does not."""
MIRRORED: Final[Mapping[str, str]] = {"==": "==", "!=": "!=", ">": "<", ">=": "<=", "<": ">", "<=": ">="}
"""The same comparison with its sides exchanged."""
SIGNS: Final[Mapping[str, str]] = {
    "+": " + ",
    "-": " \N{MINUS SIGN} ",
    "*": " \N{MULTIPLICATION SIGN} ",
    "/": " : ",
    "%": " mod ",
}

ANSWERED: Final = _both("{a} đã được trả lời", "{a} is answered")
UNANSWERED: Final = _both("{a} chưa được trả lời", "{a} is not answered")
UNIQUE: Final = _both("{a} không trùng nhau", "{a} are all different")
TWICE: Final = _both("{a} có giá trị trùng nhau", "{a} has a value twice")
THIS_ROW: Final = _both("dòng này", "this row")
COLUMN: Final = _both("{a} trong {b}", "{a} in {b}")

FUNCTIONS: Final[Mapping[str, Text]] = {
    "age": _both("tuổi tính theo {0}", "the age by {0}"),
    "days_between": _both("số ngày từ {0} đến {1}", "the days from {0} to {1}"),
    "months_between": _both("số tháng từ {0} đến {1}", "the months from {0} to {1}"),
    "years_between": _both("số năm từ {0} đến {1}", "the years from {0} to {1}"),
    "working_days": _both("số ngày làm việc từ {0} đến {1}", "the working days from {0} to {1}"),
    "plus_days": _both("ngày thứ {1} sau {0}", "{1} days after {0}"),
    "plus_months": _both("{1} tháng sau {0}", "{1} months after {0}"),
    "plus_years": _both("{1} năm sau {0}", "{1} years after {0}"),
    "year": _both("năm của {0}", "the year of {0}"),
    "month": _both("tháng của {0}", "the month of {0}"),
    "day": _both("ngày trong tháng của {0}", "the day of the month of {0}"),
    "size": _both("số mục ở {0}", "the number of entries in {0}"),
    "sum": _both("tổng {0}", "the sum of {0}"),
    "or_else": _both("{0}", "{0}"),
    "startsWith": _both("{0} bắt đầu bằng {1}", "{0} begins with {1}"),
    "endsWith": _both("{0} kết thúc bằng {1}", "{0} ends with {1}"),
    "contains": _both("{0} có chứa {1}", "{0} contains {1}"),
    **dict.fromkeys(("norm", "plain", "upper", "lower", "int", "double", "string"), _both("{0}", "{0}")),
    **dict.fromkeys(("round", "ceil", "floor"), _both("{0} (làm tròn)", "{0} (rounded)")),
}
"""By name; ``{0}`` is the receiver or the first argument."""

OF_ROWS: Final[Mapping[str, Text]] = {
    "exists": _both("{a} có dòng mà {b}", "{a} has a row where {b}"),
    "all": _both("mọi dòng của {a} đều có {b}", "in every row of {a}, {b}"),
    "exists_one": _both("{a} có đúng một dòng mà {b}", "{a} has exactly one row where {b}"),
    "filter": _both("các dòng của {a} mà {b}", "the rows of {a} where {b}"),
    "map": _both("{b} của mỗi dòng ở {a}", "{b} of each row in {a}"),
    "count": _both("số dòng của {a} mà {b}", "the number of rows of {a} where {b}"),
    "sum": _both("tổng của {b} ở mỗi dòng của {a}", "the sum of {b} over the rows of {a}"),
}
"""Of ``table.exists(r, …)`` and ``count(table, r, …)``: ``{a}`` is the table and ``{b}`` what is said of a row."""
NO_ROW: Final = _both("{a} không có dòng nào mà {b}", "{a} has no row where {b}")

PARTS: Final[Mapping[str, Text]] = {
    "province": _both("tỉnh, thành phố ở {a}", "the province in {a}"),
    "commune": _both("xã, phường ở {a}", "the commune in {a}"),
    "detail": _both("số nhà, đường ở {a}", "the house and street in {a}"),
}
"""Parts of one answer."""
