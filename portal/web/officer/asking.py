"""What an officer typed beside an action: reasons, note, holder, items; each complaint at its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from werkzeug.datastructures import MultiDict

from forms.spec import say
from portal.clock import local_date
from portal.services.supplements import QUESTION
from portal.web import work
from portal.web.language import gettext as _
from portal.web.officer.itemising import Item, items_from, possible_items
from portal.web.officer.questioning import questions_from
from procedures.definition import Procedure
from workflows.effects import ASKING, Effect
from workflows.spec import Action

LONGEST = 1000
LONGEST_NUMBER = 4
DATE_PARTS = ("day", "month", "year")
LONGEST_WAIT = timedelta(days=366)
"""How far ahead a date for a supplement may lie; no law fixes it, a slip of the pen lies beyond it."""


@dataclass
class Asked:
    """What was typed, kept to be shown again, and what is wrong with it."""

    reasons: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    """Codes of the list."""
    other: str = ""
    note: str | None = None
    assignee_id: UUID | None = None
    items: list[Item] = field(default_factory=list)
    due: tuple[str, str, str] = ("", "", "")
    """Day, month and year, as they were typed."""
    due_date: date | None = None
    errors: dict[str, str] = field(default_factory=dict)


def read_asked(typed: MultiDict[str, str], action: Action, procedure: Procedure) -> Asked:
    """Read what was typed for ``action``."""
    day, month, year = ((typed.get(f"due-{part}") or "").strip()[:LONGEST_NUMBER] for part in DATE_PARTS)
    asked = Asked(other=(typed.get("other") or "").strip()[:LONGEST], due=(day, month, year))
    asked.note = (typed.get("note") or "").strip()[:LONGEST] or None
    known = {reason.code for reason in action.reasons}
    asked.chosen = tuple(code for code in typed.getlist("reason") if code in known)
    if ASKING.intersection(action.effects):
        _read_items(asked, typed, procedure, action)
    else:
        _read_reasons(asked, action)
    if action.assign is not None:
        _read_assignee(asked, typed)
    return asked


def _read_items(asked: Asked, typed: MultiDict[str, str], procedure: Procedure, action: Action) -> None:
    explains = Effect.REQUEST_CLARIFICATION in action.effects
    everything = {one.name: True for one in procedure.form.fields()}
    questions = questions_from(typed) if explains else []
    asked.items = [*questions, *items_from(typed, possible_items(procedure, everything))]
    if not asked.items:
        asked.errors["items"] = (
            _("Bạn cần ghi ít nhất một câu hỏi, hoặc chọn một giấy tờ, một mục cần làm rõ.")
            if explains
            else _("Bạn cần chọn ít nhất một giấy tờ hoặc một mục cần bổ sung.")
        )
    for item in asked.items:
        if not item.reason:
            asked.errors[f"reason-{item.key}"] = (
                _("Bạn cần ghi vì sao hỏi “%(title)s”.", title=item.title)
                if item.kind == QUESTION
                else _("Bạn cần ghi lý do cần bổ sung “%(title)s”.", title=item.title)
            )
    asked.reasons = tuple(item.reason for item in asked.items if item.reason)
    if any(asked.due):
        try:
            day, month, year = map(int, asked.due)
            asked.due_date = date(year, month, day)
        except ValueError:
            asked.errors["due"] = _("Bạn cần nhập đủ ngày, tháng, năm có thật, ví dụ 1 12 2026.")
        else:
            _judge_due(asked, asked.due_date)


def _judge_due(asked: Asked, day: date) -> None:
    today = local_date(work.now())
    if not today < day <= today + LONGEST_WAIT:
        asked.errors["due"] = _("Hạn bổ sung phải sau hôm nay và không quá một năm.")


def _read_reasons(asked: Asked, action: Action) -> None:
    # Papers and evidence speak Vietnamese, whichever language the officer reads.
    chosen = [say(reason.text, "vi") for reason in action.reasons if reason.code in asked.chosen]
    asked.reasons = (*chosen, *([asked.other] if asked.other else []))
    if action.reasons_required and not asked.reasons:
        told = action.paper == "refusal"
        asked.errors["other"] = (
            _("Bạn cần chọn hoặc ghi lý do. Người nộp sẽ đọc được lý do này.")
            if told
            else _("Bạn cần chọn hoặc ghi lý do.")
        )


def _read_assignee(asked: Asked, typed: MultiDict[str, str]) -> None:
    try:
        asked.assignee_id = UUID(typed.get("assignee") or "")
    except ValueError:
        asked.errors["assignee"] = _("Bạn cần chọn người thụ lý.")
