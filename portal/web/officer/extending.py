"""Extending a promised date: the reason and the new date are asked; the leader sends it, anybody else proposes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from portal.models import Agency, Dossier
from portal.services import extending, extension_proposals, issuing
from portal.services.extending import PROPOSED, REASONS, Extension, ExtensionRefusedError
from portal.services.extension_proposals import PAGE
from portal.services.officers import LEADER
from portal.services.refusals import NotAllowedError
from portal.web import access, kept_typing, work
from portal.web.access import actor
from portal.web.formats import show_date
from portal.web.language import N_
from portal.web.language import gettext as _
from portal.web.officer.area import officer, opened
from portal.web.officer.asking import DATE_PARTS, LONGEST, LONGEST_NUMBER
from portal.web.officer.side import side
from workflows.extending import Fault

BAD_REQUEST = 400
REASON_WORDS = {
    "verifying": N_("Cần thêm thời gian xác minh nội dung hồ sơ"),
    "opinions": N_("Chưa nhận đủ ý kiến của cơ quan phối hợp"),
    "complex": N_("Hồ sơ có nội dung phức tạp, cần thẩm định thêm"),
    "many": N_("Số lượng hồ sơ tiếp nhận tăng cao"),
    "fault": N_("Sự cố kỹ thuật của hệ thống thông tin"),
}
"""The reasons as the officer reads them; on paper they stand in Vietnamese."""
FAULTS = {
    Fault.NO_PROMISE: N_("Hồ sơ này chưa có ngày hẹn trả, hoặc thời hạn đang tạm dừng."),
    Fault.USED: N_("Ngày hẹn trả của hồ sơ này đã được lùi một lần. Pháp luật chỉ cho phép một lần."),
    Fault.TOO_LATE: N_("Chỉ gia hạn được trước ngày hẹn trả ít nhất một ngày làm việc, hoặc khi hồ sơ đã quá hạn."),
    Fault.NOT_LATER: N_("Ngày hẹn mới phải sau hôm nay và sau ngày hẹn cũ."),
    Fault.DAY_OFF: N_("Ngày hẹn mới phải là ngày làm việc của cơ quan."),
    Fault.TOO_FAR: N_("Ngày hẹn mới không được quá một năm."),
    Fault.NO_REASON: N_("Bạn cần chọn hoặc ghi lý do. Người nộp sẽ đọc được lý do này."),
}


@dataclass
class Typed:
    """What was typed, kept to be shown again, and what is wrong with it."""

    chosen: tuple[str, ...] = ()
    other: str = ""
    until: tuple[str, str, str] = ("", "", "")
    """Day, month and year, as they were typed."""
    day: date | None = None
    errors: dict[str, str] = field(default_factory=dict)


@officer.get("/can-bo/cho-ky-xin-loi", endpoint="apologies_to_sign")
@access.officer(LEADER)
def waiting() -> str:
    """List the extensions that were proposed to this leader, the oldest first."""
    rows = extension_proposals.waiting(work.db(), actor(), after=_key(request.args.get("sau")))
    following = url_for("officer.apologies_to_sign", sau=rows[PAGE - 1][0].id) if len(rows) > PAGE else None
    shown = [
        (dossier, paper.details[PROPOSED], _day(paper.details[PROPOSED]["until"])) for paper, dossier in rows[:PAGE]
    ]
    return render_template("officer/apologies_to_sign.html", views=side(), rows=shown, following=following)


@officer.get("/can-bo/ho-so/<code>/gia-han")
@access.officer()
def extend_ask(code: str) -> str:
    """Show the drafted apology, the reasons and the suggested date; or what was typed before the session ended."""
    dossier, _procedure = opened(code)
    _demand_role(dossier)
    typed = kept_typing.typed_here()
    return _page(dossier, _read(typed) if typed is not None else None, returned=typed is not None)


@officer.post("/can-bo/ho-so/<code>/gia-han")
@access.officer()
def extend(code: str) -> str | Response | tuple[str, int]:
    """Move the promised date and send the apology, or propose it to the leader; or show again what is wrong."""
    dossier, _procedure = opened(code)
    _demand_role(dossier)
    kept_typing.forget()
    typed = _read(request.form)
    if typed.day is None or typed.errors:
        return _page(dossier, typed), BAD_REQUEST
    wanted = Extension(typed.day, typed.chosen, typed.other)
    seen = request.form.get("version", type=int) or 0
    signs = extending.may_sign(work.db(), dossier, actor(), work.now())
    act = extending.extend if signs else extension_proposals.propose
    try:
        act(work.db(), dossier.id, wanted, actor=actor(), at=work.now(), seen_version=seen)
    except ExtensionRefusedError as refused:
        typed.errors["other" if refused.fault is Fault.NO_REASON else "until"] = _(FAULTS[refused.fault])
        return _page(dossier, typed), BAD_REQUEST
    if signs:
        flash(_("Đã lùi ngày hẹn trả đến %(day)s và báo cho người nộp.", day=show_date(typed.day)), "success")
    else:
        flash(_("Đã trình lãnh đạo ký văn bản xin lỗi. Người nộp chưa được báo."), "success")
    return redirect(url_for("officer.dossier", code=code))


def _demand_role(dossier: Dossier) -> None:
    if not extending.may_extend(work.db(), dossier, actor()):
        raise NotAllowedError("leader")


def _read(form: MultiDict[str, str]) -> Typed:
    day, month, year = ((form.get(f"until-{part}") or "").strip()[:LONGEST_NUMBER] for part in DATE_PARTS)
    chosen = tuple(code for code in form.getlist("reason") if code in REASONS)
    typed = Typed(chosen, (form.get("other") or "").strip()[:LONGEST], (day, month, year))
    if not typed.chosen and not typed.other:
        typed.errors["other"] = _(FAULTS[Fault.NO_REASON])
    try:
        typed.day = date(int(year), int(month), int(day))
    except ValueError:
        typed.errors["until"] = _("Bạn cần nhập đủ ngày, tháng, năm có thật, ví dụ 1 12 2026.")
    return typed


def _page(dossier: Dossier, typed: Typed | None, *, returned: bool = False) -> str:
    fault = extending.fault(work.db(), dossier, work.now())
    draft = issuing.drafted_apology(work.db(), dossier)
    proposed = extension_proposals.proposal_of(work.db(), dossier)
    return render_template(
        "officer/extend.html",
        dossier=dossier,
        agency=work.db().get_one(Agency, dossier.agency_id),
        fault=_(FAULTS[fault]) if fault else None,
        typed=typed or (_as_proposed(proposed) if proposed else _suggested(dossier, possible=fault is None)),
        proposed=proposed,
        proposed_at=datetime.fromisoformat(proposed["at"]) if proposed else None,
        signs=extending.may_sign(work.db(), dossier, actor(), work.now()),
        reasons=[(code, _(words)) for code, words in REASON_WORDS.items()],
        draft=draft if draft is not None and draft.sha256 else None,
        late=dossier.due_at is not None and work.now() > dossier.due_at,
        law=extending.LAW,
        returned=returned,
    )


def _as_proposed(proposed: Mapping[str, Any]) -> Typed:
    day = date.fromisoformat(proposed["until"])
    parts = str(day.day), str(day.month), str(day.year)
    return Typed(tuple(proposed["codes"]), proposed["words"], parts, day)


def _day(text: str) -> str:
    return show_date(date.fromisoformat(text))


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _suggested(dossier: Dossier, *, possible: bool) -> Typed:
    if not possible:
        return Typed()
    day = extending.suggestion(work.db(), dossier, work.now())
    return Typed(until=(str(day.day), str(day.month), str(day.year)), day=day)
