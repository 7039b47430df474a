"""The working calendar of an agency: its own days off and made-up days, each with reason and legal basis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from portal.clock import local_date
from portal.models import Agency, CalendarChange
from portal.services import officers, own_days
from portal.services.own_days import Change, DayKind, DayRefusedError
from portal.services.refusals import NotFoundError
from portal.web import access, kept_typing, work
from portal.web.access import actor
from portal.web.formats import show_date, show_instant
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from portal.web.officer.area import officer
from portal.web.officer.asking import DATE_PARTS, LONGEST_NUMBER

BAD_REQUEST = 400
LONGEST = 300
KINDS = {
    DayKind.OFF: N_("Nghỉ cả ngày"),
    DayKind.MORNING_OFF: N_("Nghỉ buổi sáng"),
    DayKind.AFTERNOON_OFF: N_("Nghỉ buổi chiều"),
    DayKind.WORK: N_("Làm bù"),
    DayKind.USUAL: N_("Trở lại như thường lệ"),
}
TEXTS = {
    "name": N_("Bạn cần ghi tên gọi của ngày, ví dụ Ngày mất điện theo lịch."),
    "reason": N_("Bạn cần ghi lý do thay đổi."),
    "legal_basis": N_("Bạn cần ghi căn cứ: số và ngày của văn bản."),
}
REFUSED = {
    "past": N_("Chỉ thay đổi được ngày sau hôm nay."),
    "far": N_("Chỉ thay đổi được ngày trong hai năm tới."),
    "off_already": N_("Ngày này cơ quan vốn đã nghỉ."),
    "worked_already": N_("Ngày này cơ quan vốn đã làm việc."),
    "holiday": N_("Ngày này là ngày nghỉ của Nhà nước, cơ quan không đổi thành ngày làm việc được."),
    "no_such_half": N_("Ngày này cơ quan không làm việc buổi còn lại, bạn cần chọn nghỉ cả ngày."),
    "usual_already": N_("Ngày này chưa có thay đổi nào để bỏ."),
    "incomplete": N_("Bạn cần ghi tên gọi, lý do và căn cứ."),
    "stale": N_("Lịch vừa được người khác thay đổi. Bạn cần xem lại rồi lưu."),
}


@dataclass
class Typed:
    """What was typed, kept to be shown again, and what is wrong with it."""

    kind: DayKind = DayKind.OFF
    on: tuple[str, str, str] = ("", "", "")
    """Day, month and year, as they were typed."""
    day: date | None = None
    texts: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@officer.get("/can-bo/lich")
@access.officer(*own_days.ROLES)
def calendars() -> str | Response:
    """Show the calendar of the officer's agency; of several, let one be chosen."""
    mine = _mine()
    if len(mine) == 1:
        return redirect(url_for("officer.calendar", agency_code=mine[0].code))
    return render_template("officer/calendars.html", agencies=mine)


@officer.get("/can-bo/lich/<agency_code>")
@access.officer(*own_days.ROLES)
def calendar(agency_code: str) -> str:
    """Show the days that one agency changed, and ask for another; or what was typed before the session ended."""
    typed = kept_typing.typed_here()
    return _page(_agency(agency_code), _read(typed) if typed is not None else Typed(), returned=typed is not None)


@officer.post("/can-bo/lich/<agency_code>")
@access.officer(*own_days.ROLES)
def change_day(agency_code: str) -> str | Response | tuple[str, int]:
    """Change one day, or show again what is wrong."""
    agency = _agency(agency_code)
    kept_typing.forget()
    typed = _read(request.form)
    if typed.errors or typed.day is None:
        return _page(agency, typed), BAD_REQUEST
    wanted = Change(typed.day, typed.kind, **typed.texts)
    seen = request.form.get("seen", type=int) or 0
    try:
        own_days.change(work.db(), agency.id, wanted, actor=actor(), at=work.now(), seen=seen)
    except DayRefusedError as refused:
        typed.errors["on"] = _(REFUSED[refused.why])
        return _page(agency, typed), BAD_REQUEST
    flash(_("Đã đổi lịch ngày %(day)s.", day=show_date(typed.day)), "success")
    return redirect(url_for("officer.calendar", agency_code=agency_code))


def _mine() -> list[Agency]:
    held = officers.agencies_of(work.db(), actor())
    return [one for one in held if actor().roles_at(one.id) & own_days.ROLES]


def _agency(code: str) -> Agency:
    found = next((one for one in _mine() if one.code == code), None)
    if found is None:
        raise NotFoundError("agency")
    return found


def _read(form: MultiDict[str, str]) -> Typed:
    day, month, year = ((form.get(f"on-{part}") or "").strip()[:LONGEST_NUMBER] for part in DATE_PARTS)
    texts = {name: (form.get(name) or "").strip()[:LONGEST] for name in TEXTS}
    typed = Typed(on=(day, month, year), texts=texts)
    try:
        typed.kind = DayKind(form.get("kind") or "")
    except ValueError:
        typed.errors["kind"] = _("Bạn cần chọn thay đổi.")
    try:
        typed.day = date(int(year), int(month), int(day))
    except ValueError:
        typed.errors["on"] = _("Bạn cần nhập đủ ngày, tháng, năm có thật, ví dụ 1 12 2026.")
    typed.errors |= {name: _(TEXTS[name]) for name, text in texts.items() if not text}
    return typed


def _page(agency: Agency, typed: Typed, *, returned: bool = False) -> str:
    changes = own_days.changes_of(work.db(), agency.id)
    return render_template(
        "officer/calendar.html",
        agency=agency,
        rows=[(show_date(one.day), _told(one)) for one in reversed(changes)],
        upcoming=_upcoming(changes),
        seen=changes[-1].number if changes else 0,
        kinds=[(str(kind), _(words)) for kind, words in KINDS.items()],
        typed=typed,
        returned=returned,
    )


def _told(one: CalendarChange) -> str:
    return _(
        "%(change)s (%(name)s). Lý do: %(reason)s. Căn cứ: %(law)s. %(officer)s đổi lúc %(at)s.",
        change=_(KINDS[DayKind(one.kind)]),
        name=one.name,
        reason=one.reason.rstrip("."),
        law=one.legal_basis.rstrip("."),
        officer=one.officer_name,
        at=show_instant(one.at, current_language()),
    )


def _upcoming(changes: Sequence[CalendarChange]) -> list[tuple[CalendarChange, str]]:
    """Return what holds for the days to come, by date."""
    newest = {one.day: one for one in changes if one.day >= local_date(work.now())}
    held = [one for _day, one in sorted(newest.items()) if one.kind != DayKind.USUAL]
    return [(one, _(KINDS[DayKind(one.kind)])) for one in held]
