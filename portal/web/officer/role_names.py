"""What a role is called at an agency, also one that a pack defines for itself."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import g

from forms.spec import say
from portal.services.own_roles import own_role
from portal.web import work
from portal.web.language import current_language
from workflows.vocabulary import ROLES


def role_name(role: str, agency_id: UUID) -> str:
    """Return what a role is called, in the reader's language; one that no procedure defines any more keeps its name."""
    words = ROLES.get(role) or _own(role, agency_id)
    return say(words, current_language()) if words else role


def _own(role: str, agency_id: UUID) -> Mapping[str, str] | None:
    """Return the words of a pack's own role, looked for once for a page."""
    kept: dict[tuple[str, UUID], Mapping[str, str] | None] = g.setdefault("own_roles", {})
    if (role, agency_id) not in kept:
        kept[role, agency_id] = own_role(work.db(), agency_id, role)
    return kept[role, agency_id]
