"""The file of an export of the register, made while nobody waits for a page."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import BinaryIO
from uuid import UUID

from portal.clock import now
from portal.db import unit_of_work
from portal.papers.base import PaperError
from portal.papers.pdf import render_paper
from portal.papers.register_sheets import write_sheet
from portal.papers.registers import TEMPLATE, TITLE
from portal.papers.values import PaperValues, Registration, Signatory
from portal.parts import Parts
from portal.services import register_exports, registers
from portal.services.register_exports import PDF, Making

LARGEST = 200 * 1024 * 1024


def make_register(parts: Parts, export_id: str) -> None:
    """Make the file of one export; a second run changes nothing, and a paper that cannot be is not tried again."""
    key = UUID(export_id)
    with unit_of_work(parts.make_session) as session:
        making = register_exports.to_make(session, key)
    if making is None:
        return
    with tempfile.TemporaryFile() as file:
        try:
            rows = _write_pdf(parts, making, file) if making.format == PDF else _write_sheet(parts, making, file)
        except PaperError as wrong:
            with unit_of_work(parts.make_session) as session:
                register_exports.fail(session, key, why=type(wrong).__name__, at=now())
            return
        file.seek(0)
        stored = parts.storage.put(file, LARGEST)
    with unit_of_work(parts.make_session) as session:
        register_exports.keep(session, key, sha256=stored.sha256, size=stored.size, rows=rows, at=now())


TASKS: dict[str, Callable[..., None]] = {"make_register": make_register}


def _write_sheet(parts: Parts, making: Making, file: BinaryIO) -> int:
    """Write the sheet while the register is read, so that neither is ever whole in memory."""
    with unit_of_work(parts.make_session) as session:
        entries = registers.entries(session, making.wanted, people=making.people)
        return write_sheet(file, making.head, entries, made_at=making.asked_at)


def _write_pdf(parts: Parts, making: Making, file: BinaryIO) -> int:
    with unit_of_work(parts.make_session) as session:
        entries = list(registers.entries(session, making.wanted, people=making.people))
    values = PaperValues(
        agency=making.agency,
        result=Registration(TITLE),
        officer=Signatory(making.officer, ""),
    )
    context = {**values.context(), "head": making.head, "entries": entries}
    file.write(render_paper(TEMPLATE, context, created=making.asked_at))
    return len(entries)
