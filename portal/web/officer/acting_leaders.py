"""A vacant leader's post: the leader of the agency above names who acts there, from one day to another."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.services import acting_leaders, delegations
from portal.services.acting_leaders import Vacancy
from portal.services.delegations import DelegationRefusedError, Wanted
from portal.services.officers import LEADER
from portal.web import access, kept_typing, work
from portal.web.access import actor
from portal.web.formats import show_date, show_title
from portal.web.language import gettext as _
from portal.web.officer.area import officer
from portal.web.officer.delegating import BAD_REQUEST, REFUSED, Typed, as_wanted, read


@officer.get("/can-bo/giu-quyen", endpoint="acting_leaders")
@access.officer(LEADER)
def show() -> str:
    """Show where the post is vacant, or of one such agency the form; or what was typed before the session ended."""
    typed = kept_typing.typed_here()
    return _page(read(typed) if typed is not None else Typed(), returned=typed is not None)


@officer.post("/can-bo/giu-quyen")
@access.officer(LEADER)
def name() -> str | Response | tuple[str, int]:
    """Name an acting leader, or show again what is wrong."""
    kept_typing.forget()
    chosen = _chosen(_vacancies())
    if chosen is None:
        abort(404)
    typed = read(request.form)
    if "delegate" in typed.errors:
        typed.errors["delegate"] = _("Bạn cần chọn người giữ quyền.")
    if not typed.texts["post"]:
        place, words = REFUSED["incomplete"]
        typed.errors = {place: _(words), **typed.errors}
    if typed.errors:
        return _page(typed), BAD_REQUEST
    wanted: Wanted = as_wanted(chosen.agency.id, LEADER, None, typed)
    try:
        row = delegations.delegate(work.db(), wanted, actor=actor(), at=work.now())
    except DelegationRefusedError as refused:
        place, words = REFUSED[refused.why]
        typed.errors["delegate" if place == "lent" else place] = _(words)
        return _page(typed), BAD_REQUEST
    flash(_("Đã giao giữ quyền đến hết ngày %(day)s.", day=show_date(row.last_day)), "success")
    return redirect(url_for("officer.acting_leaders"))


def _page(typed: Typed, *, returned: bool = False) -> str:
    found = _vacancies()
    chosen = _chosen(found)
    people = delegations.colleagues(work.db(), [chosen.agency.id], work.now()) if chosen else []
    return render_template(
        "officer/acting_leaders.html",
        typed=typed,
        chosen=chosen.agency if chosen else None,
        people=[(str(one.id), f"{one.full_name}, {show_title(one.title)}") for _agency, one in people],
        rows=[(one, _state(one)) for one in found],
        returned=returned,
    )


def _vacancies() -> list[Vacancy]:
    return list(acting_leaders.vacancies(work.db(), actor(), work.now()))


def _chosen(found: list[Vacancy]) -> Vacancy | None:
    """Return the agency that the address names; one that is not the visitor's to name anybody for is not found."""
    code = request.args.get("co-quan")
    chosen = next((one for one in found if one.agency.code == code), None)
    if code and chosen is None:
        abort(404)
    return chosen


def _state(one: Vacancy) -> tuple[str, str]:
    if one.acting is None:
        return _("Đang khuyết"), "red"
    return (_("Sắp giữ quyền"), "blue") if one.acting.starts_at > work.now() else (_("Đang giữ quyền"), "green")
