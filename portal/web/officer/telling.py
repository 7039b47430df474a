"""Events in words: what happened, for the timeline that officers read.

The evidence keeps codes and ids; here they become sentences in the reader's language, by the pinned procedure.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from forms.spec import say
from portal.models import Agency
from portal.services.asked_titles import asked_title
from portal.services.evidence import EventKind
from portal.services.issuing import RESULT
from portal.services.lookups import TimelineEntry
from portal.web.agency_names import agencies_named, either_name
from portal.web.counter_words import filed_words
from portal.web.formats import show_date, show_money
from portal.web.kin_words import child_outcome, child_title
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from portal.web.look_up_words import answer_words, looked_up_words, silence_words
from portal.web.officer.branch_words import told_action, told_branches, told_given_up
from portal.web.opinion_words import asked_words, counted_words, given_words, moved_words
from portal.web.paper_words import slip_title
from portal.web.standing_in_words import for_whom
from portal.web.transferred_words import decision_words, transferred_words
from procedures.definition import Procedure
from workflows.ledger import EntryKind

TITLES: Mapping[str, str] = {
    EventKind.DOSSIER_SUBMITTED: N_("Đã nộp hồ sơ"),
    EventKind.DOSSIER_ACCEPTED: N_("Hồ sơ được tiếp nhận"),
    EventKind.DOSSIER_REFUSED: N_("Hồ sơ bị từ chối"),
    EventKind.DOSSIER_WITHDRAWN: N_("Người nộp rút hồ sơ"),
    EventKind.DOSSIER_CLOSED: N_("Kết thúc hồ sơ"),
    EventKind.DOSSIER_REOPENED: N_("Mở lại hồ sơ đã kết thúc"),
    EventKind.DOSSIER_TRANSFERRED: N_("Chuyển cơ quan giải quyết"),
    EventKind.BRANCHES_OPENED: N_("Hồ sơ được xử lý song song"),
    EventKind.BRANCH_CLOSED: N_("Đóng một nhánh xử lý"),
    EventKind.DOSSIER_STOPPED: N_("Dừng cùng hồ sơ đã mở hồ sơ này"),
    EventKind.CHILD_OPENED: N_("Mở hồ sơ ở cơ quan khác"),
    EventKind.CHILD_ENDED: N_("Hồ sơ ở cơ quan khác đã kết thúc"),
    EventKind.CHILD_STOPPED: N_("Thôi chờ hồ sơ ở cơ quan khác"),
    EventKind.TASK_ASSIGNED: N_("Phân công xử lý"),
    EventKind.DOCUMENT_CHECKED: N_("Kiểm tra giấy tờ"),
    EventKind.FILE_INFECTED: N_("Phát hiện mã độc trong tệp đã nộp; tệp bị khóa"),
    EventKind.SUPPLEMENT_REQUESTED: N_("Yêu cầu bổ sung"),
    EventKind.SUPPLEMENT_ANSWERED: N_("Đã nộp bổ sung"),
    EventKind.SUPPLEMENT_LAPSED: N_("Hết thời hạn trả lời"),
    EventKind.REQUEST_TAKEN_BACK: N_("Rút yêu cầu đã gửi người nộp"),
    EventKind.ALLOWANCE_ASKED: N_("Xin phép yêu cầu bổ sung thêm một lần"),
    EventKind.ALLOWANCE_DECIDED: N_("Trả lời việc xin yêu cầu bổ sung thêm"),
    EventKind.CLARIFICATION_REQUESTED: N_("Yêu cầu giải trình, làm rõ"),
    EventKind.CLARIFICATION_ANSWERED: N_("Đã giải trình, làm rõ"),
    EventKind.REGISTER_ASKED: N_("Tra cứu cơ sở dữ liệu"),
    EventKind.REGISTER_ANSWERED: N_("Cơ sở dữ liệu đã trả lời"),
    EventKind.REGISTER_SILENT: N_("Cơ sở dữ liệu không trả lời"),
    EventKind.REGISTER_WITHDRAWN: N_("Thôi tra cứu cơ sở dữ liệu"),
    EventKind.OPINIONS_ASKED: N_("Lấy ý kiến"),
    EventKind.OPINIONS_REMINDED: N_("Nhắc trả lời ý kiến"),
    EventKind.OPINION_GIVEN: N_("Đã có ý kiến"),
    EventKind.OPINION_MOVED: N_("Chuyển phiếu lấy ý kiến cho cơ quan kế thừa"),
    EventKind.OPINIONS_COUNTED: N_("Tổng hợp ý kiến"),
    EventKind.OPINIONS_WITHDRAWN: N_("Thu hồi phiếu lấy ý kiến"),
    EventKind.FEE_ORDERED: N_("Thông báo nộp phí, lệ phí"),
    EventKind.FEE_PAID: N_("Đã nộp phí, lệ phí"),
    EventKind.FEE_CANCELLED: N_("Không phải nộp phí, lệ phí nữa"),
    EventKind.FEE_OVERPAID: N_("Đã nộp thừa phí, lệ phí, cần hoàn lại"),
    EventKind.FEE_REFUNDED: N_("Đã hoàn lại phí, lệ phí"),
    EventKind.CLOCK_MOVED: N_("Tính thời hạn giải quyết"),
    EventKind.EXTENSION_PROPOSED: N_("Trình lãnh đạo ký gia hạn"),
    EventKind.PAPER_MADE: N_("Lập văn bản"),
    EventKind.PAPER_SIGNED: N_("Ký số văn bản"),
    EventKind.PAPER_NUMBERED: N_("Cấp số văn bản"),
    EventKind.PAPER_ISSUED: N_("Phát hành văn bản"),
    EventKind.PAPER_REVOKED: N_("Thu hồi văn bản"),
    EventKind.RESULT_HANDED_OVER: N_("Trả kết quả"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the timeline as the template shows it."""

    title: str
    at: datetime | None
    by: str | None = None
    place: str | None = None
    words: str | None = None
    hash: str | None = None
    current: bool = False
    future: bool = False


