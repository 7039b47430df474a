"""The home page, and the short pages about the portal itself."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import render_template

from forms.spec import say
from portal.models import Draft
from portal.services import catalogue, drafts, waiting
from portal.services.definitions import procedure_of
from portal.web import work
from portal.web.access import anyone
from portal.web.language import current_language
from portal.web.public.area import public
from portal.web.public.words import (
    life_event_href,
    life_event_icon,
    life_event_order,
    life_event_words,
    sector_list,
)

UNFINISHED = 3
"""How many filings that were begun the home page names; all of them stand under "Hồ sơ của tôi"."""


@public.get("/")
@anyone
def home() -> str:
    """Show the search, the life events and the sectors; above them what waits for whoever is signed in."""
    session = work.db()
    person = work.unit().person
    events = [
        (life_event_words(code), life_event_href(code), None, life_event_icon(code))
        for code in sorted(catalogue.life_events(session), key=life_event_order)
    ]
    sectors = sector_list(catalogue.sectors(session))
    return render_template(
        "public/home.html",
        events=events,
        sectors=sectors,
        waits=waiting.waiting_for(session, person.id) if person else [],
        unfinished=_unfinished(person.id) if person else [],
    )


def _unfinished(person_id: UUID) -> Sequence[tuple[Draft, str]]:
    """Return the newest filings that were begun and not sent, each with the title of its procedure."""
    touched = [draft for draft in drafts.drafts_of(work.db(), person_id) if draft.revision > 1]
    language = current_language()
    return [(draft, say(procedure_of(work.db(), draft.version_id).title, language)) for draft in touched[:UNFINISHED]]


@public.get("/tro-giup")
@anyone
def help_page() -> str:
    """Say how to get through."""
    return render_template("public/help.html")


@public.get("/quyen-rieng-tu")
@anyone
def privacy() -> str:
    """Say what is kept of a person, and why."""
    return render_template("public/privacy.html")


@public.get("/tiep-can")
@anyone
def accessibility() -> str:
    """Say what was done so that everyone can use the portal, and what is not done yet."""
    return render_template("public/accessibility.html")
