"""The lines of a list as the table shows them: the owner first, then the columns that the officer chose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import UUID

from flask import url_for
from markupsafe import Markup, escape

from portal.models import Dossier
from portal.services import desk
from portal.services.definitions import procedure_of
from portal.services.own_desk import Column
from portal.web import work
from portal.web.dossier_titles import dossier_title
from portal.web.formats import Due, due, show_instant
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from portal.web.marks import status_tone, status_words
from portal.web.officer.area import role_words, step_words
from portal.web.officer.narrowing import Choices
from portal.web.sectors import sector_words
from workflows.reminding import Level
from workflows.status import DossierStatus

OWNER: Final = N_("Chủ hồ sơ")
COLUMNS: Final[Mapping[Column, str]] = {
    Column.STEP: N_("Bước"),
    Column.HOLDER: N_("Người xử lý"),
    Column.STATUS: N_("Trạng thái"),
    Column.SUBMITTED: N_("Ngày nộp"),
    Column.DUE: N_("Hạn"),
    Column.TARGET: N_("Hạn của bước"),
    Column.APPLICANT: N_("Người nộp"),
    Column.SECTOR: N_("Lĩnh vực"),
    Column.AGENCY: N_("Cơ quan"),
    Column.CHANNEL: N_("Cách nộp"),
    Column.LABELS: N_("Nhãn"),
}
CHANNELS: Final = {"online": N_("Trực tuyến"), "counter": N_("Trực tiếp"), "post": N_("Qua bưu chính công ích")}
CLIMBED: Final = {Level.HEAD: N_("Đã báo lãnh đạo phòng"), Level.LEADER: N_("Đã báo lãnh đạo cơ quan")}
"""Marks of a dossier whose delay was told to a superior."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list, as the table shows it."""

    id: str
    href: str
    title: str
    note: str | Markup
    cells: list[Any]
    late: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What keys of a row are called."""

    agencies: Mapping[UUID, str]
    labels: Mapping[UUID, tuple[str, str]]
    """Name and tone."""

    @classmethod
    def of(cls, found: Choices) -> Words:
        """Return the words of what the reader may choose from."""
        return cls({one.id: one.name for one in found.agencies}, {one.id: (one.name, one.tone) for one in found.labels})


def heads(columns: Sequence[Column]) -> list[str]:
    """Return the heads of the table."""
    return [_(OWNER), *(_(COLUMNS[one]) for one in columns)]


def line(row: desk.Row, columns: Sequence[Column], words: Words) -> Line:
    """Return a row with the columns that were chosen."""
    left = due(row.due_at or row.target_at, work.now(), current_language())
    return Line(
        id=str(row.task_id),
        href=url_for("officer.dossier", code=row.code),
        title=row.owner_name,
        note=_note(row, [] if Column.LABELS in columns else _labels(row, words)),
        cells=[CELLS[one](row, words) for one in columns],
        late=bool(left and left.tone == "late"),
    )


def found_line(dossier: Dossier) -> Line:
    """Return the line of a dossier that was searched for; its columns are ``FOUND``."""
    left = due(dossier.due_at, work.now(), current_language()) if dossier.closed_at is None else None
    return Line(
        id=str(dossier.id),
        href=url_for("officer.dossier", code=dossier.code),
        title=dossier.owner_name,
        note=f"{dossier.code} · {dossier_title(dossier)}",
        cells=[dossier.applicant_name, status_cell(dossier.status), _instant(dossier.submitted_at), _chip(left)],
        late=bool(left and left.tone == "late"),
    )


def status_cell(code: int) -> Markup:
    """Return a status in words with its tone."""
    return _status_mark(code, current_language())


@cache
def _status_mark(code: int, language: str) -> Markup:
    status = DossierStatus(code)
    return _mark(status_tone(status), status_words(status, language))


def _mark(tone: str, words: str) -> Markup:
    # A sum of markup and words escapes the words, at a fraction of what ``format`` costs.
    return Markup('<strong class="mark mark--') + tone + Markup('">') + words + Markup("</strong>")


def _note(row: desk.Row, labels: Sequence[Markup]) -> str | Markup:
    marks = [_mark("red", _("Có tệp bị khóa vì mã độc"))] if row.infected else []
    if row.climbed:
        marks.append(_mark("red", _(CLIMBED[Level(row.climbed)])))
    marks += labels
    note = f"{row.code} · {dossier_title(row)}"
    return escape(note) + Markup(" ") + Markup(" ").join(marks) if marks else note


def _labels(row: desk.Row, words: Words) -> list[Markup]:
    known = [words.labels[one] for one in row.labels if one in words.labels]
    return [_mark(tone, name) for name, tone in sorted(known)]


def _holder(row: desk.Row, _words: Words) -> str:
    return row.officer_name or role_words(procedure_of(work.db(), row.version_id), row.role)


def _chip(left: Due | None) -> Markup | str:
    return Markup('<span class="due due--') + left.tone + Markup('">') + left.words + Markup("</span>") if left else "-"


def _instant(at: Any) -> str:
    return show_instant(at, current_language())


CELLS: Final[Mapping[Column, Callable[[desk.Row, Words], Any]]] = {
    Column.STEP: lambda row, _words: step_words(procedure_of(work.db(), row.version_id), row.step),
    Column.HOLDER: _holder,
    Column.STATUS: lambda row, _words: status_cell(row.status),
    Column.SUBMITTED: lambda row, _words: _instant(row.submitted_at),
    Column.DUE: lambda row, _words: _chip(due(row.due_at or row.target_at, work.now(), current_language())),
    Column.TARGET: lambda row, _words: _chip(due(row.target_at, work.now(), current_language())),
    Column.APPLICANT: lambda row, _words: row.applicant_name,
    Column.SECTOR: lambda row, _words: sector_words(row.sector),
    Column.AGENCY: lambda row, words: words.agencies.get(row.agency_id, ""),
    Column.CHANNEL: lambda row, _words: _(CHANNELS[row.channel]),
    Column.LABELS: lambda row, words: Markup(" ").join(_labels(row, words)) or "-",
}
