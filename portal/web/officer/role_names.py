"""What a role is called at an agency, also one that a pack defines for itself."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import g

from forms.spec import say
from portal.services.own_roles import own_roles_at
from portal.web import work
from portal.web.language import current_language
from workflows.vocabulary import ROLES


def role_name(role: str, agency_id: UUID) -> str:
    """Return what a role is called, in the reader's language; one that nothing offered there knows keeps its name."""
    words = ROLES.get(role) or _own(agency_id).get(role)
    return say(words, current_language()) if words else role


def _own(agency_id: UUID) -> Mapping[str, Mapping[str, str]]:
    """Return the roles of the packs there, read once for a page; most roles are found without them."""
    kept: dict[UUID, Mapping[str, Mapping[str, str]]] = g.setdefault("own_roles", {})
    if agency_id not in kept:
        kept[agency_id] = own_roles_at(work.db(), agency_id)
    return kept[agency_id]
