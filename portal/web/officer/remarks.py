"""What is said about a dossier beside the evidence: letters with the applicant, private notes, labels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal.models import Dossier
from portal.services import desk_choices, labels, letters, notes
from portal.services.labels import MAKERS, TONES, LabelRefusedError
from portal.services.letters import LONGEST
from portal.services.refusals import NotFoundError
from portal.web import access, work
from portal.web.access import actor
from portal.web.dossier_titles import dossier_title
from portal.web.formats import show_instant
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from portal.web.limits import limit
from portal.web.officer.area import officer, opened
from portal.web.officer.lines import Line
from portal.web.officer.side import side

TAB: Final = "trao-doi"
SHOWN: Final = 140
TONE_WORDS: Final = {
    "grey": N_("Xám"),
    "blue": N_("Xanh dương"),
    "green": N_("Xanh lá"),
    "amber": N_("Vàng"),
    "red": N_("Đỏ"),
}


def remarks_of(found: Dossier, *, tab: str) -> dict[str, Any]:
    """Return the labels of a dossier, and on their own tab its letters and notes, which so are read."""
    borne = labels.labels_of(work.db(), found)
    if tab != TAB:
        return {"borne": borne}
    letters.mark_read(work.db(), found, actor=actor(), at=work.now())
    return {
        "borne": borne,
        "bears": {one.id for one in borne},
        "given": labels.labels_at(work.db(), found.agency_id),
        "letters": letters.letters_of(work.db(), found),
        "notes": notes.notes_of(work.db(), found),
    }


@limit("60/hour", methods=["POST"])
@officer.post("/can-bo/ho-so/<code>/thu", endpoint="write_letter")
@access.officer()
def write_letter(code: str) -> Response:
    """Write to the applicant."""
    return _write(code, "thu", letters.write, _("Đã gửi tin nhắn cho người nộp."))


@officer.post("/can-bo/ho-so/<code>/ghi-chu", endpoint="write_note")
@access.officer()
def write_note(code: str) -> Response:
    """Leave a note for one's colleagues."""
    return _write(code, "ghi-chu", notes.write, _("Đã ghi chú."))


def _write(code: str, box: str, write: Callable[..., object], said: str) -> Response:
    """Keep what was typed into a box about the dossier, and say so; of nothing nothing is kept."""
    dossier, _procedure = opened(code)
    text = _typed(box)
    if text:
        write(work.db(), dossier, text, actor=actor(), at=work.now())
        flash(said, "success")
    else:
        flash(_("Bạn cần gõ nội dung trước khi gửi."), "error")
    return _back(code)


@officer.post("/can-bo/ho-so/<code>/nhan", endpoint="mark")
@access.officer()
def mark(code: str) -> Response:
    """Keep which labels the dossier bears."""
    dossier, _procedure = opened(code)
    chosen = {one for one in map(_uuid, request.form.getlist("nhan")) if one}
    labels.mark(work.db(), dossier, chosen, actor=actor(), at=work.now())
    flash(_("Đã lưu nhãn của hồ sơ."), "success")
    return _back(code)


@officer.get("/can-bo/tin-nhan", endpoint="unread_letters")
@access.officer()
def unread() -> str:
    """List the letters of applicants that nobody at the agency has read."""
    found, following = letters.page(work.db(), actor(), after=_uuid(request.args.get("sau") or ""))
    return render_template(
        "officer/letters.html",
        views=side(),
        rows=[_line(one) for one in found],
        next_href=url_for("officer.unread_letters", sau=following) if following else None,
    )


@officer.get("/can-bo/nhan", endpoint="labels")
@access.officer(*sorted(MAKERS))
def show_labels() -> str:
    """List the labels of the agencies that the officer leads."""
    mine = [one for one in desk_choices.agencies(work.db(), actor()) if actor().roles_at(one.id) & MAKERS]
    found = [one for one in desk_choices.labels(work.db(), actor()) if one.retired_at is None]
    return render_template(
        "officer/labels.html",
        agencies=[(agency, [one for one in found if one.agency_id == agency.id]) for agency in mine],
        tones=[(tone, _(TONE_WORDS[tone])) for tone in TONES],
    )


@officer.post("/can-bo/nhan", endpoint="make_label")
@access.officer(*sorted(MAKERS))
def make() -> Response:
    """Make a label."""
    name = " ".join((request.form.get("ten") or "").split())[: labels.LONGEST]
    agency = _uuid(request.form.get("co-quan") or "")
    if agency is None:
        raise NotFoundError("agency")
    if not name:
        flash(_("Bạn cần đặt tên cho nhãn."), "error")
        return redirect(url_for("officer.labels"))
    try:
        labels.make(work.db(), agency, name, request.form.get("mau") or "", actor=actor(), at=work.now())
        flash(_("Đã tạo nhãn “%(name)s”.", name=name), "success")
    except LabelRefusedError as refused:
        told = {
            "there": _("Cơ quan đã có nhãn “%(name)s”.", name=name),
            "too_many": _("Cơ quan đã có %(n)s nhãn. Bạn cần thôi dùng bớt một nhãn trước.", n=labels.MOST),
        }
        flash(told[refused.why], "error")
    return redirect(url_for("officer.labels"))


@officer.post("/can-bo/nhan/thoi", endpoint="retire_label")
@access.officer(*sorted(MAKERS))
def retire() -> Response:
    """Give a label no more."""
    label = _uuid(request.form.get("nhan") or "")
    if label is None:
        raise NotFoundError("label")
    labels.retire(work.db(), label, actor=actor(), at=work.now())
    flash(_("Nhãn không dùng cho hồ sơ mới nữa; hồ sơ đã có thì vẫn giữ."), "success")
    return redirect(url_for("officer.labels"))


def _line(one: letters.Unread) -> Line:
    words = one.text if len(one.text) <= SHOWN else one.text[:SHOWN].rstrip() + "…"
    return Line(
        id=str(one.id),
        href=url_for("officer.dossier", code=one.code, xem=TAB),
        title=one.owner_name,
        note=f"{one.code} · {dossier_title(one)}",
        cells=[one.applicant_name, Markup('<span class="letter__said">{}</span>').format(words), _at(one)],
        late=False,
    )


def _at(one: letters.Unread) -> str:
    return show_instant(one.at, current_language())


def _typed(name: str) -> str:
    return (request.form.get(name) or "").replace("\x00", "").strip()[:LONGEST]


def _back(code: str) -> Response:
    return redirect(url_for("officer.dossier", code=code, xem=TAB))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
