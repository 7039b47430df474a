"""The register of dossiers (form 07): read by period, sector, procedure and status; taken out as a sheet or a PDF."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.clock import local_date
from portal.models import Agency
from portal.papers.registers import Entry
from portal.services import officers, register_exports, registers
from portal.services.file_content import PDF as PDF_TYPE
from portal.services.register_exports import MOST, PDF, SHEET, Exported, TooManyEntriesError
from portal.services.registers import READERS, Line, Offered, PeriodError, Wanted
from portal.web import access, work
from portal.web.access import actor
from portal.web.agency_names import agency_name, either_name
from portal.web.formats import show_date
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.limits import limit
from portal.web.marks import status_words
from portal.web.officer.area import officer
from portal.web.officer.days import day_of
from portal.web.officer.files import send
from portal.web.sectors import sector_words
from workflows.status import DossierStatus

SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES: Final = {SHEET: SHEET_TYPE, PDF: PDF_TYPE}
USUAL: Final = timedelta(days=30)
LONGEST_WORD: Final = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in the address or in the form: the part of the register, or why there is none."""

    agency: Agency
    agencies: tuple[Agency, ...]
    values: Mapping[str, Any]
    wanted: Wanted | None
    problem: str


@officer.get("/can-bo/so-theo-doi", endpoint="register")
@access.officer(*sorted(READERS))
def show() -> tuple[str, int]:
    """Show one page of the register of an agency, with what was exported of it lately."""
    asked = _asked(request.args)
    return _page(asked), 200 if asked.wanted else 400


@limit("20/hour", methods=["POST"])
@officer.post("/can-bo/so-theo-doi/xuat", endpoint="export_register")
@access.officer(*sorted(READERS))
def export() -> Response | tuple[str, int]:
    """Have a part of the register made into a file."""
    asked = _asked(request.form)
    file_format = request.form.get("dang", "")
    if file_format not in MOST:
        abort(400)
    if asked.wanted is None:
        return _page(asked), 400
    try:
        register_exports.ask(work.db(), asked.wanted, file_format, actor=actor(), at=work.now())
    except TooManyEntriesError as too_many:
        words = _(
            "Phần sổ này có hơn %(n)s hồ sơ, nhiều hơn một tệp chứa được. Bạn cần chọn thời gian ngắn hơn.",
            n=too_many.most,
        )
        return _page(asked, words), 400
    flash(_("Tệp đang được lập; bạn tải lại trang sau ít phút."), "success")
    return redirect(url_for("officer.register", **asked.values, _anchor="da-xuat"))


@officer.get("/can-bo/so-theo-doi/xuat/<uuid:export_id>", endpoint="register_file")
@access.officer(*sorted(READERS))
def fetch(export_id: UUID) -> Response:
    """Send the file of an export to whoever asked for it."""
    file, file_format = register_exports.fetch(work.db(), export_id, actor=actor(), at=work.now())
    return send(file.sha256, TYPES[file_format], f"so-theo-doi-{local_date(file.made_at):%Y%m%d}.{file_format}")


def _page(asked: Asked, problem: str = "") -> str:
    agency, wanted = asked.agency, asked.wanted
    people = registers.sees_people(actor(), agency.id)
    offered = registers.offered(work.db(), agency.id, current_language())
    after = _key(request.args.get("sau"))
    found = registers.page(work.db(), wanted, people=people, after=after) if wanted else None
    following = url_for("officer.register", **asked.values, sau=found.next_key) if found and found.next_key else None
    return render_template(
        "officer/register.html",
        agency=agency,
        agencies=[(one.code, agency_name(one)) for one in asked.agencies],
        values=asked.values,
        problem=problem or asked.problem,
        lines=[_line(line, offered) for line in found.lines] if found else [],
        people=people,
        sectors=[("", _("Tất cả")), *_sectors(offered)],
        procedures=[("", _("Tất cả")), *((one.code, _title(one)) for one in offered)],
        statuses=[
            ("", _("Tất cả")),
            *((str(int(one)), status_words(one, current_language())) for one in DossierStatus),
        ],
        next_href=following,
        exports=[
            (one, _part(one)) for one in register_exports.recent(work.db(), agency.id, actor=actor(), at=work.now())
        ],
        mine=actor().id,
    )


def _asked(given: Mapping[str, str]) -> Asked:
    agencies = _agencies()
    code = given.get("co-quan")
    agency = next((one for one in agencies if one.code == code), None) if code else agencies[0]
    if agency is None:
        abort(404)
    today = local_date(work.now())
    values = {
        "co-quan": agency.code,
        "tu": given.get("tu", "") or (today - USUAL).isoformat(),
        "den": given.get("den", "") or today.isoformat(),
        **{name: given.get(name, "")[:LONGEST_WORD] for name in ("linh-vuc", "thu-tuc", "trang-thai")},
    }
    values = {name: value[:LONGEST_WORD] for name, value in values.items()}
    wanted, problem = _wanted(agency, values)
    return Asked(agency, agencies, values, wanted, problem)


def _agencies() -> tuple[Agency, ...]:
    """Return the agencies whose register the officer may read; the route let in nobody without one."""
    return tuple(one for one in officers.agencies_of(work.db(), actor()) if actor().roles_at(one.id) & READERS)


def _wanted(agency: Agency, values: Mapping[str, str]) -> tuple[Wanted | None, str]:
    since, until = day_of(values["tu"]), day_of(values["den"])
    if since is None or until is None:
        return None, _("Bạn cần nhập ngày có thật, ví dụ 22/11/2026.")
    status = _status(values["trang-thai"])
    try:
        return Wanted(agency.id, since, until, values["linh-vuc"] or None, values["thu-tuc"] or None, status), ""
    except PeriodError:
        return None, _("Ngày cuối phải sau ngày đầu, và cách nhau không quá một năm.")


def _status(text: str) -> int | None:
    codes = {str(int(one)): int(one) for one in DossierStatus}
    return codes.get(text)


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _line(line: Line, offered: Iterable[Offered]) -> tuple[Entry, DossierStatus, str, str]:
    """Return an entry with its status, and its procedure and agency in the reader's language."""
    english = next((one.title_en for one in offered if one.code == line.procedure_code), None)
    title = english if english and current_language() == "en" else line.entry.procedure
    return line.entry, DossierStatus(line.status), title, either_name(line.entry.agency, line.agency_en)


def _sectors(offered: Any) -> list[tuple[str, str]]:
    return [(code, sector_words(code)) for code in sorted({one.sector for one in offered})]


def _title(one: Offered) -> str:
    return one.title_en or one.title if current_language() == "en" else one.title


def _part(one: Exported) -> str:
    """Return which part of the register was taken out."""
    said = one.asked
    words = [f"{show_date(date.fromisoformat(said['since']))} - {show_date(date.fromisoformat(said['until']))}"]
    if said["sector"]:
        words.append(sector_words(said["sector"]))
    if said["procedure"]:
        words.append(said["procedure"])
    if said["status"]:
        words.append(status_words(DossierStatus(said["status"]), current_language()))
    return " · ".join(words)
