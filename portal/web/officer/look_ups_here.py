"""Registers that were asked about a dossier, on its page: what was asked, what follows, and when it is asked again."""

from __future__ import annotations

from dataclasses import dataclass

from forms.spec import say
from portal.models import Dossier, StepLookUp
from portal.services import step_look_ups
from portal.web import work
from portal.web.formats import show_instant
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.look_up_words import WHY, facts_words, register_words
from portal.web.opinion_words import CLOCKS
from procedures.definition import Procedure
from workflows.looking_up import ANSWERED, look_ups


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the page shows it."""

    row: StepLookUp
    title: str
    register: str
    words: str
    tone: str
    clock: str
    note: str


def asked_about(found: Dossier, procedure: Procedure) -> list[Asked]:
    """Return the questions, the newest first; none, and unasked, where the procedure asks no register."""
    if not any(True for _one in look_ups(procedure.workflow)):
        return []
    return [_asked(row, procedure) for row in reversed(step_look_ups.of_dossier(work.db(), found))]


def _asked(row: StepLookUp, procedure: Procedure) -> Asked:
    step = procedure.workflow.steps.get(row.step)
    title = say(step.title, current_language()) if step is not None else row.step
    words, tone = _outcome(row)
    return Asked(row, title, register_words(row.register), words, tone, _(CLOCKS[row.clock]), _note(row, procedure))


def _outcome(row: StepLookUp) -> tuple[str, str]:
    """Return how a question stands, in words, and the tone of its mark."""
    if row.outcome is None:
        return _("Đang chờ trả lời"), "amber"
    if row.outcome == ANSWERED:
        return _("Đã trả lời"), "green"
    return (_("Thôi không chờ"), "grey") if row.outcome == step_look_ups.WITHDRAWN else (_("Không trả lời"), "red")


def _note(row: StepLookUp, procedure: Procedure) -> str:
    """Return what follows from the answer, or why there is none and when it is asked again."""
    if row.outcome == ANSWERED:
        return facts_words(row.facts, procedure.workflow)
    why = _("Lần cuối: %(why)s.", why=_(WHY[row.why])) if row.why else ""
    if row.outcome is not None:
        return why
    language = current_language()
    again = _(
        "Hỏi lại lúc %(next)s, chậm nhất đến %(until)s.",
        next=show_instant(row.next_at, language),
        until=show_instant(row.until, language),
    )
    return f"{why} {again}".strip()
