"""What is asked of an applicant, by its title: kept in Vietnamese as on the slip, told in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.spec import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procedures.definition import Procedure
    from workflows.spec import Text


def asked_title(item: Mapping[str, str], procedure: Procedure, language: str) -> str:
    """Return the title of one item of a request; a question is told as it was typed."""
    found = None if language == "vi" else _titled(item, procedure)
    return say(found, language) if found else item["title"]


def _titled(item: Mapping[str, str], procedure: Procedure) -> Text | None:
    kind, name = item.get("kind"), item.get("name")
    if kind == "document":
        return next((one.title for one in procedure.documents if one.id == name), None)
    field = procedure.form.by_name.get(name or "") if kind == "field" else None
    return field.label if field else None
