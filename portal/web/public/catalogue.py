"""Searching and browsing the procedures.

Words that were typed are posted and kept under a random name: no address of ours carries what a person typed.
A link from elsewhere may still ask with ``?q=``.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from portal.models import CatalogueEntry
from portal.services import catalogue as procedures
from portal.services import searches
from portal.web import work
from portal.web.access import anyone
from portal.web.language import current_language
from portal.web.limits import limit
from portal.web.public.area import public
from portal.web.public.words import catalogue_href, competence_words, life_event_words, sector_list
from portal.web.sectors import sector_words

LONGEST = 200
"""Letters of a search that are read."""


@dataclass(frozen=True, slots=True)
class Found:
    """One procedure as the list shows it."""

    title: str
    href: str
    code: str
    facts: tuple[str, ...]


@public.post("/thu-tuc")
@limit("60/minute")
@anyone
def search() -> Response:
    """Keep the words and show what they find."""
    words = request.form.get("q", "").strip()[:LONGEST]
    if not words:
        return redirect(url_for("public.catalogue"))
    token = searches.keep(work.db(), words, at=work.now())
    return redirect(url_for("public.catalogue", tim=token))


@public.record_once
def without_token(state: BlueprintSetupState) -> None:
    """Let the search box stand on pages that start no session: a search changes nothing of anyone's."""
    state.app.extensions["csrf"].exempt(f"{__name__}.search")


@public.get("/thu-tuc", endpoint="catalogue")
@anyone
def browse() -> str:
    """Show what was searched for, or all procedures of a sector or a life event."""
    asked = request.args
    words = (searches.words(work.db(), asked.get("tim", "")) or asked.get("q", "")).strip()[:LONGEST]
    sector, event = asked.get("linh-vuc") or None, asked.get("su-kien") or None
    narrowed = {"sector": sector, "life_event": event, "after": asked.get("sau") or None}
    rows = procedures.search(work.db(), words, **narrowed, language=current_language())
    near = [] if rows or not words else procedures.nearest(work.db(), words, current_language())
    shown = rows[: procedures.PAGE] or near
    more = catalogue_href(asked.to_dict() | {"sau": shown[-1].code}) if len(rows) > len(shown) else None
    within = sector_words(sector) if sector else life_event_words(event) if event else None
    return render_template(
        "public/catalogue.html",
        words=words,
        near=bool(near),
        within=within,
        found=[_found(entry) for entry in shown],
        more=more,
        first=asked.get("sau"),
        sectors=_sectors(),
    )


def _found(entry: CatalogueEntry) -> Found:
    title = entry.title_en if current_language() == "en" and entry.title_en else entry.title
    facts = (sector_words(entry.sector), competence_words(entry.competence))
    return Found(title, url_for("public.procedure", code=entry.code), entry.code, facts)


def _sectors() -> list[tuple[str, str, int]]:
    return sector_list(procedures.sectors(work.db()))
