"""Whether a filing may go out: nothing stops it, and everything required is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forms.answers import Visible, blocked, invalid, visible_fields
from forms.spec import say
from portal.services.refusals import BlockedFilingError, IncompleteFilingError, NotComputableError
from portal.services.uncomputable import report
from procedures.definition import Procedure
from procedures.papers import documents_for
from procedures.situation import Situation
from procedures.uncomputable import uncomputable


def demand_complete(
    procedure: Procedure,
    answers: Mapping[str, Any],
    situation: Situation,
    documents: Sequence[str],
    visible: Visible | None = None,
) -> None:
    """Raise unless nothing stops the filing and everything required is there and fits together.

    ``documents`` names the document of each file, so a document with three files stands there three times; ``visible``
    is what these answers ask, where the caller knows it already.
    """
    values = situation.values()
    visible = visible or visible_fields(procedure.form, answers, values)
    lost = uncomputable(procedure, visible, situation)
    if lost:
        report(procedure, lost)
        raise NotComputableError([one.place for one in lost])
    block = blocked(procedure.form, answers, values, visible)
    if block is not None:
        raise BlockedFilingError(block.page, say(block.say, "vi"))
    fields = [wrong.field.name for wrong in invalid(procedure.form, answers, values, visible)]
    needed = documents_for(procedure, answers, situation, visible)
    lacking = [
        one.document.id for one in needed if one.required and documents.count(one.document.id) < one.document.min
    ]
    if fields or lacking:
        raise IncompleteFilingError(fields, lacking)
