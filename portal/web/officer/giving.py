"""Giving work to officers: a task by hand, and by which rule an agency gives those of a role."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.spec import say
from portal.models import Agency, Officer
from portal.services import assigning, delegations, giving, officers
from portal.services.giving import GivingRefusedError
from portal.services.refusals import NotAllowedError, NotFoundError
from portal.web import access, work
from portal.web.access import actor
from portal.web.formats import show_date
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from portal.web.officer.area import officer, opened, step_words, task_of
from workflows.vocabulary import ROLES

BAD_REQUEST = 400
LONGEST = 2000
CHOICES = {
    "": N_("Theo quy trình của từng thủ tục"),
    "nobody": N_("Không giao sẵn, người cùng vai trò tự nhận"),
    "last_handler": N_("Người đã xử lý hồ sơ, nếu chưa có thì người ít việc nhất"),
    "load": N_("Người ít việc nhất"),
}
REFUSED = {
    "choice": N_("Bạn cần chọn một cách phân công."),
    "stranger": N_("Có người không còn giữ vai trò này. Bạn cần xem lại rồi lưu."),
    "many": N_("Mỗi người phụ trách không quá 50 địa bàn."),
    "stale": N_("Cách phân công vừa được người khác thay đổi. Bạn cần xem lại rồi lưu."),
}


@dataclass(frozen=True, slots=True)
class Role:
    """One role of an agency: by which rule its tasks are given, and who looks after which areas."""

    name: str
    words: str
    choice: str
    people: tuple[tuple[Officer, str], ...]


@officer.get("/can-bo/ho-so/<code>/viec/<uuid:task_id>/giao")
@access.officer()
def hand_ask(code: str, task_id: UUID) -> str:
    """Show who could have the task."""
    return _hand_page(code, task_id)


@officer.post("/can-bo/ho-so/<code>/viec/<uuid:task_id>/giao")
@access.officer()
def hand(code: str, task_id: UUID) -> str | Response | tuple[str, int]:
    """Hand the task to an officer."""
    dossier, _procedure = opened(code, lock=True)
    try:
        chosen = UUID(request.form.get("officer") or "")
    except ValueError:
        return _hand_page(code, task_id, missing=True), BAD_REQUEST
    assigning.hand_to(work.db(), dossier, task_of(dossier, task_id), chosen, actor=actor(), at=work.now())
    flash(_("Đã giao hồ sơ."), "success")
    return redirect(url_for("officer.dossier", code=code))


@officer.get("/can-bo/phan-cong", endpoint="giving")
@access.officer(*giving.DECIDERS)
def show() -> str:
    """Show by which rules the agencies of this superior give their tasks."""
    return _page()


@officer.post("/can-bo/phan-cong")
@access.officer(*giving.DECIDERS)
def choose() -> str | Response | tuple[str, int]:
    """Keep what is chosen for one role of one agency."""
    agency = next((one for one in _mine() if one.code == request.form.get("agency")), None)
    role = request.form.get("role") or ""
    if agency is None or role not in ROLES:
        raise NotFoundError("agency")
    holders = officers.holders_of(work.db(), agency.id, role, work.now())
    areas = {one.id: _lines(request.form.get(f"areas-{one.id}") or "") for one in holders}
    seen = request.form.get("seen", type=int) or 0
    choice = request.form.get("choice") or None
    try:
        giving.choose(work.db(), agency.id, role, choice, areas, actor=actor(), at=work.now(), seen=seen)
    except GivingRefusedError as refused:
        return _page(problem=_(REFUSED[refused.why])), BAD_REQUEST
    flash(_("Đã lưu cách phân công."), "success")
    return redirect(url_for("officer.giving"))


def _hand_page(code: str, task_id: UUID, *, missing: bool = False) -> str:
    dossier, procedure = opened(code)
    task = task_of(dossier, task_id)
    if task.closed_at is not None or not assigning.may_hand(task, actor()):
        raise NotAllowedError(task.role)
    away = delegations.standing_in(work.db(), [task.agency_id], work.now())
    holders = officers.holders_of(work.db(), task.agency_id, task.role, work.now())
    return render_template(
        "officer/hand.html",
        dossier=dossier,
        step=step_words(procedure, task.step),
        now=task.officer_id,
        holders=[(one, _away(away.get((one.id, task.role)))) for one in holders],
        missing=missing,
    )


def _away(found: tuple[str, object] | None) -> str:
    if found is None:
        return ""
    name, until = found
    return _("%(name)s làm thay đến %(day)s", name=name, day=show_date(until))  # type: ignore[arg-type]


def _page(*, problem: str | None = None) -> str:
    agencies = [(one, (one.assigning or {}).get("version", 0), _roles(one)) for one in _mine()]
    choices = [(key, _(words)) for key, words in CHOICES.items()]
    return render_template("officer/giving.html", agencies=agencies, choices=choices, problem=problem)


def _mine() -> list[Agency]:
    held = officers.agencies_of(work.db(), actor())
    return [one for one in held if actor().roles_at(one.id) & giving.DECIDERS]


def _roles(agency: Agency) -> list[Role]:
    found = []
    for name, words in ROLES.items():
        holders = officers.holders_of(work.db(), agency.id, name, work.now())
        said = (agency.assigning or {}).get(name) or {}
        areas = said.get("areas") or {}
        people = tuple((one, "\n".join(areas.get(str(one.id), ()))) for one in holders)
        if holders:
            found.append(Role(name, say(words, current_language()), said.get("by") or "", people))
    return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text[:LONGEST].splitlines() if line.strip()]
