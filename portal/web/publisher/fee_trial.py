"""What sample answers cost, by the very code that bills a dossier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import wtforms
from flask import request

from forms.answers import visible_fields
from forms.building import build_form
from forms.fields.inputs import AnswerField
from forms.spec import say
from portal.web import access
from portal.web.fee_words import ShownFee, shown_sheet
from portal.web.fields.surroundings import Around
from portal.web.language import current_language
from portal.web.publisher.area import Look, look, publisher, render
from portal.web.publisher.fee_questions import fee_page
from portal.web.publisher.samples import Sample, cases_of, sample_of, with_ways
from procedures.definition import Procedure
from procedures.fees import FeeNotComputableError, fee_sheet
from procedures.situation import CHANNELS, Situation


@dataclass(frozen=True, slots=True)
class Sheet:
    """The fee sheet of sample answers, in words."""

    lines: list[ShownFee]
    total: int
    unknown: list[str]
    """Questions that must be answered before the rest can be computed."""
    problem: str | None = None


@publisher.get("/cong-bo/ban/<uuid:version_id>/phi")
@access.officer("publisher", "approver")
def fees(version_id: UUID) -> str:
    """Show the fees of a golden case, or the questions on which they hang."""
    seen = look(version_id)
    if seen.sound is None:
        return render(seen, "fees", "fees", sheet=None)
    sample = sample_of(seen, seen.sound)
    answers = visible_fields(seen.sound.form, sample.answers, sample.situation.values()).answers
    page = fee_page(seen.sound)
    form = build_form(page, base=wtforms.Form, language=current_language())(None, data=answers)
    return _page(seen, seen.sound, sample, form, answers)


@publisher.post("/cong-bo/ban/<uuid:version_id>/phi")
@access.officer("publisher", "approver")
def try_fees(version_id: UUID) -> str:
    """Compute the fees of what was typed, on top of the answers that were carried along."""
    seen = look(version_id)
    procedure = seen.sound
    if procedure is None:
        return render(seen, "fees", "fees", sheet=None)
    sample = sample_of(seen, procedure)
    answers = dict(sample.answers)
    form = build_form(fee_page(procedure), base=wtforms.Form, language=current_language())
    bound = form(request.form if "_typed" in request.form else None, data=answers)
    if "_typed" in request.form:
        bound.validate()
        answers = answers | _answers(bound)
    return _page(seen, procedure, sample, bound, answers)


def _answers(form: wtforms.Form) -> dict[str, Any]:
    return {
        field.name: field.data
        for field in form
        if isinstance(field, AnswerField) and not field.process_errors and not field.field_type.blank(field.data)
    }


def sheet_of(procedure: Procedure, answers: Mapping[str, Any], situation: Situation) -> Sheet:
    """Return what these answers cost, in words; a fee that cannot be computed says why."""
    try:
        sheet = fee_sheet(procedure, answers, situation)
    except FeeNotComputableError as wrong:
        return Sheet([], 0, [], str(wrong))
    labels = {one.name: say(one.label, current_language()) for one in procedure.form.fields()}
    unknown = sorted(labels.get(name, name) for name in sheet.unknown)
    return Sheet(shown_sheet(procedure, sheet), sheet.total, unknown)


def _page(seen: Look, procedure: Procedure, sample: Sample, form: wtforms.Form, answers: Mapping[str, Any]) -> str:
    situation = with_ways(sample.situation)
    return render(
        seen,
        "fees",
        "fees",
        sheet=sheet_of(procedure, answers, situation),
        sample=sample,
        cases=cases_of(seen),
        form=form,
        around=Around(required=frozenset(field.name for field in form)),
        situation=situation,
        channels=CHANNELS,
        form_errors=any(field.errors for field in form),
    )
