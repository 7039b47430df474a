"""Whether a filing may go out: nothing stops it, and everything required is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.answers import blocked, invalid
from forms.spec import say
from portal.services.refusals import BlockedFilingError, IncompleteFilingError
from procedures.definition import Procedure
from procedures.papers import documents_for
from procedures.situation import Situation


def demand_complete(
    procedure: Procedure, answers: Mapping[str, Any], situation: Situation, documents: set[str]
) -> None:
    """Raise unless nothing stops the filing and everything required is there and fits together."""
    values = situation.values()
    block = blocked(procedure.form, answers, values)
    if block is not None:
        raise BlockedFilingError(block.page, say(block.say, "vi"))
    fields = [wrong.field.name for wrong in invalid(procedure.form, answers, values)]
    needed = documents_for(procedure, answers, situation)
    lacking = [need.document.id for need in needed if need.required and need.document.id not in documents]
    if fields or lacking:
        raise IncompleteFilingError(fields, lacking)