def tell(
    entries: Sequence[TimelineEntry],
    procedure: Procedure,
    *,
    here: Agency,
    applicant: str,
    secret: Collection[int] = (),
) -> list[Told]:
    """Return the timeline in words, the newest first, with the hash of each event.

    Of the rounds in ``secret`` it tells that somebody voted, and not how.
    """
    named = agencies_named(entries, here)
    return [_told(entry, procedure, applicant, secret, named) for entry in reversed(entries)]


def _told(
    entry: TimelineEntry, procedure: Procedure, applicant: str, secret: Collection[int], named: Mapping[str, str]
) -> Told:
    payload: dict[str, Any] = json.loads(entry.payload) if entry.payload else {}
    voted = entry.kind == EventKind.OPINION_GIVEN and payload.get("round") in secret
    officer = entry.actor_kind == "officer"
    return Told(
        title=_title(entry, procedure, payload),
        at=entry.at,
        by=_by(entry, applicant) + for_whom(payload),
        place=either_name(entry.agency_name, entry.agency_name_en) if officer else None,
        words=_("%(who)s đã biểu quyết", who=payload["from"]) if voted else _words(entry, procedure, payload, named),
        hash=entry.hash,
    )


def _by(entry: TimelineEntry, applicant: str) -> str:
    if entry.actor_kind == "person":
        return applicant
    if entry.actor_kind == "system":
        return _("Hệ thống")
    return entry.actor_name or _("Cán bộ")


def _title(entry: TimelineEntry, procedure: Procedure, payload: Mapping[str, Any]) -> str:
    if entry.kind == EventKind.CLOCK_MOVED and payload.get("kind") == EntryKind.EXTEND:
        return _("Gia hạn thời gian giải quyết")
    if entry.kind not in (EventKind.ACTION_TAKEN, EventKind.ACTION_UNDONE):
        return _(TITLES[entry.kind])
    step = procedure.workflow.steps.get(payload.get("step", ""))
    if step is not None and step.branches:
        return _("Đã xong: %(step)s", step=say(step.title, current_language()))
    action = step.actions.get(payload.get("action", "")) if step else None
    title = say(action.title, current_language()) if action else str(payload.get("action", ""))
    return _("Hoàn tác: %(action)s", action=title) if entry.kind == EventKind.ACTION_UNDONE else title


