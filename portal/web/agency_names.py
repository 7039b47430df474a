"""What an agency is called, in the language of the reader."""

from __future__ import annotations

from portal.models import Agency
from portal.web.language import current_language


def agency_name(agency: Agency) -> str:
    """Return the name of an agency, in English where it has one."""
    return agency.name_en if current_language() == "en" and agency.name_en else agency.name
