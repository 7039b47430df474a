"""What an agency is called, in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterable

from portal.models import Agency
from portal.services.lookups import TimelineEntry
from portal.web.language import current_language


def agency_name(agency: Agency) -> str:
    """Return the name of an agency, in English where it has one."""
    return either_name(agency.name, agency.name_en)


def either_name(name: str, english: str | None) -> str:
    """Return which of the names of an agency the reader is shown."""
    return english if current_language() == "en" and english else name


def agencies_named(events: Iterable[TimelineEntry], here: Agency) -> dict[str, str]:
    """Return what the reader is shown for each agency that had a dossier, and for the one that has it, by its name."""
    had = {one.agency_name: either_name(one.agency_name, one.agency_name_en) for one in events}
    return had | {here.name: agency_name(here)}
