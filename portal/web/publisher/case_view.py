"""The golden cases of a pack, each with what was expected and what came out."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from portal.web import access
from portal.web.finding_words import in_words
from portal.web.publisher.area import look, publisher, render
from portal.web.publisher.reading import place_of


@publisher.get("/cong-bo/ban/<uuid:version_id>/truong-hop")
@access.officer("publisher", "approver")
def cases(version_id: UUID) -> str:
    """Show every golden case; those that failed first, with each difference at its line."""
    seen = look(version_id)
    told = [replace(one, findings=tuple(map(in_words, one.findings))) for one in seen.checked.cases]
    results = sorted(told, key=lambda one: (one.passed, one.file))

    return render(seen, "cases", "cases", results=results, link=place_of(seen))
