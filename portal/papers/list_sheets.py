"""A list as a file: a sheet (XLSX) or values apart by commas (CSV), written row by row.

What people typed is text and never a formula: a sheet says so of its cells, and in values what begins like a formula
gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, BinaryIO, Final

import xlsxwriter

from portal.papers.words import VIETNAM

Cell = str | int | datetime | None
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
LONGEST: Final = 32_767
WIDTH: Final = 24
MARK: Final = "\ufeff"
"""By which spreadsheets know that values are UTF-8."""
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_sheet(target: BinaryIO, title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write a sheet into ``target``; return how many rows there were."""
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        book.set_properties({"title": title})
        sheet = book.add_worksheet("Danh sach")
        bold = book.add_format({"bold": True, "border": 1})
        plain, instant = (
            book.add_format({"border": 1}),
            book.add_format({"border": 1, "num_format": "hh:mm dd/mm/yyyy"}),
        )
        guarded = book.add_format({"border": 1, "quote_prefix": True})
        sheet.set_column(0, len(heads) - 1, WIDTH)
        sheet.freeze_panes(1, 1)
        for column, words in enumerate(heads):
            sheet.write_string(0, column, words, bold)
        count = 0
        for count, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                _write(sheet, count, column, value, (plain, guarded, instant))
        sheet.autofilter(0, 0, count, len(heads) - 1)
    return count


def write_values(target: BinaryIO, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write values apart by commas into ``target``; return how many rows there were."""
    written = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
    written.write(MARK)
    lines = csv.writer(written)
    lines.writerow(heads)
    count = 0
    for row in rows:
        lines.writerow([_guarded(one) for one in row])
        count += 1
    written.detach()
    return count


def _write(sheet: Any, row: int, column: int, value: Cell, looks: tuple[Any, Any, Any]) -> None:
    plain, guarded, instant = looks
    if value is None or value == "":
        sheet.write_blank(row, column, None, plain)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, _wall(value), instant)
    elif isinstance(value, int):
        sheet.write_number(row, column, value, plain)
    else:
        text = value[:LONGEST]
        sheet.write_string(row, column, text, guarded if text.startswith(FORMULA_STARTS) else plain)


def _wall(at: datetime) -> datetime:
    """A sheet knows no zones: it shows the wall clock of Vietnam, to the minute."""
    return at.astimezone(VIETNAM).replace(tzinfo=None, second=0, microsecond=0)


def _guarded(value: Cell) -> str:
    if isinstance(value, datetime):
        return f"{_wall(value):%H:%M %d/%m/%Y}"
    if isinstance(value, int):
        return str(value)
    text = value or ""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
