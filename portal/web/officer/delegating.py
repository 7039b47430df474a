"""Standing in for somebody: who acts for whom at the agency, lending a role for some days, and ending that early."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from portal.models import Agency, Delegation
from portal.services import acting_leaders, delegations
from portal.services.delegations import DelegationRefusedError, Lent, Wanted
from portal.services.refusals import NotFoundError
from portal.web import access, kept_typing, work
from portal.web.access import actor
from portal.web.agency_names import agency_name
from portal.web.formats import show_date, show_title
from portal.web.language import N_
from portal.web.language import gettext as _
from portal.web.officer.area import officer
from portal.web.officer.asking import DATE_PARTS, LONGEST_NUMBER
from portal.web.officer.role_names import role_name

BAD_REQUEST = 400
LONGEST = 300
DAYS = ("from", "to")
TEXTS = {
    "reason": N_("Bạn cần ghi lý do."),
    "legal_basis": N_("Bạn cần ghi căn cứ: số và ngày của văn bản."),
}
REFUSED = {
    "past": ("from", N_("Ngày bắt đầu không được trước hôm nay.")),
    "backwards": ("to", N_("Ngày cuối phải từ ngày bắt đầu trở đi.")),
    "long": ("to", N_("Một lần làm thay không quá một năm.")),
    "incomplete": ("post", N_("Bạn cần ghi chức danh của vị trí đang khuyết, ví dụ Chủ tịch.")),
    "self": ("delegate", N_("Người làm thay phải là người khác.")),
    "stranger": ("delegate", N_("Người làm thay phải đang công tác tại chính cơ quan ấy.")),
    "away_too": ("delegate", N_("Người này cũng vắng mặt trong những ngày ấy.")),
    "taken": ("lent", N_("Vai trò này đã có người làm thay trong những ngày ấy.")),
    "filled": ("lent", N_("Cơ quan này đang có lãnh đạo, không cử người giữ quyền được.")),
    "not_held": ("lent", N_("Người này không còn giữ vai trò ấy.")),
    "over": ("lent", N_("Việc làm thay này đã hết.")),
}
AUTHORITIES = {
    "deputy": N_("Ký thay (KT.)"),
    "authorised": N_("Thừa ủy quyền (TUQ.)"),
    "acting": N_("Giữ quyền (Q.)"),
}


@dataclass
class Typed:
    """What was typed, kept to be shown again, and what is wrong with it."""

    lent: str = ""
    delegate: str = ""
    place: str = ""
    """The code of the agency of both."""
    parts: dict[str, tuple[str, str, str]] = field(default_factory=lambda: dict.fromkeys(DAYS, ("", "", "")))
    """Day, month and year of both days, as they were typed."""
    days: dict[str, date] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@officer.get("/can-bo/lam-thay", endpoint="delegations")
@access.officer()
def show_all() -> str:
    """Show who acts for whom, and ask for another; or what was typed before the session ended."""
    typed = kept_typing.typed_here()
    return _page(read(typed) if typed is not None else Typed(), returned=typed is not None)


@officer.post("/can-bo/lam-thay")
@access.officer()
def delegate() -> str | Response | tuple[str, int]:
    """Lend a role, or show again what is wrong."""
    kept_typing.forget()
    typed = read(request.form)
    agency = _agency(delegations.places(work.db(), actor()), request.form.get("co-quan"))
    chosen = {_key(one): one for one in _lendable(agency)}.get(typed.lent)
    if chosen is None:
        typed.errors = {"lent": _("Bạn cần chọn vai trò."), **typed.errors}
    if chosen is None or typed.errors:
        return _page(typed), BAD_REQUEST
    try:
        wanted = as_wanted(chosen.agency.id, chosen.role, chosen.officer.id, typed)
        row = delegations.delegate(work.db(), wanted, actor=actor(), at=work.now())
    except DelegationRefusedError as refused:
        place, words = REFUSED[refused.why]
        typed.errors[place] = _(words)
        return _page(typed), BAD_REQUEST
    flash(_("Đã lưu việc làm thay đến hết ngày %(day)s.", day=show_date(row.last_day)), "success")
    return redirect(url_for("officer.delegations"))


@officer.get("/can-bo/lam-thay/<uuid:delegation_id>", endpoint="delegation")
@access.officer()
def show_one(delegation_id: UUID) -> str:
    """Show one delegation whole: for whom, under what authority, why, and whether it can be ended."""
    row = delegations.visible(work.db(), actor(), delegation_id)
    running = row.ends_at > work.now()
    return render_template(
        "officer/delegation.html",
        row=row,
        rows=_facts(row),
        may_end=running and delegations.may_end(work.db(), actor(), row),
    )


@officer.post("/can-bo/lam-thay/<uuid:delegation_id>", endpoint="end_delegation")
@access.officer()
def end(delegation_id: UUID) -> Response:
    """End a delegation now."""
    try:
        delegations.end(work.db(), delegation_id, actor=actor(), at=work.now())
    except DelegationRefusedError as refused:
        flash(_(REFUSED[refused.why][1]), "info")
    else:
        flash(_("Việc làm thay đã kết thúc."), "success")
    return redirect(url_for("officer.delegations"))


def read(form: MultiDict[str, str]) -> Typed:
    """Read who is to stand in, on which days and why; what is missing or means nothing is among the errors."""
    typed = Typed(form.get("lent") or "", form.get("delegate") or "", form.get("co-quan") or "")
    typed.texts = {name: (form.get(name) or "").strip()[:LONGEST] for name in (*TEXTS, "post")}
    for name in DAYS:
        day, month, year = ((form.get(f"{name}-{part}") or "").strip()[:LONGEST_NUMBER] for part in DATE_PARTS)
        typed.parts[name] = (day, month, year)
        try:
            typed.days[name] = date(int(year), int(month), int(day))
        except ValueError:
            typed.errors[name] = _("Bạn cần nhập đủ ngày, tháng, năm có thật, ví dụ 1 12 2026.")
    try:
        UUID(typed.delegate)
    except ValueError:
        typed.errors["delegate"] = _("Bạn cần chọn người làm thay.")
    typed.errors |= {name: _(words) for name, words in TEXTS.items() if not typed.texts[name]}
    return typed


def as_wanted(agency_id: UUID, role: str, officer_id: UUID | None, typed: Typed) -> Wanted:
    """Return what was typed without a mistake as what is wanted."""
    return Wanted(
        agency_id,
        role,
        officer_id,
        UUID(typed.delegate),
        typed.days["from"],
        typed.days["to"],
        typed.texts["reason"],
        typed.texts["legal_basis"],
        typed.texts["post"],
    )


def _page(typed: Typed, *, returned: bool = False) -> str:
    agencies = delegations.places(work.db(), actor())
    agency = _agency(agencies, request.args.get("co-quan") or typed.place)
    people = delegations.colleagues(work.db(), [agency.id], work.now()) if agency else []
    found = delegations.listed(work.db(), actor())
    named = delegations.names(work.db(), found)
    return render_template(
        "officer/delegations.html",
        typed=typed,
        agency=agency,
        agencies=[(one.code, agency_name(one)) for one in agencies],
        lent=[(_key(one), _lent_words(one)) for one in _lendable(agency)],
        people=[(str(one.id), f"{one.full_name}, {show_title(one.title)}") for _agency, one in people],
        vacant=len([one for one in acting_leaders.vacancies(work.db(), actor(), work.now()) if one.acting is None]),
        rows=[(one, named.get(one.delegate_id, ""), _for(one, named), _state(one)) for one in found],
        returned=returned,
    )


def _agency(agencies: Sequence[Agency], code: str | None) -> Agency | None:
    """Return the agency that is meant, else the first: one's own."""
    return next((one for one in agencies if one.code == code), agencies[0] if agencies else None)


