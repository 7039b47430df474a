"""What a dossier is about, in the language of the reader."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from forms.spec import say
from portal.services.definitions import procedure_of
from portal.web import work
from portal.web.language import current_language


class Titled(Protocol):
    """A dossier, or what was read of one: the title of its procedure, and the version that it is pinned to."""

    @property
    def title(self) -> str:
        """Return the title as the dossier keeps it, in Vietnamese."""
        ...

    @property
    def version_id(self) -> UUID:
        """Return the version."""
        ...


def dossier_title(one: Titled) -> str:
    """Return the title of a dossier's procedure in the reader's language, of the version it is pinned to."""
    if current_language() == "vi":
        return one.title
    return say(procedure_of(work.db(), one.version_id).title, current_language())
