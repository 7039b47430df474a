"""What happened to a dossier and what comes, as its applicant reads it: agency, officer, times.

Nghị định 224/2026/NĐ-CP Điều 15 khoản 1 điểm g. The officers' inner notes and the steps of the press are left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from forms.spec import say
from portal.models import Agency, Officer, Paper, Task
from portal.services.actors import ActorKind
from portal.services.evidence import EventKind
from portal.services.issuing import FILED_FORM, INTERNAL
from portal.services.lookups import TimelineEntry
from portal.web.agency_names import agencies_named, either_name
from portal.web.counter_words import filed_words
from portal.web.formats import show_date, show_money, show_title
from portal.web.kin_words import child_outcome, child_title
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.look_up_words import register_words
from portal.web.paper_words import paper_title
from portal.web.reasons_told import reasons_told
from portal.web.standing_in_words import for_whom
from portal.web.transferred_words import decision_words, transferred_words
from procedures.definition import Procedure
from workflows.listing import branch_in_words


@dataclass(frozen=True, slots=True)
class Item:
    """One line, as ``components/dossier.html`` draws it."""

    title: str
    at: datetime | None = None
    by: str | None = None
    place: str | None = None
    words: str | None = None
    current: bool = False
    future: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What the words of an event are made of."""

    procedure: Procedure
    papers: Mapping[str, Paper]
    payload: Mapping[str, Any]
    english: Mapping[str, str]
    """The English names of agencies, by the Vietnamese ones; none for a reader of Vietnamese."""


def _asked(told: Told) -> str:
    names = [told.english.get(name, name) for name in told.payload["of"]]
    return _("Lấy ý kiến: %(names)s", names="; ".join(names))


def _action(told: Told) -> str:
    step = told.procedure.workflow.steps.get(told.payload.get("step", ""))
    action = step.actions.get(told.payload.get("action", "")) if step else None
    if step is not None and step.branches:
        return _("Đã xong: %(step)s", step=say(step.title, current_language()))
    return say(action.title, current_language()) if action else _("Đã xử lý một bước")


def _branches(told: Told) -> str:
    step = told.procedure.workflow.steps.get(told.payload.get("fork", ""))
    names = [say(step.branches[name].title, current_language()) for name in told.payload["branches"]] if step else []
    return _("Được xử lý cùng lúc: %(branches)s", branches=", ".join(names))


def _end(told: Told) -> str:
    end = told.procedure.workflow.ends.get(told.payload.get("end", ""))
    return _("Kết thúc: %(end)s", end=say(end.title, current_language())) if end else _("Kết thúc")


def _paper(told: Told) -> str:
    paper = told.papers.get(told.payload.get("paper", ""))
    return (
        _("Đã phát hành: %(paper)s", paper=paper_title(paper, told.procedure)) if paper else _("Đã phát hành văn bản")
    )


def _revoked(told: Told) -> str:
    paper = told.papers.get(told.payload.get("paper", ""))
    return _("Đã thu hồi: %(paper)s", paper=paper_title(paper, told.procedure)) if paper else _("Đã thu hồi văn bản")


def _overpaid(told: Told) -> str:
    amount = show_money(told.payload["total"], current_language())
    return _("Bạn đã nộp thừa %(amount)s, cơ quan hoàn lại số tiền này", amount=amount)


def _refunded(told: Told) -> str:
    return _("Đã hoàn lại %(amount)s", amount=show_money(told.payload["amount"], current_language()))


def _fee(told: Told) -> str:
    total = told.payload.get("total")
    return _("Phí, lệ phí phải nộp: %(amount)s", amount=show_money(total, current_language()))