def _lendable(agency: Agency | None) -> list[Lent]:
    return delegations.lendable(work.db(), actor(), agency, work.now()) if agency else []


def _key(one: Lent) -> str:
    return f"{one.agency.id}:{one.role}:{one.officer.id}"


def _lent_words(one: Lent) -> str:
    return f"{one.officer.full_name}: {role_name(one.role, one.agency.id)}"


def _for(row: Delegation, named: dict[UUID, str]) -> str:
    who = named.get(row.officer_id, "") if row.officer_id else _("Vị trí đang khuyết")
    return f"{who}, {role_name(row.role, row.agency_id).lower()}"


def _state(row: Delegation) -> tuple[str, str]:
    if row.ends_at <= work.now():
        return _("Đã hết"), "grey"
    return (_("Sắp tới"), "blue") if row.starts_at > work.now() else (_("Đang làm thay"), "green")


def _facts(row: Delegation) -> list[tuple[str, str]]:
    named = delegations.names(work.db(), [row])
    agency = work.db().get(Agency, row.agency_id)
    if agency is None:
        raise NotFoundError("agency")
    facts = [
        (_("Cơ quan"), agency_name(agency)),
        (_("Làm thay cho"), _for(row, named)),
        (_("Người làm thay"), named.get(row.delegate_id, "")),
        (_("Văn bản ghi"), f"{_(AUTHORITIES[row.authority])}: {row.post}"),
        (_("Từ ngày"), show_date(row.first_day)),
        (_("Đến hết ngày"), show_date(row.last_day)),
        (_("Lý do"), row.reason),
        (_("Căn cứ"), row.legal_basis),
        (_("Người lập"), f"{named.get(row.made_by, '')}, {show_date(row.made_at)}"),
    ]
    if row.ended_by is not None:
        facts.append((_("Kết thúc sớm"), f"{named.get(row.ended_by, '')}, {show_date(row.ends_at)}"))
    return facts
