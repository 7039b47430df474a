"""The lists of the desk, and the search that leaves no name in a URL."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal.models import Dossier
from portal.services import deadline_notices, desk, opinion_lists
from portal.services.definitions import procedure_of
from portal.services.desk import View
from portal.services.registers import READERS
from portal.web import access, work
from portal.web.access import actor
from portal.web.dossier_titles import dossier_title
from portal.web.formats import due, show_instant
from portal.web.frame import account, is_at, only_publishes, to
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from portal.web.marks import status_tone, status_words
from portal.web.officer.area import officer, role_words, step_words
from workflows.reminding import Level
from workflows.status import DossierStatus

VIEWS = {
    View.MINE: (N_("Của tôi"), "blue"),
    View.ROLE: (N_("Chờ người nhận"), "grey"),
    View.SOON: (N_("Sắp đến hạn"), "amber"),
    View.OVERDUE: (N_("Quá hạn"), "red"),
    View.ALL: (N_("Tất cả đang mở"), "grey"),
}
CLIMBED = {Level.HEAD: N_("Đã báo lãnh đạo phòng"), Level.LEADER: N_("Đã báo lãnh đạo cơ quan")}
"""Marks of a dossier whose delay was told to a superior."""
MOST = desk.MOST
TOKEN_BYTES = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list, as the table shows it."""

    id: str
    href: str
    title: str
    note: str | Markup
    cells: list[Any]
    late: bool


@officer.get("/can-bo")
@access.officer()
def lists() -> str | Response:
    """Show one view of the desk: what is mine to do, as far as the address does not say otherwise."""
    me = account()
    if me and only_publishes(me.roles):
        return redirect(to("/cong-bo"))
    counts = desk.counts(work.db(), actor(), at=work.now())
    chosen = _chosen(counts)
    page = desk.rows(
        work.db(),
        actor(),
        chosen,
        at=work.now(),
        sector=request.args.get("linh-vuc") or None,
        status=request.args.get("trang-thai", type=_status_code),
        after=_key(request.args.get("sau")),
    )
    return render_template(
        "officer/desk.html",
        view=chosen,
        title=_(VIEWS[chosen][0]),
        views=side(counts, chosen),
        rows=[_line(row) for row in page.rows],
        next_href=_next(page.next_key),
        filtered=request.args,
    )


@officer.post("/can-bo/tim")
@access.officer()
def keep_search() -> Response:
    """Keep what was searched and go to its page: the words themselves stay out of the address."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    words = (request.form.get("q") or "").strip()[:200]
    desk.keep_search(work.db(), actor(), words, token, work.now())
    return redirect(url_for("officer.search", token=token))


@officer.get("/can-bo/tim/<token>")
@access.officer()
def search(token: str) -> str:
    """Show the dossiers that match a kept search."""
    words = desk.kept_search(work.db(), actor(), token)
    found = desk.search(work.db(), actor(), words) if words else []
    counts = desk.counts(work.db(), actor(), at=work.now())
    rows = [_found(dossier) for dossier in found]
    return render_template("officer/search.html", words=words, rows=rows, views=side(counts, None))


def side(counts: dict[View, int], chosen: View | None) -> list[tuple[str, str, str | None, bool, str]]:
    """Return the views at the left with their counts, the notices of deadlines, and the register for its readers."""
    told = deadline_notices.count(work.db(), actor())
    views: list[tuple[str, str, str | None, bool, str]] = [
        (
            _(words),
            url_for("officer.lists", xem=view.value),
            f"{MOST}+" if counts[view] > MOST else str(counts[view]),
            view is chosen,
            tone if counts[view] else "grey",
        )
        for view, (words, tone) in VIEWS.items()
    ]
    shown = f"{MOST}+" if told > MOST else str(told)
    tone = "amber" if told else "grey"
    views.append((_("Nhắc hạn"), url_for("officer.told"), shown, is_at("/can-bo/nhac-han"), tone))
    opinions = opinion_lists.count(work.db(), actor())
    shown = f"{MOST}+" if opinions > MOST else str(opinions)
    tone = "amber" if opinions else "grey"
    views.append((_("Phiếu lấy ý kiến"), url_for("officer.opinions"), shown, is_at("/can-bo/y-kien"), tone))
    href = url_for("officer.decisions")
    views.append((_("Quyết định tập thể"), href, None, is_at("/can-bo/quyet-dinh-tap-the"), "grey"))
    if any(map(actor().holds, READERS)):
        views.append((_("Sổ theo dõi hồ sơ"), url_for("officer.register"), None, False, "grey"))
    return views


def _chosen(counts: dict[View, int]) -> View:
    asked = request.args.get("xem")
    if asked in {view.value for view in View}:
        return View(asked)
    return View.MINE if counts[View.MINE] else View.ROLE


def _status_code(text: str) -> int:
    """Return the number of a status; anything else is no filter."""
    return int(DossierStatus(int(text)))


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _next(key: str | None) -> str | None:
    if key is None:
        return None
    kept: dict[str, Any] = {**request.args.to_dict(), "sau": key}
    return url_for("officer.lists", **kept)


def _line(row: desk.Row) -> Line:
    procedure = procedure_of(work.db(), row.version_id)
    holder = row.officer_name or role_words(procedure, row.role)
    left = due(row.due_at or row.target_at, work.now(), current_language())
    return Line(
        id=str(row.task_id),
        href=url_for("officer.dossier", code=row.code),
        title=row.owner_name,
        note=_note(row),
        cells=[step_words(procedure, row.step), holder, _status(row.status), _submitted(row.submitted_at), _due(left)],
        late=bool(left and left.tone == "late"),
    )


def _note(row: desk.Row) -> str | Markup:
    note = f"{row.code} · {dossier_title(row)}"
    marks = [_("Có tệp bị khóa vì mã độc")] if row.infected else []
    if row.climbed:
        marks.append(_(CLIMBED[Level(row.climbed)]))
    if not marks:
        return note
    shown = Markup(" ").join(Markup('<strong class="mark mark--red">{}</strong>').format(one) for one in marks)
    return Markup("{} {}").format(note, shown)


def _found(dossier: Dossier) -> Line:
    left = due(dossier.due_at, work.now(), current_language()) if dossier.closed_at is None else None
    return Line(
        id=str(dossier.id),
        href=url_for("officer.dossier", code=dossier.code),
        title=dossier.owner_name,
        note=f"{dossier.code} · {dossier_title(dossier)}",
        cells=[dossier.applicant_name, _status(dossier.status), _submitted(dossier.submitted_at), _due(left)],
        late=bool(left and left.tone == "late"),
    )


def _status(code: int) -> Markup:
    status = DossierStatus(code)
    tone, words = status_tone(status), status_words(status, current_language())
    return Markup('<strong class="mark mark--{}">{}</strong>').format(tone, words)


def _due(left: Any) -> Markup | str:
    return Markup('<span class="due due--{}">{}</span>').format(left.tone, left.words) if left else "-"


def _submitted(at: Any) -> str:
    return show_instant(at, current_language())
