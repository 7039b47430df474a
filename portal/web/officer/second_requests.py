"""A second supplement request: an officer asks for it, a superior allows it or not; both say why."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.spec import say
from portal.models import Dossier
from portal.services import second_requests
from portal.services.allowances import of_dossier
from portal.services.second_requests import PAGE, SUPERIORS, AllowanceRefusedError, Spent
from portal.web import access, work
from portal.web.access import actor
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from portal.web.officer.area import officer, opened
from portal.web.officer.side import side
from procedures.definition import Procedure

LONGEST: Final = 1000
WHY: Final = {
    "no_reason": N_("Bạn cần ghi lý do."),
    "not_spent": N_("Bạn vẫn yêu cầu bổ sung được mà không phải xin phép."),
    "asked_already": N_("Việc này đã được xin; bạn chờ lãnh đạo trả lời."),
    "decided_already": N_("Việc này đã có người trả lời."),
    "own": N_("Bạn không tự trả lời việc mình xin; lãnh đạo khác trả lời."),
}


def spent_here(found: Dossier, procedure: Procedure) -> list[Spent]:
    """Return the requests that the officer has used up at the steps of the dossier."""
    return second_requests.spent(work.db(), found, procedure, actor())


def decisions(found: Dossier, procedure: Procedure) -> list[dict[str, object]]:
    """Return what was asked and decided about a dossier, with what this officer may decide now."""
    superior = bool(actor().roles_at(found.agency_id) & SUPERIORS)
    return [
        {
            "row": one,
            "title": _title(procedure, one.step, one.action),
            "mine": superior and one.decided_at is None and one.asked_by != actor().id and found.closed_at is None,
        }
        for one in of_dossier(work.db(), found)
    ]


@officer.post("/can-bo/ho-so/<code>/viec/<uuid:task_id>/xin-hoi-them/<name>", endpoint="ask_again")
@access.officer()
def ask(code: str, task_id: UUID, name: str) -> Response:
    """Ask a superior to allow one more request."""
    found, _procedure = opened(code)
    reason, seen = request.form.get("reason", "")[:LONGEST], request.form.get("version", type=int) or 0
    try:
        second_requests.ask(work.db(), found.id, task_id, name, reason, actor=actor(), at=work.now(), seen_version=seen)
    except AllowanceRefusedError as refused:
        flash(_(WHY[refused.why]), "error")
    else:
        flash(_("Đã gửi lãnh đạo. Bạn yêu cầu bổ sung được khi lãnh đạo cho phép."), "success")
    return redirect(url_for("officer.dossier", code=code))


@officer.post("/can-bo/ho-so/<code>/hoi-them/<uuid:allowance_id>", endpoint="allow_again")
@access.officer(*sorted(SUPERIORS))
def decide(code: str, allowance_id: UUID) -> Response:
    """Allow one more request, or not."""
    found, _procedure = opened(code)
    answer = request.form.get("answer")
    if answer not in ("yes", "no") or allowance_id not in [one.id for one in of_dossier(work.db(), found)]:
        abort(404 if answer in ("yes", "no") else 400)
    reason = request.form.get("reason", "")[:LONGEST]
    try:
        second_requests.decide(
            work.db(), allowance_id, allowed=answer == "yes", reason=reason, actor=actor(), at=work.now()
        )
    except AllowanceRefusedError as refused:
        flash(_(WHY[refused.why]), "error")
    else:
        flash(_("Đã ghi trả lời của bạn."), "success")
    return redirect(url_for("officer.dossier", code=code))


@officer.get("/can-bo/xin-hoi-them", endpoint="asked_again")
@access.officer(*sorted(SUPERIORS))
def waiting() -> str:
    """List what waits for this superior, the oldest first."""
    rows = second_requests.waiting(work.db(), actor(), after=_key(request.args.get("sau")))
    following = url_for("officer.asked_again", sau=rows[PAGE - 1][0].id) if len(rows) > PAGE else None
    return render_template("officer/asked_again.html", views=side(), rows=rows[:PAGE], following=following)


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _title(procedure: Procedure, step: str, action: str) -> str:
    here = procedure.workflow.steps.get(step)
    found = here.actions.get(action) if here else None
    return say(found.title, current_language()) if found else action
