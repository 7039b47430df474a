"""The file of a list of the desk, made while nobody waits for a page, in the language of who asked for it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from forms.spec import say
from portal.clock import now
from portal.db import unit_of_work
from portal.papers.list_sheets import Cell, write_sheet, write_values
from portal.parts import Parts
from portal.services import desk, list_exports
from portal.services.definitions import procedure_of
from portal.services.list_exports import SHEET, Making
from portal.services.own_desk import Column
from workflows.status import WORDS, DossierStatus
from workflows.vocabulary import ROLES

LARGEST: Final = 200 * 1024 * 1024
TITLE: Final = {"vi": "Danh sách hồ sơ", "en": "List of dossiers"}
ALWAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "vi": ("Mã hồ sơ", "Chủ hồ sơ", "Thủ tục"),
    "en": ("Dossier code", "Owner", "Procedure"),
}
HEADS: Final[Mapping[str, Mapping[Column, str]]] = {
    "vi": {
        Column.STEP: "Bước",
        Column.HOLDER: "Người xử lý",
        Column.STATUS: "Trạng thái",
        Column.SUBMITTED: "Ngày nộp",
        Column.DUE: "Hạn",
        Column.TARGET: "Hạn của bước",
        Column.APPLICANT: "Người nộp",
        Column.SECTOR: "Mã lĩnh vực",
        Column.AGENCY: "Cơ quan",
        Column.CHANNEL: "Cách nộp",
        Column.LABELS: "Nhãn",
    },
    "en": {
        Column.STEP: "Step",
        Column.HOLDER: "With whom",
        Column.STATUS: "Status",
        Column.SUBMITTED: "Filed",
        Column.DUE: "Due",
        Column.TARGET: "Target of the step",
        Column.APPLICANT: "Applicant",
        Column.SECTOR: "Sector code",
        Column.AGENCY: "Agency",
        Column.CHANNEL: "Filed how",
        Column.LABELS: "Labels",
    },
}
CHANNELS: Final[Mapping[str, Mapping[str, str]]] = {
    "vi": {"online": "Trực tuyến", "counter": "Trực tiếp", "post": "Bưu chính"},
    "en": {"online": "Online", "counter": "At the counter", "post": "By post"},
}


def make_list(parts: Parts, export_id: str) -> None:
    """Make the file of one export; a second run changes nothing."""
    key, at = UUID(export_id), now()
    with unit_of_work(parts.make_session) as session:
        making = list_exports.to_make(session, key, at)
    if making is None:
        return
    with tempfile.TemporaryFile() as file:
        with unit_of_work(parts.make_session) as session:
            heads = [*ALWAYS[making.language], *(HEADS[making.language][one] for one in making.columns)]
            lines = _lines(session, making, at)
            if making.format == SHEET:
                count = write_sheet(file, TITLE[making.language], heads, lines)
            else:
                count = write_values(file, heads, lines)
        file.seek(0)
        stored = parts.storage.put(file, LARGEST)
    with unit_of_work(parts.make_session) as session:
        list_exports.keep(session, key, sha256=stored.sha256, size=stored.size, count=count, at=now())


def _lines(session: Session, making: Making, at: datetime) -> Iterator[list[Cell]]:
    """Yield the rows while the list is read, so that neither is ever whole in memory."""
    for row in list_exports.rows(session, making, at=at):
        procedure = say(procedure_of(session, row.version_id).title, making.language)
        yield [row.code, row.owner_name, procedure, *(_cell(session, row, one, making) for one in making.columns)]


def _cell(session: Session, row: desk.Row, column: Column, making: Making) -> Cell:
    language = making.language
    workflow = procedure_of(session, row.version_id).workflow
    step = workflow.steps.get(row.step)
    role = workflow.own_roles.get(row.role) or ROLES.get(row.role)
    cells: Mapping[Column, Callable[[], Cell]] = {
        Column.STEP: lambda: say(step.title, language) if step else row.step,
        Column.HOLDER: lambda: row.officer_name or (say(role, language) if role else row.role),
        Column.STATUS: lambda: WORDS[DossierStatus(row.status)][0 if language == "vi" else 1],
        Column.SUBMITTED: lambda: row.submitted_at,
        Column.DUE: lambda: row.due_at,
        Column.TARGET: lambda: row.target_at,
        Column.APPLICANT: lambda: row.applicant_name,
        Column.SECTOR: lambda: row.sector,
        Column.AGENCY: lambda: making.agencies.get(row.agency_id, ""),
        Column.CHANNEL: lambda: CHANNELS[language][row.channel],
        Column.LABELS: lambda: "; ".join(sorted(making.labels[one] for one in row.labels if one in making.labels)),
    }
    return cells[column]()


TASKS: dict[str, Callable[..., None]] = {list_exports.JOB: make_list}