def _words(
    entry: TimelineEntry, procedure: Procedure, payload: Mapping[str, Any], named: Mapping[str, str]
) -> str | None:
    says = {
        EventKind.DOSSIER_SUBMITTED: filed_words,
        EventKind.ACTION_TAKEN: lambda said: told_action(said, procedure),
        EventKind.BRANCHES_OPENED: lambda said: told_branches(said, procedure),
        EventKind.BRANCH_CLOSED: lambda said: told_given_up(said, procedure),
        EventKind.DOSSIER_WITHDRAWN: lambda said: said.get("reason"),
        EventKind.DOSSIER_REOPENED: decision_words,
        EventKind.DOSSIER_TRANSFERRED: lambda said: transferred_words(said, named),
        EventKind.DOSSIER_STOPPED: lambda said: said.get("mother"),
        EventKind.CHILD_OPENED: lambda said: child_title(said, procedure),
        EventKind.CHILD_ENDED: lambda said: child_outcome(said, procedure),
        EventKind.CHILD_STOPPED: lambda said: child_title(said, procedure),
        EventKind.CLOCK_MOVED: _moved,
        EventKind.EXTENSION_PROPOSED: _proposed,
        EventKind.DOSSIER_ACCEPTED: _promised,
        EventKind.FEE_ORDERED: _total,
        EventKind.FEE_PAID: _total,
        EventKind.FEE_OVERPAID: _total,
        EventKind.FEE_REFUNDED: _total,
        EventKind.SUPPLEMENT_REQUESTED: lambda said: _items(said, procedure),
        EventKind.CLARIFICATION_REQUESTED: lambda said: _items(said, procedure),
        EventKind.SUPPLEMENT_LAPSED: _last_day,
        EventKind.REQUEST_TAKEN_BACK: lambda said: said["reason"],
        EventKind.ALLOWANCE_ASKED: lambda said: said["reason"],
        EventKind.ALLOWANCE_DECIDED: _decided,
        EventKind.DOCUMENT_CHECKED: lambda said: _document(said, procedure),
        EventKind.FILE_INFECTED: lambda said: _infected(said, procedure),
        EventKind.REGISTER_ASKED: looked_up_words,
        EventKind.REGISTER_ANSWERED: lambda said: answer_words(said, procedure.workflow),
        EventKind.REGISTER_SILENT: silence_words,
        EventKind.OPINIONS_ASKED: asked_words,
        EventKind.OPINIONS_REMINDED: lambda said: "; ".join(said["waiting"]),
        EventKind.OPINION_GIVEN: given_words,
        EventKind.OPINION_MOVED: moved_words,
        EventKind.OPINIONS_COUNTED: counted_words,
        EventKind.PAPER_MADE: _paper,
        EventKind.PAPER_ISSUED: _paper,
        EventKind.PAPER_NUMBERED: _paper,
        EventKind.PAPER_REVOKED: _paper,
    }.get(EventKind(entry.kind))
    return says(payload) if says else None


def _proposed(said: Mapping[str, Any]) -> str:
    day = show_date(date.fromisoformat(said["until"]))
    return _("Đề nghị lùi ngày hẹn trả đến %(day)s. Lý do: %(reason)s", day=day, reason=said["reason"])


def _promised(payload: Mapping[str, Any]) -> str | None:
    text = payload.get("promised")
    return _("Hẹn trả kết quả ngày %(day)s", day=show_date(date.fromisoformat(text))) if text else None


def _moved(payload: Mapping[str, Any]) -> str | None:
    if payload.get("kind") == EntryKind.RUN:
        law = f" {payload['law']}" if payload.get("law") else ""
        return _("Thời hạn giải quyết vẫn tính.") + law
    if payload.get("kind") != EntryKind.EXTEND:
        return _promised(payload)
    before, until = (show_date(date.fromisoformat(payload[key])) for key in ("before", "promised"))
    return _(
        "Lùi ngày hẹn trả từ %(before)s đến %(until)s. Lý do: %(reason)s. Căn cứ: %(law)s",
        before=before,
        until=until,
        reason=payload["reason"].rstrip("."),
        law=payload["law"],
    )


def _total(payload: Mapping[str, Any]) -> str:
    return show_money(payload.get("total", payload.get("amount", 0)), current_language())


def _items(payload: Mapping[str, Any], procedure: Procedure) -> str:
    items, language = payload.get("items", []), current_language()
    return "; ".join(f"“{asked_title(item, procedure, language)}”: {item['reason']}" for item in items)


def _last_day(payload: Mapping[str, Any]) -> str:
    return _("Hạn cuối ngày %(day)s", day=show_date(date.fromisoformat(payload["due"])))


def _decided(payload: Mapping[str, Any]) -> str:
    return f"{_('Cho phép') if payload['allowed'] else _('Không cho phép')}: {payload['reason']}"


def _infected(payload: Mapping[str, Any], procedure: Procedure) -> str:
    name = payload["document"]
    titles = {one.id: one.title for one in procedure.documents}
    titles |= {one.name: one.label for one in procedure.form.fields()}
    title = say(titles[name], current_language()) if name in titles else name
    return _("%(title)s: máy quét báo “%(found)s”", title=title, found=payload["found"])


def _document(payload: Mapping[str, Any], procedure: Procedure) -> str:
    titles = {one.id: say(one.title, current_language()) for one in procedure.documents}
    verdict = _("đạt") if payload.get("verdict") == "sufficient" else _("chưa đạt")
    words = f"{titles.get(payload.get('document', ''), '')}: {verdict}"
    return f"{words} ({payload['note']})" if payload.get("note") else words


def _paper(payload: Mapping[str, Any]) -> str:
    kind = payload.get("kind", "result")
    words = _("Kết quả") if kind == RESULT else slip_title(kind, kind)
    return f"{words}, {_('số')} {payload['number']}" if payload.get("number") else words
