"""Sample answers: those of a golden case, or what a publisher types; never kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import request

from forms.answers import from_json, to_json
from portal.clock import local
from portal.services import result_previews
from portal.services.calendars import days_off_at
from portal.web import work
from portal.web.publisher.area import Look
from procedures.cases.spec import Case
from procedures.definition import Procedure
from procedures.situation import CHANNELS, Situation


@dataclass(frozen=True, slots=True)
class Sample:
    """Answers and the situation in which they are given."""

    case: Case | None
    answers: dict[str, Any]
    situation: Situation

    @property
    def file(self) -> str:
        """Return the file of the golden case, empty when there is none."""
        return self.case.file if self.case else ""


def cases_of(seen: Look) -> Sequence[Case]:
    """Return the golden cases of a sound pack."""
    return result_previews.cases_of(seen.version)


def chosen_case(seen: Look) -> Case | None:
    """Return the golden case that the request names."""
    asked = request.values.get("truong-hop", "")
    return next((case for case in cases_of(seen) if case.file == asked), None)


def sample_of(seen: Look, procedure: Procedure) -> Sample:
    """Return what was typed so far, else the answers of the chosen case; the situation is the case's own."""
    case = chosen_case(seen)
    situation = case.filing.situation if case else plain_situation(work.now())
    answers = dict(case.answers) if case else {}
    if request.method == "POST" and "_answers" in request.form and "_case" not in request.form:
        answers = from_json(procedure.form, _typed())
    return Sample(case, answers, situation)


def carried(procedure: Procedure, answers: Mapping[str, Any]) -> str:
    """Return answers as the text that a page carries along; nothing of a preview is kept on the server."""
    return json.dumps(to_json(procedure.form, answers), ensure_ascii=False)


def plain_situation(at: datetime) -> Situation:
    """Return the situation of somebody who files online now, for themselves, and of whom nothing is known."""
    here = local(at)
    return Situation(
        channel="online",
        today=here.date(),
        submitted_at_minutes=here.hour * 60 + here.minute,
        filed_on_behalf=False,
        identity={"kind": "citizen"},
        delivery="online",
        days=days_off_at(at),
    )


def with_ways(situation: Situation) -> Situation:
    """Return the situation with the ways of filing and of getting the result that the request chooses."""
    channel, delivery = request.values.get("_channel", ""), request.values.get("_delivery", "")
    return replace(
        situation,
        channel=channel if channel in CHANNELS else situation.channel,
        delivery=delivery if delivery in CHANNELS else situation.delivery,
    )


def _typed() -> object:
    try:
        return json.loads(request.form["_answers"])
    except (ValueError, RecursionError):
        return {}
