"""The workload of an agency's officers, for who leads it; each number leads to the list behind it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import abort, render_template, request, url_for

from portal.services import officers, workload
from portal.services.desk import MOST, Count
from portal.services.wanted import Due, View, Wanted
from portal.services.workload import SEEN_BY, Load
from portal.web import access, work
from portal.web.access import actor
from portal.web.agency_names import agency_name
from portal.web.language import gettext as _
from portal.web.officer.area import officer
from portal.web.officer.narrowing import address_of
from portal.web.officer.side import in_words, side


@dataclass(frozen=True, slots=True)
class Cell:
    """One number: its words, where it leads, and the tone of what should be looked at."""

    words: str
    href: str | None
    tone: str


@officer.get("/can-bo/khoi-luong", endpoint="workload")
@access.officer(*sorted(SEEN_BY))
def show() -> str:
    """Show who has how much."""
    led = [one for one in officers.agencies_of(work.db(), actor()) if actor().roles_at(one.id) & SEEN_BY]
    code = request.args.get("co-quan")
    agency = next((one for one in led if one.code == code), None) if code else led[0]
    if agency is None:
        abort(404)
    found = workload.loads(work.db(), agency.id, actor=actor(), at=work.now())
    return render_template(
        "officer/workload.html",
        agency=agency,
        agencies=[(one.code, agency_name(one)) for one in led],
        views=side(),
        rows=[(one.full_name or _("Chưa có người nhận"), _cells(one, agency.id)) for one in found],
    )


def _cells(one: Load, agency_id: UUID) -> list[Cell]:
    return [
        _cell(one, agency_id, one.open, None, "blue"),
        _cell(one, agency_id, one.soon, Due.SOON, "amber"),
        _cell(one, agency_id, one.overdue, Due.OVERDUE, "red"),
        Cell(_shown(one.done) if one.officer_id else "-", None, "grey"),
    ]


def _cell(one: Load, agency_id: UUID, number: int, due: Due | None, tone: str) -> Cell:
    """What nobody has taken cannot be asked for of a whole agency, so it leads nowhere."""
    wanted = Wanted(View.ALL, due=due, officer_id=one.officer_id, agency_id=agency_id)
    href = url_for("officer.lists", **address_of(wanted)) if one.officer_id and number else None
    return Cell(_shown(number), href, tone if number else "grey")


def _shown(number: int) -> str:
    return in_words(Count(min(number, MOST + 1)))
