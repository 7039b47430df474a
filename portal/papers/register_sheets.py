"""The register of dossiers as a sheet (XLSX), written row by row, so that a year of an agency fits in little memory.

What people typed is always written as text: nothing in the sheet is a formula or a link, and where a text begins like a
formula it keeps the mark of a text when somebody edits the cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO, Final

import xlsxwriter

from portal.papers.registers import TITLE, Entry, Head
from portal.papers.words import VIETNAM

COLUMNS: Final[Sequence[tuple[str, int]]] = (
    ("STT", 6),
    ("Mã hồ sơ", 27),
    ("Tên thủ tục hành chính", 42),
    ("Số lượng hồ sơ (bộ)", 10),
    ("Tên cá nhân, tổ chức", 28),
    ("Địa chỉ", 36),
    ("Số điện thoại", 14),
    ("Cơ quan chủ trì giải quyết", 34),
    ("Nhận hồ sơ", 17),
    ("Hẹn trả kết quả", 17),
    ("Trả kết quả", 17),
    ("Phương thức nhận kết quả", 28),
    ("Ký nhận", 12),
    ("Ghi chú", 26),
)
"""Each with its width in letters."""
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
LONGEST: Final = 32_767
"""Letters that a cell can hold."""
SHEET: Final = "So theo doi"
FIRST_ROW: Final = 5
"""Above stand the agency, the title, the period, what it was narrowed to, and the names of the columns."""


@dataclass(frozen=True, slots=True)
class _Looks:
    plain: Any
    guarded: Any
    instant: Any
    head: Any
    title: Any


def write_sheet(target: BinaryIO, head: Head, entries: Iterable[Entry], *, made_at: datetime) -> int:
    """Write the register into ``target``; return how many entries there were."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties(
            {"title": TITLE, "author": head.agency, "created": made_at.astimezone(VIETNAM).replace(tzinfo=None)}
        )
        sheet = book.add_worksheet(SHEET)
        looks = _looks(book)
        _set_up(sheet)
        _write_head(sheet, head, looks)
        number = 0
        for number, entry in enumerate(entries, start=1):
            _write_entry(sheet, FIRST_ROW + number - 1, number, entry, looks)
        sheet.autofilter(FIRST_ROW - 1, 0, FIRST_ROW - 1 + number, len(COLUMNS) - 1)
    return number


def _looks(book: Any) -> _Looks:
    usual = {"font_name": "Times New Roman", "font_size": 11, "valign": "top", "text_wrap": True, "border": 1}
    return _Looks(
        plain=book.add_format(usual),
        guarded=book.add_format({**usual, "quote_prefix": True}),
        instant=book.add_format({**usual, "num_format": "hh:mm dd/mm/yyyy"}),
        head=book.add_format({**usual, "bold": True, "align": "center", "valign": "vcenter"}),
        title=book.add_format({"font_name": "Times New Roman", "font_size": 13, "bold": True}),
    )


def _set_up(sheet: Any) -> None:
    for number, (_words, width) in enumerate(COLUMNS):
        sheet.set_column(number, number, width)
    sheet.freeze_panes(FIRST_ROW, 2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST_ROW - 1)
    sheet.set_footer("&C&P/&N")


def _write_head(sheet: Any, head: Head, looks: _Looks) -> None:
    period = f"Từ ngày {head.since:%d/%m/%Y} đến ngày {head.until:%d/%m/%Y}"
    narrowed = "; ".join(head.filters) + ("" if head.with_people else " (bản không có thông tin cá nhân)")
    for row, words in enumerate((head.agency, TITLE.upper(), period, narrowed.strip())):
        sheet.write_string(row, 0, words, looks.title)
    for number, (words, _width) in enumerate(COLUMNS):
        sheet.write_string(FIRST_ROW - 1, number, words, looks.head)


def _write_entry(sheet: Any, row: int, number: int, entry: Entry, looks: _Looks) -> None:
    cells: Sequence[str | int | datetime | None] = (
        number,
        entry.code,
        entry.procedure,
        entry.sets,
        entry.applicant,
        entry.address,
        entry.phone,
        entry.agency,
        entry.received_at,
        entry.promised_at,
        entry.returned_at,
        entry.delivery,
        None,
        entry.note,
    )
    for column, value in enumerate(cells):
        _write(sheet, row, column, value, looks)


def _write(sheet: Any, row: int, column: int, value: str | int | datetime | date | None, looks: _Looks) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, looks.plain)
    elif isinstance(value, datetime):
        # A sheet knows no zones: it shows the wall clock of Vietnam, to the minute.
        wall = value.astimezone(VIETNAM).replace(tzinfo=None, second=0, microsecond=0)
        sheet.write_datetime(row, column, wall, looks.instant)
    elif isinstance(value, int):
        sheet.write_number(row, column, value, looks.plain)
    else:
        text = str(value)[:LONGEST]
        sheet.write_string(row, column, text, looks.guarded if text.startswith(FORMULA_STARTS) else looks.plain)
