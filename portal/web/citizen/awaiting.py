"""What a dossier waits for, for its applicant: opinions, from whom and until when, and registers that are asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from forms.spec import say
from portal.clock import local_date
from portal.models import Agency, Dossier, OpinionRound, OpinionSlip, Task
from portal.services import opinion_rounds
from portal.web import work
from portal.web.citizen.words import agency_words
from portal.web.formats import show_date
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.look_up_words import register_words
from portal.web.opinion_words import CLOCKS
from procedures.definition import Procedure
from workflows.asking import AskedKind
from workflows.status import DossierStatus


@dataclass(frozen=True, slots=True)
class Awaited:
    """One round that waits; what they answer is the agency's to weigh, and is not told here."""

    task_id: UUID
    names: list[str]
    since: date
    until: date
    clock: str

    @property
    def words(self) -> str:
        """Say from whom it is awaited, and until when."""
        names, day = "; ".join(self.names), show_date(self.until)
        return _("Chờ ý kiến của %(names)s, chậm nhất ngày %(day)s", names=names, day=day)


def awaited(found: Dossier, procedure: Procedure) -> list[Awaited]:
    """Return the rounds that wait, the oldest first; none, and unasked, where the procedure never asks."""
    if not procedure.workflow.asks or found.closed_at is not None:
        return []
    rounds = opinion_rounds.of_dossier(work.db(), found)
    english = asked_in_english(found, procedure)
    return [_awaited(row, slips, procedure, english) for row, slips in rounds if row.closed_at is None]


def asked_in_english(found: Dossier, procedure: Procedure) -> dict[str, str]:
    """Return, by what their papers call them, the English names of those who were asked; none in Vietnamese."""
    if current_language() == "vi" or not procedure.workflow.asks:
        return {}
    rules = [step.opinions for step in procedure.workflow.steps.values() if step.opinions]
    named = {say(one.title, "vi"): say(one.title, "en") for asked in rules for one in asked.to}
    query = select(OpinionSlip.title, Agency).join(Agency, Agency.id == OpinionSlip.asked_agency_id)
    slips = work.db().execute(query.where(OpinionSlip.dossier_id == found.id, OpinionSlip.title == Agency.name))
    return named | {title: agency_words(agency) for title, agency in slips}


def _awaited(row: OpinionRound, slips: list[OpinionSlip], procedure: Procedure, english: Mapping[str, str]) -> Awaited:
    councils = _councils(row, procedure)
    waiting = [slip for slip in slips if slip.answered_at is None]
    names = dict.fromkeys(councils.get(slip.name) or english.get(slip.title, slip.title) for slip in waiting)
    return Awaited(row.task_id, list(names), local_date(row.asked_at), row.due_date, _(CLOCKS[row.clock]))


def _councils(row: OpinionRound, procedure: Procedure) -> dict[str, str]:
    """Return the names of councils: which of its members has not answered is nobody's business outside."""
    step = procedure.workflow.steps.get(row.step)
    asked = step.opinions if step is not None and not row.own_accord else None
    councils = [one for one in asked.to if one.kind is AskedKind.COUNCIL] if asked else []
    return {one.name: say(one.title, current_language()) for one in councils}


def registers_asked(here: Iterable[Task], procedure: Procedure) -> dict[UUID, str]:
    """Say, by task, which register the portal itself asks there: nobody holds the dossier meanwhile."""
    found = {}
    for task in here:
        step = procedure.workflow.steps.get(task.step)
        if step is not None and step.looks_up is not None:
            register = register_words(step.looks_up.register)
            found[task.id] = _("Hệ thống đang tra cứu %(register)s", register=register)
    return found


def applicants_turn(found: Dossier, *, mine: bool) -> list[str]:
    """Say that the dossier waits for who filed it, where it does; ``mine`` where they are the reader."""
    match DossierStatus(found.status):
        case DossierStatus.SUPPLEMENT:
            return [_("Đang chờ bạn trả lời") if mine else _("Đang chờ người nộp hồ sơ trả lời")]
        case DossierStatus.FEE_DUE:
            return [_("Đang chờ bạn nộp phí, lệ phí") if mine else _("Đang chờ người nộp hồ sơ nộp phí, lệ phí")]
        case _:
            return []
