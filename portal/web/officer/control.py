"""The control slip of a dossier: who handed it to whom and whether the limits were kept, on a page and as a PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.models import Agency
from portal.services import control_slips
from portal.services.handed_over import handings_of
from portal.services.handing_words import party_words, remark_words, step_title, timing_words
from portal.services.handings import Handing, Timing
from portal.web import access, work
from portal.web.access import actor
from portal.web.agency_names import agency_name, either_name
from portal.web.dossier_titles import dossier_title
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.officer.area import officer, opened
from procedures.definition import Procedure

TONES = {Timing.EARLY: "green", Timing.ON_TIME: "green", Timing.LATE: "red", Timing.RUNNING: "blue"}


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit, and how the handing stands against it."""

    at: datetime | None
    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class Row:
    """One handing as the table shows it."""

    agency: str
    step: str
    giver: str
    given_at: datetime
    receiver: str
    received_at: datetime | None
    done_at: datetime | None
    inner: Limit
    legal: Limit
    notes: tuple[str, ...]


@officer.get("/can-bo/ho-so/<code>/phieu-kiem-soat", endpoint="control")
@access.officer()
def show(code: str) -> str:
    """Show every handing of a dossier as it stands now, and the PDF that was made of it."""
    dossier, procedure = opened(code)
    handings = handings_of(work.db(), dossier, procedure)
    here = work.db().get_one(Agency, dossier.agency_id)
    named = {one.agency: either_name(one.agency, one.agency_en) for one in handings} | {here.name: agency_name(here)}
    return render_template(
        "officer/control.html",
        dossier=dossier,
        title=dossier_title(dossier),
        rows=[_row(one, procedure, named) for one in handings],
        paper=control_slips.newest(work.db(), dossier),
        may_draft=control_slips.may_draft(work.db(), dossier, actor()),
    )


@officer.post("/can-bo/ho-so/<code>/phieu-kiem-soat", endpoint="draft_control")
@access.officer()
def draft(code: str) -> Response:
    """Have the PDF made of how the dossier stands now."""
    dossier, _procedure = opened(code, lock=True)
    control_slips.draft(work.db(), dossier, actor=actor(), at=work.now())
    flash(_("Bản PDF đang được lập; bạn tải lại trang sau ít phút."), "success")
    return redirect(url_for("officer.control", code=code))


def _row(one: Handing, procedure: Procedure, named: Mapping[str, str]) -> Row:
    language = current_language()
    return Row(
        agency=named[one.agency],
        step=step_title(one, procedure, language),
        giver=party_words(one.giver, one, procedure, language),
        given_at=one.given_at,
        receiver=party_words(one.receiver, one, procedure, language),
        received_at=one.received_at,
        done_at=one.done_at,
        inner=_limit(one, one.target_at),
        legal=_limit(one, one.due_at),
        notes=tuple(dict.fromkeys(remark_words(remark, procedure, language, named) for remark in one.remarks)),
    )


def _limit(one: Handing, at: datetime | None) -> Limit:
    timing = one.against(at, work.now())
    return Limit(at, timing_words(one, timing, current_language()), TONES[timing] if timing else "grey")