WORDS: Final[Mapping[EventKind, Callable[[Told], str]]] = {
    EventKind.DOSSIER_SUBMITTED: lambda _told: _("Đã nộp hồ sơ"),
    EventKind.DOSSIER_ACCEPTED: lambda _told: _("Đã tiếp nhận hồ sơ"),
    EventKind.DOSSIER_REFUSED: lambda _told: _("Từ chối tiếp nhận hồ sơ"),
    EventKind.DOSSIER_WITHDRAWN: lambda _told: _("Đã rút hồ sơ"),
    EventKind.DOSSIER_CLOSED: _end,
    EventKind.DOSSIER_REOPENED: lambda _told: _("Hồ sơ được mở lại"),
    EventKind.PAPER_REVOKED: _revoked,
    EventKind.DOSSIER_TRANSFERRED: lambda _told: _("Hồ sơ được chuyển đến cơ quan khác"),
    EventKind.DOSSIER_STOPPED: lambda _told: _("Dừng cùng hồ sơ đã mở hồ sơ này"),
    EventKind.CHILD_OPENED: lambda told: _("Chuyển sang: %(title)s", title=child_title(told.payload, told.procedure)),
    EventKind.CHILD_ENDED: lambda told: child_outcome(told.payload, told.procedure),
    EventKind.ACTION_TAKEN: _action,
    EventKind.BRANCHES_OPENED: _branches,
    EventKind.SUPPLEMENT_REQUESTED: lambda _told: _("Yêu cầu bổ sung hồ sơ"),
    EventKind.SUPPLEMENT_ANSWERED: lambda _told: _("Đã gửi bổ sung"),
    EventKind.SUPPLEMENT_LAPSED: lambda _told: _("Hết thời hạn trả lời mà chưa có trả lời"),
    EventKind.REQUEST_TAKEN_BACK: lambda _told: _("Cơ quan đã rút yêu cầu, bạn không cần trả lời nữa"),
    EventKind.CLARIFICATION_REQUESTED: lambda _told: _("Yêu cầu giải trình, làm rõ"),
    EventKind.CLARIFICATION_ANSWERED: lambda _told: _("Đã gửi giải trình"),
    EventKind.REGISTER_ASKED: lambda told: _(
        "Tra cứu: %(register)s", register=register_words(told.payload["register"])
    ),
    EventKind.REGISTER_ANSWERED: lambda _told: _("Cơ sở dữ liệu đã trả lời"),
    EventKind.REGISTER_SILENT: lambda _told: _("Cơ sở dữ liệu không trả lời, cán bộ xử lý tiếp"),
    EventKind.OPINIONS_ASKED: _asked,
    EventKind.OPINIONS_COUNTED: lambda _told: _("Đã tổng hợp ý kiến"),
    EventKind.FEE_ORDERED: _fee,
    EventKind.FEE_PAID: lambda _told: _("Đã nộp phí, lệ phí"),
    EventKind.FEE_CANCELLED: lambda _told: _("Không phải nộp phí, lệ phí nữa"),
    EventKind.FEE_OVERPAID: _overpaid,
    EventKind.FEE_REFUNDED: _refunded,
    EventKind.PAPER_ISSUED: _paper,
    EventKind.RESULT_HANDED_OVER: lambda _told: _("Đã trả kết quả"),
}
"""The events that an applicant is told; an act of an officer that has an event of its own is told by that one."""

OWN_EVENTS: Final = frozenset(
    {
        EventKind.DOSSIER_ACCEPTED,
        EventKind.DOSSIER_CLOSED,
        EventKind.SUPPLEMENT_REQUESTED,
        EventKind.CLARIFICATION_REQUESTED,
        EventKind.REGISTER_ANSWERED,
        EventKind.REGISTER_SILENT,
        EventKind.RESULT_HANDED_OVER,
    }
)


def past(
    events: Sequence[TimelineEntry],
    procedure: Procedure,
    papers: Sequence[Paper],
    *,
    here: Agency,
    applicant: str,
    english: Mapping[str, str] = MappingProxyType({}),
) -> list[Item]:
    """Return what happened, the newest first; ``english`` are names of agencies by the Vietnamese ones."""
    named = agencies_named(events, here)
    events = standing(events)
    by_id = {str(paper.id): paper for paper in papers}
    told_otherwise = {event.at for event in events if event.kind in OWN_EVENTS}
    ended = {event.at for event in events if event.kind == EventKind.RESULT_HANDED_OVER}
    items = []
    for event in events:
        words = WORDS.get(EventKind(event.kind))
        if words is None or (event.kind == EventKind.ACTION_TAKEN and event.at in told_otherwise):
            continue
        if event.kind == EventKind.DOSSIER_CLOSED and event.at in ended:
            continue
        payload = json.loads(event.payload) if event.payload else {}
        if payload.get("kind") in {FILED_FORM, *INTERNAL}:
            # The person's own copy of what the line "filed" tells already; and what goes between officers only.
            continue
        by_officer = event.actor_kind == ActorKind.OFFICER
        items.append(
            Item(
                words(Told(procedure, by_id, payload, english)),
                event.at,
                by=_by(event, applicant) + for_whom(payload),
                place=_place(procedure, payload.get("step", ""), _agency(event)) if by_officer else None,
                words=_said(event, payload, named),
            )
        )
    return items[::-1]


