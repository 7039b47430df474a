"""Whether a filing may go out: nothing stops it, and everything required is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forms.answers import Visible, blocked, invalid, visible_fields
from forms.spec import say
from portal.models import Attachment
from portal.services.file_checks import unready
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
    attachments: Sequence[Attachment],
    visible: Visible | None = None,
) -> None:
    """Raise unless nothing stops the filing and everything required is there and fits together.

    A file that nobody has looked into yet, or that is refused, stops the filing like one that is missing. ``visible``
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
    documents = [one.document for one in attachments]
    lacking = [
        one.document.id for one in needed if one.required and documents.count(one.document.id) < one.document.min
    ]
    lacking += dict.fromkeys(one.document for one in unready(attachments) if one.document not in lacking)
    if fields or lacking:
        raise IncompleteFilingError(fields, lacking)


def asked_for(
    attachments: Sequence[Attachment],
    procedure: Procedure,
    answers: Mapping[str, Any],
    situation: Situation,
    visible: Visible,
) -> list[Attachment]:
    """Return the files of documents and fields that these answers ask for; what was sent before them does not count."""
    needed = documents_for(procedure, answers, situation, visible)
    asked = {one.document.id for one in needed} | visible.fields
    return [one for one in attachments if one.document in asked]
