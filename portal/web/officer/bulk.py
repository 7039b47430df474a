"""Doing one thing with many dossiers: chosen on a list, decided, looked at once more, followed while it is done."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.spec import say
from portal.models import BulkRun
from portal.services import bulk, bulk_foreseeing, desk, desk_choices
from portal.services.bulk import MOST, Chosen, Doing, Progress, TooManyChosenError
from portal.web import access, work
from portal.web.access import actor
from portal.web.language import current_language, ngettext
from portal.web.language import gettext as _
from portal.web.limits import limit
from portal.web.officer.area import officer
from portal.web.officer.bulk_choices import Choice, choices, hindered, outcome_words
from portal.web.officer.consequences import consequences_for_many
from portal.web.officer.narrowing import wanted_of
from portal.web.officer.role_names import role_name

LONGEST_NOTE: Final = 1000
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
MARK: Final = "\ufeff"
"""By which spreadsheets know that a file of values is UTF-8."""


@limit("60/hour", methods=["POST"])
@officer.post("/can-bo/hang-loat", endpoint="choose_many")
@access.officer()
def choose() -> Response:
    """Keep what was ticked, or the whole list as far as it is done at once, and lead to what can be done with it."""
    ids = [one for one in map(_uuid, request.form.getlist("id")) if one]
    if request.form.get("ca-danh-sach") == "1":
        ids = list(desk.keys(work.db(), actor(), wanted_of(request.form), at=work.now(), most=MOST))
    try:
        run = bulk.choose(work.db(), actor(), ids, at=work.now())
    except TooManyChosenError:
        flash(_("Mỗi lần làm được nhiều nhất %(n)s hồ sơ.", n=MOST), "info")
        return redirect(url_for("officer.lists"))
    if run is None:
        flash(_("Bạn cần chọn ít nhất một hồ sơ."), "info")
        return redirect(url_for("officer.lists"))
    return redirect(url_for("officer.bulk_run", run_id=run.id))


@officer.get("/can-bo/hang-loat/<uuid:run_id>", endpoint="bulk_run")
@access.officer()
def show(run_id: UUID) -> str:
    """Show what can be done, what is about to be done, or how far it is."""
    run = bulk.own_run(work.db(), actor(), run_id)
    return _progress(run) if run.begun_at else _choosing(run)


@officer.post("/can-bo/hang-loat/<uuid:run_id>/viec", endpoint="decide_bulk")
@access.officer()
def decide(run_id: UUID) -> str | Response | tuple[str, int]:
    """Keep what is to be done, and show it once more before it is."""
    run = bulk.own_run(work.db(), actor(), run_id, lock=True)
    found = choices(bulk.chosen(work.db(), run), actor())
    choice = next((one for one in found if one.key == request.form.get("viec")), None)
    if choice is None:
        return _choosing(run, _("Bạn cần chọn một việc.")), 400
    named = _uuid(request.form.get("nguoi") or "") if choice.roles else None
    if choice.roles and named not in {one[0] for one in _people(choice.roles)}:
        return _choosing(run, _("Bạn cần chọn người nhận có vai trò của bước ấy.")), 400
    note = (request.form.get("ghi-chu") or "").strip()[:LONGEST_NOTE] or None
    bulk.decide(work.db(), run, choice.doing(named, note))
    return redirect(url_for("officer.bulk_run", run_id=run.id))


@officer.post("/can-bo/hang-loat/<uuid:run_id>/bat-dau", endpoint="begin_bulk")
@access.officer()
def begin(run_id: UUID) -> Response:
    """Have it done."""
    run = bulk.own_run(work.db(), actor(), run_id, lock=True)
    if run.begun_at is None:
        bulk.begin(work.db(), run, at=work.now())
    return redirect(url_for("officer.bulk_run", run_id=run.id))


@officer.get("/can-bo/hang-loat/<uuid:run_id>/tien-do", endpoint="bulk_progress")
@access.officer()
def tell_progress(run_id: UUID) -> Response:
    """Say how far it is, to the script of the page."""
    run = bulk.own_run(work.db(), actor(), run_id)
    far = bulk.progress(work.db(), run)
    return jsonify(done=run.ended_at is not None, ended=far.ended, of=far.of, told=_told(far))


@officer.get("/can-bo/hang-loat/<uuid:run_id>/ket-qua.csv", endpoint="bulk_outcomes")
@access.officer()
def outcomes(run_id: UUID) -> Response:
    """Send what became of each dossier, as a file of values."""
    run = bulk.own_run(work.db(), actor(), run_id)
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow([_("Mã hồ sơ"), _("Chủ hồ sơ"), _("Thủ tục"), _("Kết quả")])
    for one in bulk.chosen(work.db(), run):
        rows.writerow(list(map(_guarded, (one.code, one.owner_name, one.title, outcome_words(one)))))
    answer = Response(MARK + written.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="ket-qua-hang-loat.csv"'
    return answer


def _choosing(run: BulkRun, problem: str = "") -> str:
    chosen = bulk.chosen(work.db(), run)
    found = choices(chosen, actor())
    doing = Doing.from_data(run.doing) if run.doing and not problem else None
    decided = next((one for one in found if doing and one.title == doing.title), None)
    foreseen = bulk_foreseeing.Foreseen()
    if doing:
        foreseen = bulk_foreseeing.foresee(work.db(), run, doing, actor=actor(), at=work.now())
    return render_template(
        "officer/bulk.html",
        run=run,
        chosen=chosen,
        choices=found,
        people=_people({role for one in found for role in one.roles}),
        doing=doing,
        decided=decided,
        title=say(doing.title, current_language()) if doing else "",
        concerned=len(chosen) - len(foreseen.hindrances),
        unseen=foreseen.unseen,
        hindered=hindered(chosen, foreseen.hindrances),
        consequences=_consequences(decided, chosen),
        problem=problem,
    )


def _consequences(decided: Choice | None, chosen: Sequence[Chosen]) -> list[str]:
    """Return what the action brings, once for each way in which the chosen dossiers have it."""
    if decided is None or not decided.acts:
        return []
    ways = {
        (one.version_id, one.step, one.item.agency_id): (one.item.dossier_id, one.step, name)
        for one in reversed(chosen)
        if (name := decided.acts.get((one.version_id, one.step)))
    }
    return consequences_for_many(work.db(), ways.values(), work.now())


def _progress(run: BulkRun) -> str:
    chosen = bulk.chosen(work.db(), run)
    far = bulk.progress(work.db(), run)
    failed = [one for one in chosen if one.item.state == "failed"]
    others = [one for one in chosen if one.item.state != "failed"]
    return render_template(
        "officer/bulk_progress.html",
        run=run,
        far=far,
        told=_told(far),
        title=say((run.doing or {})["title"], current_language()),
        rows=[(one, outcome_words(one)) for one in [*failed, *others]],
    )


def _told(far: Progress) -> str:
    done = ngettext("%(n)s hồ sơ đã làm", "%(n)s hồ sơ đã làm", far.done, n=far.done)
    failed = ngettext("%(n)s hồ sơ không làm được", "%(n)s hồ sơ không làm được", far.failed, n=far.failed)
    return f"{done}; {failed}."


def _people(roles: set[Any]) -> list[tuple[UUID, str]]:
    """Return who holds one of some roles, with the role in words."""
    if not roles:
        return []
    found = [one for one in desk_choices.colleagues(work.db(), actor(), work.now()) if one.role in roles]
    return [(one.officer_id, f"{one.full_name} ({role_name(one.role, one.agency_id)})") for one in found]


def _guarded(text: str) -> str:
    """Return a value that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
