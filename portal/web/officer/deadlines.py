"""The notices of deadlines: what is due or late, as it was told to this officer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import render_template, request, url_for
from markupsafe import Markup

from portal.services import deadline_notices
from portal.services.deadline_notices import Row
from portal.services.second_requests import SUPERIORS
from portal.web import access, work
from portal.web.access import actor
from portal.web.dossier_titles import dossier_title
from portal.web.formats import due, show_instant
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from portal.web.marks import status_tone, status_words
from portal.web.officer.area import officer
from portal.web.officer.side import side
from workflows.reminding import CLIMBS_AFTER, Level
from workflows.status import DossierStatus

WORDS = {
    Level.SOON: N_("Sắp đến hạn"),
    Level.TODAY: N_("Đến hạn hôm nay"),
    Level.OVERDUE: N_("Quá hạn"),
    Level.HEAD: N_("Quá hạn, báo lãnh đạo phòng"),
    Level.LEADER: N_("Quá hạn, báo lãnh đạo cơ quan"),
}
URGENT = frozenset({Level.OVERDUE, Level.HEAD, Level.LEADER})


@dataclass(frozen=True, slots=True)
class Line:
    """One notice, as the table shows it."""

    id: str
    href: str
    title: str
    note: str
    cells: list[Markup | str]
    late: bool


@officer.get("/can-bo/nhac-han")
@access.officer()
def told() -> str:
    """List what this officer was told of deadlines, the newest first."""
    page = deadline_notices.notices(work.db(), actor(), after=_key(request.args.get("sau")))
    return render_template(
        "officer/told.html",
        views=side(),
        rows=[_line(row) for row in page.rows],
        next_href=url_for("officer.told", sau=page.next_key) if page.next_key else None,
        climbs=CLIMBS_AFTER,
        superior=any(actor().holds(role) for role in SUPERIORS),
    )


def _line(row: Row) -> Line:
    level = Level(row.level)
    left = due(row.due_at, work.now(), current_language())
    mark = Markup('<strong class="mark mark--{}">{}</strong>')
    status = DossierStatus(row.status)
    return Line(
        id=str(row.id),
        href=url_for("officer.dossier", code=row.code),
        title=row.owner_name,
        note=f"{row.code} · {dossier_title(row)}",
        cells=[
            mark.format("red" if level in URGENT else "amber", _(WORDS[level])),
            show_instant(row.told_at, current_language()),
            mark.format(status_tone(status), status_words(status, current_language())),
            Markup('<span class="due due--{}">{}</span>').format(left.tone, left.words) if left else "-",
        ],
        late=level in URGENT,
    )


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
