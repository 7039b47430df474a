"""The lists of the publishers' area: what is live, what is drafted, what waits for a second person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal.models import ProcedureVersion, VersionState
from portal.services import pack_drafts, publishing_acts, searches, versions
from portal.services.pack_drafts import PUBLISHER
from portal.services.versions import PAGE, Live
from portal.web import access, work
from portal.web.access import actor
from portal.web.formats import show_date, show_instant
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from portal.web.publisher.area import publisher
from portal.web.sectors import sector_words

VIEWS = {
    "hieu-luc": N_("Đang hiệu lực"),
    "nhap": N_("Bản nháp"),
    "cho-duyet": N_("Chờ phê duyệt"),
}
UNDER_WAY = {"nhap": VersionState.DRAFT, "cho-duyet": VersionState.SUBMITTED}


@publisher.get("/cong-bo")
@access.officer("publisher", "approver")
def lists() -> str:
    """Show one list: what is live, or what is under way at the visitor's agencies."""
    chosen = request.args.get("xem", "")
    chosen = chosen if chosen in VIEWS else "hieu-luc"
    state = UNDER_WAY.get(chosen)
    if state is None:
        return _live("", after=request.args.get("sau"))
    found = versions.under_way(work.db(), _agencies(), state, after=_key(request.args.get("sau")))
    following = str(found[PAGE - 1].id) if len(found) > PAGE else None
    names = versions.names(work.db(), (one.drafted_by for one in found))
    returned = publishing_acts.sent_back(work.db(), [one.id for one in found[:PAGE]])
    rows = [_draft_row(one, names, returned) for one in found[:PAGE]]
    columns = [_("Thủ tục"), _("Phiên bản"), _("Người soạn"), _("Sửa lúc"), _("Kiểm tra")]
    return _page(chosen, columns, rows, following=following)


@publisher.post("/cong-bo/tim")
@access.officer("publisher", "approver")
def keep_search() -> Response:
    """Keep what was searched and go to its page."""
    words = (request.form.get("q") or "").strip()[:200].replace("\0", "")
    return redirect(url_for("publisher.search", token=searches.keep(work.db(), words, at=work.now())))


@publisher.get("/cong-bo/tim/<token>")
@access.officer("publisher", "approver")
def search(token: str) -> str:
    """Show the live procedures that match a kept search."""
    words = searches.words(work.db(), token)
    return _live(words or "", after=request.args.get("sau"), token=token)


def _live(words: str, *, after: str | None, token: str | None = None) -> str:
    last = (after or "").replace("\0", "") or None
    found = versions.live(work.db(), words, after=last, language=current_language())
    following = found[PAGE - 1].entry.code if len(found) > PAGE else None
    rows = [_live_row(one) for one in found[:PAGE]]
    columns = [_("Thủ tục"), _("Lĩnh vực"), _("Phiên bản"), _("Công bố ngày"), _("Nơi áp dụng")]
    return _page("hieu-luc", columns, rows, following=following, words=words, token=token)


def _page(
    chosen: str,
    columns: Sequence[str],
    rows: Sequence[dict[str, Any]],
    *,
    following: str | None,
    words: str = "",
    token: str | None = None,
) -> str:
    return render_template(
        "publisher/list.html",
        title=_(VIEWS[chosen]),
        chosen=chosen,
        views=side(chosen),
        columns=columns,
        rows=rows,
        words=words,
        next_href=_further(chosen, token, following) if following else None,
        may_draft=actor().holds(PUBLISHER),
    )


def _further(chosen: str, token: str | None, following: str) -> str:
    if token:
        return url_for("publisher.search", token=token, sau=following)
    return url_for("publisher.lists", xem=chosen, sau=following)


def side(chosen: str | None) -> list[tuple[str, str, int | None, bool, str]]:
    """Return the lists at the left with their counts."""
    counts = {name: versions.count_under_way(work.db(), _agencies(), state) for name, state in UNDER_WAY.items()}
    tones = {"nhap": "grey", "cho-duyet": "amber" if counts["cho-duyet"] else "grey"}
    return [
        (_(words), url_for("publisher.lists", xem=name), counts.get(name), name == chosen, tones.get(name, "grey"))
        for name, words in VIEWS.items()
    ]


def _agencies() -> list[UUID]:
    return pack_drafts.agencies_of(actor())


def _live_row(one: Live) -> dict[str, Any]:
    return {
        "href": url_for("publisher.procedure", code=one.entry.code),
        "title": (one.entry.title_en if current_language() == "en" else None) or one.entry.title,
        "note": one.entry.code,
        "cells": [sector_words(one.entry.sector), one.version.version, show_date(one.version.published_at), one.offers],
    }


def _draft_row(one: ProcedureVersion, names: dict[UUID, str], returned: frozenset[UUID]) -> dict[str, Any]:
    errors = sum(finding["severity"] == "error" for finding in one.findings)
    tone, words = ("red", _("%(n)s lỗi", n=errors)) if errors else ("green", _("Không có lỗi"))
    return {
        "href": url_for("publisher.check", version_id=one.id),
        "title": one.title or _("Gói chưa có tên"),
        "note": one.code or _("Chưa có mã"),
        "cells": [
            one.version or "—",
            names.get(one.drafted_by, "—") if one.drafted_by else "—",
            show_instant(one.drafted_at, current_language()),
            _mark(tone, words) + (Markup(" ") + _mark("amber", _("Bị trả lại")) if one.id in returned else ""),
        ],
    }


def _mark(tone: str, words: str) -> Markup:
    return Markup('<strong class="mark mark--{}">{}</strong>').format(tone, words)


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
