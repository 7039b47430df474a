"""The account page and the inbox."""

from __future__ import annotations

from flask import render_template

from forms.fields.contact import in_groups
from portal.services import notices
from portal.web import access, work
from portal.web.access import actor, me
from portal.web.citizen.area import citizen
from portal.web.citizen.inbox import read
from portal.web.formats import show_date
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
        (_("Giới tính"), person.sex),
        (_("Số điện thoại"), in_groups(person.phone) if person.phone else None),
        (_("Thư điện tử"), person.email),
        (_("Nơi thường trú"), (person.residence or {}).get("text")),
        (_("Mức độ định danh của lần đăng nhập này"), _("Mức độ %(n)s", n=actor().assurance)),
    ]
    unread = notices.unread(work.db(), person.id)
    return render_template("citizen/account.html", rows=[row for row in rows if row[1]], unread=unread)


@citizen.get("/thong-bao")
@access.citizen
def inbox() -> str:
    """Show the newest notices; having been shown, they count as read."""
    session, person = work.db(), me()
    messages = [read(one) for one in notices.inbox(session, person.id)]
    notices.mark_read(session, person.id, at=work.now())
    return render_template("citizen/inbox.html", messages=messages)
