"""A citation of a pack in the words of the reader's language."""

from __future__ import annotations

from portal.web.language import current_language
from procedures.definition import Procedure
from procedures.law_words import words_of_law


def law_words(procedure: Procedure, cited: str | None) -> str | None:
    """Return the words of ``luat_phi, Điều 10``, ``None`` where nothing is cited."""
    return words_of_law(procedure.legal_basis, cited, current_language()) if cited else None
