"""How the officer set up the desk, asked once a request; and the pages on which it is set up."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from portal.services import own_desk
from portal.services.actors import ActorKind
from portal.services.own_desk import LONGEST_NAME, MOST_VIEWS, OwnDesk, TooManyViewsError
from portal.web import access, work
from portal.web.access import actor
from portal.web.language import N_
from portal.web.language import gettext as _
from portal.web.officer.area import officer
from portal.web.officer.narrowing import address_of, wanted_of

KEYS = (
    (
        N_("Trong danh sách"),
        (("j", N_("xuống một dòng")), ("k", N_("lên một dòng")), ("Enter", N_("mở hồ sơ đang chọn"))),
    ),
    (N_("Chọn nhiều hồ sơ"), (("x", N_("chọn hoặc bỏ chọn dòng này")), ("a", N_("chọn hoặc bỏ chọn cả trang")))),
    (
        N_("Đi lại"),
        (
            ("/", N_("đến ô tìm hồ sơ")),
            ("n", N_("sang trang tiếp")),
            ("1 … 9", N_("mở danh sách thứ mấy ở bên trái")),
            ("?", N_("mở trang này")),
        ),
    ),
)
"""Every key that acts by itself, for the page that documents them; ``desk.js`` has the same."""


def own() -> OwnDesk:
    """Return the desk of whoever is signed in."""
    found: OwnDesk | None = g.get("own_desk")
    if found is None:
        found = g.own_desk = own_desk.own_desk(work.db(), actor())
    return found


def keys_act() -> bool:
    """Say whether single keys act on this page."""
    here = work.unit().actor
    return here is not None and here.kind is ActorKind.OFFICER and own().keyboard


@officer.record
def _give_templates(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["keys_act"] = keys_act


@officer.get("/can-bo/phim-tat", endpoint="keys")
@access.officer()
def show_keys() -> str:
    """Tell every key of the desk, and let them be turned off."""
    return render_template("officer/keys.html", groups=KEYS, on=own().keyboard)


@officer.post("/can-bo/phim-tat", endpoint="turn_keys")
@access.officer()
def turn() -> Response:
    """Turn the keys on or off."""
    on = request.form.get("bat") == "1"
    own_desk.turn_keys(work.db(), actor(), on=on)
    flash(_("Phím tắt đang bật.") if on else _("Phím tắt đã tắt."), "success")
    return redirect(url_for("officer.keys"))


@officer.post("/can-bo/thu-nhac", endpoint="turn_digest")
@access.officer()
def turn_digest() -> Response:
    """Turn the daily mail on or off."""
    on = request.form.get("bat") == "1"
    own_desk.turn_digest(work.db(), actor(), on=on)
    flash(_("Thư nhắc việc hằng ngày đang bật.") if on else _("Thư nhắc việc hằng ngày đã tắt."), "success")
    return redirect(url_for("officer.account"))


@officer.post("/can-bo/cot", endpoint="keep_columns")
@access.officer()
def keep_columns() -> Response:
    """Keep which columns the lists have, and go back to the list."""
    own_desk.keep_columns(work.db(), actor(), request.form.getlist("cot"))
    return redirect(url_for("officer.lists", **address_of(wanted_of(request.form))))


@officer.post("/can-bo/danh-sach-luu", endpoint="save_view")
@access.officer()
def save() -> Response:
    """Keep the list that is shown under a name."""
    name = " ".join((request.form.get("ten") or "").split())[:LONGEST_NAME]
    wanted = wanted_of(request.form)
    if not name:
        flash(_("Bạn cần đặt tên cho danh sách."), "error")
        return redirect(url_for("officer.lists", **address_of(wanted)))
    default = request.form.get("mac-dinh") == "1"
    try:
        view = own_desk.save_view(
            work.db(), actor(), name, wanted, request.form.getlist("cot"), default=default, at=work.now()
        )
    except TooManyViewsError:
        flash(_("Bạn đã có %(n)s danh sách riêng. Bạn cần xóa bớt một danh sách trước.", n=MOST_VIEWS), "error")
        return redirect(url_for("officer.lists", **address_of(wanted)))
    flash(_("Đã lưu danh sách “%(name)s”.", name=name), "success")
    return redirect(url_for("officer.lists", luu=view.id))


@officer.post("/can-bo/danh-sach-luu/<uuid:view_id>", endpoint="change_view")
@access.officer()
def change(view_id: UUID) -> Response:
    """Let the desk open with a saved list or no longer, or forget it."""
    view = own().view(view_id)
    what = request.form.get("viec")
    if what == "xoa":
        own_desk.forget_view(work.db(), actor(), view.id)
        flash(_("Đã xóa danh sách “%(name)s”.", name=view.name), "success")
        return redirect(url_for("officer.lists"))
    if what not in ("mac-dinh", "thoi"):
        abort(400)
    own_desk.open_with(work.db(), actor(), view.id if what == "mac-dinh" else None)
    return redirect(url_for("officer.lists", luu=view.id))
