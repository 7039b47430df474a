"""The home page, and the short pages about the portal itself."""

from __future__ import annotations

from flask import g, render_template

from portal.services import catalogue, waiting
from portal.web import work
from portal.web.access import anyone
from portal.web.public.area import public
from portal.web.public.words import (
    life_event_href,
    life_event_icon,
    life_event_order,
    life_event_words,
    sector_href,
)
from portal.web.sectors import sector_words


@public.get("/")
@anyone
def home() -> str:
    """Show the search, the life events and the sectors; above them what waits for whoever is signed in."""
    session = work.db()
    person = g.get("person")
    events = [
        (life_event_words(code), life_event_href(code), None, life_event_icon(code))
        for code in sorted(catalogue.life_events(session), key=life_event_order)
    ]
    sectors = [(sector_words(code), sector_href(code), number) for code, number in catalogue.sectors(session)]
    waits = waiting.waiting_for(session, person.id) if person else []
    return render_template("public/home.html", events=events, sectors=sectors, waits=waits)


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
