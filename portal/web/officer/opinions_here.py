"""Opinions on the page of a dossier: every round with each answer, and where this officer may ask further."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from portal.models import Dossier, OpinionRound, OpinionSlip
from portal.services import decisions, opinion_further, opinion_rounds, tasks
from portal.web import work
from portal.web.access import actor
from portal.web.language import gettext as _
from portal.web.opinion_words import CLOCKS, answer_of, outcome_of, question_words
from procedures.definition import Procedure


@dataclass(frozen=True, slots=True)
class Said:
    """What one of those who were asked said."""

    slip: OpinionSlip
    words: str
    secret: bool
    """Whether what was said is told only when the votes are counted."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round as the page shows it."""

    row: OpinionRound
    question: str
    words: str
    tone: str
    clock: str
    said: list[Said]


def rounds_of(found: Dossier, procedure: Procedure) -> list[Round]:
    """Return the rounds of a dossier, the newest first; none, and unasked, where the procedure never asks."""
    if not procedure.workflow.asks:
        return []
    return [_round(row, slips, procedure) for row, slips in reversed(opinion_rounds.of_dossier(work.db(), found))]


def ask_href(found: Dossier, procedure: Procedure) -> str | None:
    """Return where this officer asks others of their own accord, if they may now."""
    for task in tasks.open_tasks(work.db(), found.id) if procedure.workflow.asks else ():
        if opinion_further.rules_at(procedure, task, actor()) is not None:
            return url_for("officer.ask_opinions", code=found.code, task_id=task.id)
    return None


def agenda_waits(found: Dossier, procedure: Procedure, rounds: Sequence[Round]) -> bool:
    """Say whether the dossier waits for this officer to put it on the agenda of a council."""
    asked = {one.row.task_id for one in rounds if one.row.closed_at is None}
    return any(
        task.id not in asked
        and decisions.is_collective(procedure, task.step)
        and actor().has(task.agency_id, task.role, task.officer_id)
        for task in (tasks.open_tasks(work.db(), found.id) if procedure.workflow.asks else ())
    )


def _round(row: OpinionRound, slips: list[OpinionSlip], procedure: Procedure) -> Round:
    words, tone = outcome_of(row)
    return Round(
        row, question_words(row, procedure), words, tone, _(CLOCKS[row.clock]), [_said(row, slip) for slip in slips]
    )


def _said(row: OpinionRound, slip: OpinionSlip) -> Said:
    secret = slip.answer is not None and opinion_rounds.is_secret(row, slip, actor())
    return Said(slip, _("Đã biểu quyết") if secret else answer_of(slip)[0], secret)