def _place(procedure: Procedure, step: str, usual: str) -> str:
    """Return where a step is done: at the dossier's own agency, or at the one that the pack names."""
    found = procedure.workflow.steps.get(step)
    if found is None or found.agency is None:
        return usual
    return say(procedure.workflow.agencies[found.agency], current_language())


def _agency(event: TimelineEntry) -> str:
    """Return which agency had the dossier then."""
    return either_name(event.agency_name, event.agency_name_en)


def _said(event: TimelineEntry, payload: Mapping[str, Any], named: Mapping[str, str]) -> str | None:
    if event.kind == EventKind.DOSSIER_SUBMITTED:
        return filed_words(payload)
    if event.kind == EventKind.DOSSIER_REOPENED:
        return decision_words(payload)
    return transferred_words(payload, named) if event.kind == EventKind.DOSSIER_TRANSFERRED else None


def standing(events: Sequence[TimelineEntry]) -> list[TimelineEntry]:
    """Return the events without those that an officer took back within minutes: nobody was told of them."""
    undone: set[int] = set()
    for event in events:
        if event.kind == EventKind.ACTION_UNDONE and event.payload:
            said = json.loads(event.payload)
            undone |= set(range(said["from"], said["to"] + 1))
    return [event for event in events if event.seq not in undone]


def refusal(events: Sequence[TimelineEntry], procedure: Procedure) -> list[str] | None:
    """Return the reasons of the refusal that ended a dossier, ``None`` when none did."""
    for event in reversed(events):
        if event.kind == EventKind.ACTION_TAKEN and event.payload:
            payload = json.loads(event.payload)
            step = procedure.workflow.steps.get(payload.get("step", ""))
            action = step.actions.get(payload.get("action", "")) if step else None
            if action is not None and action.paper == "refusal":
                return [*reasons_told(payload, procedure), *([payload["note"]] if payload.get("note") else [])]
    return None


def coming(
    holders: Sequence[tuple[Task, Officer | None]],
    procedure: Procedure,
    promised: date | None,
    *,
    place: str,
    asked: Mapping[UUID, str],
) -> list[Item]:
    """Return what is under way, and before it the result that is promised.

    ``asked`` says by task for whose opinion, for which register or for whom it waits.
    """
    language = current_language()
    now = [
        Item(
            say(procedure.workflow.steps[task.step].title, language),
            by=officer_words(officer) if officer else asked.get(task.id) or _("Chưa phân người xử lý"),
            place=_place(procedure, task.step, place),
            words=_since(task, procedure),
            current=True,
        )
        for task, officer in holders
        if task.step in procedure.workflow.steps
    ]
    if not now or not promised:
        return now
    return [Item(_("Trả kết quả"), words=_("Hẹn ngày %(day)s", day=show_date(promised)), future=True), *now]


def _since(task: Task, procedure: Procedure) -> str:
    """Return since when a step is open, and in which branch it lies where several are open at once."""
    words = _("Đang ở bước này từ %(day)s", day=show_date(task.opened_at))
    branch = branch_in_words(procedure.workflow, task.step, current_language())
    return f"{words} · {branch}" if branch else words


def officer_words(officer: Officer) -> str:
    """Return name and title of an officer."""
    return _named(officer.full_name, officer.title)


def _named(name: str, title: str | None) -> str:
    return f"{name}, {show_title(title)}" if title else name


def _by(event: TimelineEntry, applicant: str) -> str:
    if event.actor_kind == ActorKind.OFFICER and event.actor_name:
        return _named(event.actor_name, event.actor_title)
    return applicant if event.actor_kind == ActorKind.PERSON else _("Hệ thống")
