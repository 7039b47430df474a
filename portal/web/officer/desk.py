"""The lists of the desk, and the search that leaves no name in a URL."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.models import SavedView
from portal.services import desk, searching
from portal.services.own_desk import Column, known
from portal.services.wanted import View, Wanted
from portal.web import access, work
from portal.web.access import actor
from portal.web.frame import account, only_publishes, to
from portal.web.language import gettext as _
from portal.web.officer import side as beside
from portal.web.officer.area import officer
from portal.web.officer.lines import COLUMNS, Words, found_line, heads, line
from portal.web.officer.narrowing import address_of, choices, chosen, key_of, selects, wanted_of, written
from portal.web.officer.own import own
from portal.web.officer.side import Counted

TOKEN_BYTES = 12
LONGEST_SEARCH: Final = 200


@officer.get("/can-bo")
@access.officer()
def lists() -> str | Response:
    """Show one list of the desk: what is mine to do, as far as the address does not say otherwise."""
    me = account()
    if me and only_publishes(me.roles):
        return redirect(to("/cong-bo"))
    counted = beside.count()
    saved, wanted = _asked(counted)
    page = desk.rows(work.db(), actor(), wanted, at=work.now(), after=key_of(request.args.get("sau")))
    found = choices()
    columns = known(saved.columns) if saved else own().columns
    late = wanted == beside.late_of_unit()
    title = saved.name if saved else _(beside.UNIT_LATE if late else beside.WORDS[wanted.view][0])
    here: dict[str, Any] = {"luu": saved.id} if saved else address_of(wanted)
    return render_template(
        "officer/desk.html",
        title=title,
        view=wanted.view,
        saved=saved,
        views=beside.side(counted, saved.id if saved else wanted if late else wanted.view),
        heads=heads(columns),
        elsewhere=beside.waits_elsewhere(counted),
        rows=[line(row, columns, Words.of(found)) for row in page.rows],
        next_href=url_for("officer.lists", **here, sau=written(page.next_key)) if page.next_key else None,
        goes_on=bool(page.next_key and len(page.rows) < desk.PAGE),
        selects=selects(wanted, found),
        narrowed=[(words, _without(wanted, name)) for name, words in chosen(wanted, found)],
        columns=[(str(one), _(words), one in columns) for one, words in COLUMNS.items() if _is_told(one, found)],
        hidden=address_of(wanted),
    )


@officer.post("/can-bo/tim")
@access.officer()
def keep_search() -> Response:
    """Keep what was searched and go to its page: the words themselves stay out of the address."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    words = (request.form.get("q") or "").strip()[:LONGEST_SEARCH]
    desk.keep_search(work.db(), actor(), words, token, work.now())
    return redirect(url_for("officer.search", token=token))


@officer.get("/can-bo/tim/<token>")
@access.officer()
def search(token: str) -> str:
    """Show the dossiers that match a kept search."""
    words = desk.kept_search(work.db(), actor(), token)
    found = searching.find(work.db(), actor(), words, after=_found_after(request.args.get("sau")))
    following = None
    if found.next_key:
        at, last = found.next_key
        following = url_for("officer.search", token=token, sau=f"{at.isoformat()}_{last}")
    return render_template(
        "officer/search.html",
        words=words,
        rows=[found_line(dossier) for dossier in found.dossiers],
        next_href=following,
        views=beside.side(),
    )


def _asked(counted: Counted) -> tuple[SavedView | None, Wanted]:
    """Return the list that is asked for: a saved one, what the address says, or what the desk opens with."""
    saved = None
    if request.args.get("luu"):
        saved = own().view(_uuid(request.args["luu"]))
    elif not request.args:
        saved = own().opens_with
    if saved is not None:
        return saved, Wanted.from_data(saved.wanted)
    usual = View.MINE if counted.views[View.MINE].number else View.ROLE
    wanted = wanted_of(request.args)
    return None, wanted if request.args.get("xem") else replace(wanted, view=usual)


def _without(wanted: Wanted, name: str) -> str:
    """Return the address of the list without one of its narrowings."""
    values = {key: value for key, value in address_of(wanted).items() if key != name}
    return url_for("officer.lists", **values)


def _is_told(column: Column, found: Any) -> bool:
    """An agency is told apart only where there are several."""
    return column is not Column.AGENCY or bool(found.agencies)


def _found_after(text: str | None) -> tuple[datetime, UUID] | None:
    key = key_of(text)
    return (key[0], key[1]) if key and key[0] else None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
