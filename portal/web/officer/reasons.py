"""Reasons counted, for heads and leaders: what is returned, refused, stopped, asked again and extended, and why."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from flask import abort, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.clock import local_date
from portal.models import Agency
from portal.papers.list_sheets import Cell, write_sheet, write_values
from portal.services import given_reasons, officers, registers
from portal.services.given_reasons import READERS, Counted, Period
from portal.web import access, work
from portal.web.access import actor
from portal.web.agency_names import agency_name
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from portal.web.officer.area import officer
from portal.web.officer.days import day_of
from portal.web.officer.register import SHEET_TYPE
from workflows.reasons import OTHER, STANDARD

KINDS: Final = {
    "return": N_("Trả lại để xử lý lại"),
    "refusal": N_("Từ chối"),
    "stop": N_("Dừng giải quyết"),
    "supplement": N_("Yêu cầu bổ sung"),
    "clarification": N_("Yêu cầu giải trình, làm rõ"),
    "extension": N_("Gia hạn thời gian giải quyết"),
}
NO_PERIOD: Final = N_("Bạn cần chọn ngày có thật; ngày cuối sau ngày đầu, cách nhau không quá một năm.")
USUAL: Final = timedelta(days=90)
LONGEST_WORD: Final = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in the address, and the period that it makes; none where it makes no sense."""

    agency: Agency
    agencies: tuple[Agency, ...]
    values: Mapping[str, str]
    period: Period | None


@officer.get("/can-bo/ly-do", endpoint="reasons")
@access.officer(*sorted(READERS))
def show() -> tuple[str, int]:
    """Count the reasons of an agency in a period."""
    asked = _asked(request.args)
    offered = registers.offered(work.db(), asked.agency.id, current_language())
    titles = {one.code: one.title_en or one.title if current_language() == "en" else one.title for one in offered}
    rows = given_reasons.counts(work.db(), asked.period, actor()) if asked.period else []
    page = render_template(
        "officer/reasons.html",
        agency=asked.agency,
        agencies=[(one.code, agency_name(one)) for one in asked.agencies],
        values=asked.values,
        problem=None
        if asked.period
        else _("Bạn cần chọn ngày có thật; ngày cuối sau ngày đầu, cách nhau không quá một năm."),
        procedures=[("", _("Tất cả")), *titles.items()],
        rows=[(titles.get(one.procedure, one.procedure), _(KINDS[one.kind]), _words(one), one) for one in rows],
        most=given_reasons.MOST if len(rows) == given_reasons.MOST else None,
        exports=[
            (_("Tải về dạng XLSX"), url_for("officer.reasons_sheet", **_plain(asked.values))),
            (_("Tải về dạng CSV"), url_for("officer.reasons_values", **_plain(asked.values))),
        ],
    )
    return page, 200 if asked.period else 400


@officer.get("/can-bo/ly-do.csv", endpoint="reasons_values")
@access.officer(*sorted(READERS))
def export_values() -> Response:
    """Give the same counts as values apart by commas."""
    heads, rows = _table()
    file = io.BytesIO()
    write_values(file, heads, rows)
    return _file(file, "text/csv", "ly-do.csv")


@officer.get("/can-bo/ly-do.xlsx", endpoint="reasons_sheet")
@access.officer(*sorted(READERS))
def export_sheet() -> Response:
    """Give the same counts as a sheet, in which they are numbers."""
    heads, rows = _table()
    file = io.BytesIO()
    write_sheet(file, _("Thống kê lý do"), heads, rows)
    return _file(file, SHEET_TYPE, "ly-do.xlsx")


def _table() -> tuple[list[str], list[list[Cell]]]:
    """Return the counts that were asked for, with the heads of their columns."""
    asked = _asked(request.args)
    if asked.period is None:
        abort(400)
    heads = [_("Thủ tục"), _("Việc"), _("Mã lý do"), _("Lý do"), _("Số lần"), _("Số hồ sơ")]
    found = given_reasons.counts(work.db(), asked.period, actor())
    return heads, [[one.procedure, _(KINDS[one.kind]), one.code, _words(one), one.times, one.dossiers] for one in found]


def _file(file: io.BytesIO, kind: str, name: str) -> Response:
    response = make_response(file.getvalue())
    response.mimetype = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _words(one: Counted) -> str:
    """Return a reason in the reader's language, where it is one of the portal's own lists."""
    language = current_language()
    own = next((reason for listed in STANDARD.values() for reason in (*listed, OTHER) if reason.code == one.code), None)
    return own.text[language] if own is not None and own.text["vi"] == one.words else one.words


def _asked(given: Mapping[str, str]) -> Asked:
    agencies = tuple(one for one in officers.agencies_of(work.db(), actor()) if actor().roles_at(one.id) & READERS)
    code = given.get("co-quan")
    agency = next((one for one in agencies if one.code == code), None) if code else agencies[0]
    if agency is None:
        abort(404)
    today = local_date(work.now())
    values = {
        "co-quan": agency.code,
        "tu": given.get("tu", "")[:LONGEST_WORD] or (today - USUAL).isoformat(),
        "den": given.get("den", "")[:LONGEST_WORD] or today.isoformat(),
        "thu-tuc": given.get("thu-tuc", "")[:LONGEST_WORD],
    }
    return Asked(agency, agencies, values, _period(agency, values))


def _period(agency: Agency, values: Mapping[str, str]) -> Period | None:
    since, until = day_of(values["tu"]), day_of(values["den"])
    if since is None or until is None:
        return None
    try:
        return Period(agency.id, since, until, values["thu-tuc"] or None)
    except ValueError:
        return None


def _plain(values: Mapping[str, str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
