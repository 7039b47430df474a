"""The account page and the inbox."""

from __future__ import annotations

from flask import render_template

from forms.fields.civil_status import SEXES
from forms.fields.contact import in_groups
from forms.spec import say
from portal.services import look_ups, notices
from portal.services.definitions import procedure_of
from portal.services.look_ups import Asked
from portal.web import access, work
from portal.web.access import actor, me
from portal.web.citizen.area import citizen
from portal.web.citizen.inbox import read
from portal.web.citizen.words import agency_words
from portal.web.data_groups import GROUPS, OUTCOMES
from portal.web.formats import show_date, show_instant
from portal.web.language import current_language
from portal.web.language import gettext as _


@citizen.get("/tai-khoan")
@access.citizen
def account() -> str:
    """Show what the electronic identity told, and how to sign out."""
    person = me()
    rows = [
        (_("Họ và tên") if person.kind == "citizen" else _("Tên tổ chức"), person.full_name),
        (_("Số định danh cá nhân"), person.citizen_id),
        (_("Mã số thuế"), person.tax_code),
        (_("Ngày sinh"), show_date(person.birth_date) if person.birth_date else None),
        (_("Giới tính"), _sex(person.sex)),
        (_("Số điện thoại"), in_groups(person.phone) if person.phone else None),
        (_("Thư điện tử"), person.email),
        (_("Nơi thường trú"), (person.residence or {}).get("text")),
        (_("Mức độ định danh của lần đăng nhập này"), _("Mức độ %(n)s", n=actor().assurance)),
    ]
    unread = notices.unread(work.db(), person.id, at=work.now())
    asked = [_look_up(one) for one in look_ups.of_person(work.db(), person)]
    return render_template("citizen/account.html", rows=[row for row in rows if row[1]], unread=unread, asked=asked)


def _sex(code: str | None) -> str | None:
    return say(SEXES[code], current_language()) if code is not None and code in SEXES else None


def _look_up(asked: Asked) -> tuple[str, str, str, str]:
    """Return when a register was asked about the person, what for, who asked for which data, and what became of it."""
    one, agency = asked.look_up, agency_words(asked.agency)
    groups = "; ".join(_(GROUPS[group]) for group in one.groups)
    who = _("Người cho hỏi: bạn. Dữ liệu: %(groups)s", groups=groups)
    if one.step is not None:
        who = _("Cơ quan hỏi khi giải quyết hồ sơ: %(agency)s. Dữ liệu: %(groups)s", agency=agency, groups=groups)
    return show_instant(one.asked_at, current_language()), _reason(asked), who, _(OUTCOMES[one.outcome])


def _reason(asked: Asked) -> str:
    """Return the procedure, and the step where the agency asked; the row itself has both in Vietnamese."""
    one, language = asked.look_up, current_language()
    if language == "vi":
        return one.reason
    if one.step is None or asked.version_id is None:
        return asked.title_en or one.reason
    procedure = procedure_of(work.db(), asked.version_id)
    step = procedure.workflow.steps.get(one.step)
    return ": ".join(say(part.title, language) for part in (procedure, step) if part is not None)


@citizen.get("/thong-bao")
@access.citizen
def inbox() -> str:
    """Show the newest notices; having been shown, they count as read."""
    session, person = work.db(), me()
    messages = [read(one) for one in notices.inbox(session, person.id, at=work.now())]
    notices.mark_read(session, person.id, at=work.now())
    return render_template("citizen/inbox.html", messages=messages)
