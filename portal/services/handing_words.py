"""The words of a handing, for the paper in Vietnamese and for the page in the reader's language."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from forms.spec import say
from portal.services.asked_titles import asked_title
from portal.services.evidence import EventKind
from portal.services.handings import Timing
from workflows.reasons import reason_words
from workflows.vocabulary import ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.services.handings import Handing, Party, Remark
    from procedures.definition import Procedure
    from workflows.spec import Text

TIMINGS: Mapping[Timing, Text] = {
    Timing.EARLY: {"vi": "Trước hạn", "en": "Early"},
    Timing.ON_TIME: {"vi": "Đúng hạn", "en": "On time"},
    Timing.LATE: {"vi": "Quá hạn", "en": "Late"},
    Timing.RUNNING: {"vi": "Đang xử lý", "en": "Under way"},
}
CLOCK: Mapping[str, Text] = {
    "pause": {"vi": "Tạm dừng thời hạn giải quyết", "en": "The time limit is paused"},
    "resume": {"vi": "Thời hạn giải quyết chạy tiếp", "en": "The time limit goes on"},
    "restart": {"vi": "Thời hạn giải quyết tính lại từ đầu", "en": "The time limit starts anew"},
    "extend": {"vi": "Gia hạn thời gian giải quyết", "en": "The time limit is extended"},
}
ASKED: Mapping[str, Text] = {
    EventKind.SUPPLEMENT_REQUESTED: {"vi": "Yêu cầu bổ sung", "en": "Supplement requested"},
    EventKind.CLARIFICATION_REQUESTED: {"vi": "Yêu cầu giải trình", "en": "Clarification requested"},
}
ANSWERED: Mapping[str, Text] = {
    EventKind.SUPPLEMENT_ANSWERED: {"vi": "Đã nhận bổ sung", "en": "Supplement received"},
    EventKind.CLARIFICATION_ANSWERED: {"vi": "Đã nhận giải trình", "en": "Clarification received"},
}
TRANSFERRED: Text = {"vi": "Chuyển đến %s", "en": "Transferred to %s"}
GIVEN_UP: Text = {"vi": "Nhánh được đóng vì hồ sơ đi tiếp không cần nhánh này", "en": "Closed: the dossier goes on"}
PASSED_ON: Text = {"vi": "Giao lại", "en": "Passed on"}
NO_LIMIT: Text = {"vi": "Không tính", "en": "Not counted"}
PORTAL: Text = {"vi": "Hệ thống", "en": "System"}
INSTEAD: Text = {"vi": "thay", "en": "for"}
ACTING: Text = {"vi": "giữ quyền", "en": "acting as"}
NOBODY: Text = {"vi": "chưa có người nhận", "en": "nobody yet"}


def timing_words(one: Handing, timing: Timing | None, language: str) -> str:
    """Return how a handing stands against a limit; one that was passed on, or has no such limit, says so."""
    return say(TIMINGS[timing] if timing else PASSED_ON if one.passed_on else NO_LIMIT, language)


def party_words(party: Party, one: Handing, procedure: Procedure, language: str) -> str:
    """Return who gave or received, and for whom; a role that nobody has taken yet is named with that."""
    if party.instead_of:
        return f"{party.name} ({say(INSTEAD, language)} {party.instead_of})"
    if party.acting_as:
        return f"{party.name} ({say(ACTING, language)} {party.acting_as})"
    if party.name:
        return party.name
    if party.kind == "system":
        return say(PORTAL, language)
    role = procedure.workflow.own_roles.get(one.role) or ROLES.get(one.role)
    return f"{say(role, language) if role else one.role} ({say(NOBODY, language)})"


def step_title(one: Handing, procedure: Procedure, language: str) -> str:
    """Return what the step is called."""
    step = procedure.workflow.steps.get(one.step)
    return say(step.title, language) if step else one.step


def remark_words(
    remark: Remark, procedure: Procedure, language: str, named: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Return one remark: what was done, and why; ``named`` are agencies as the reader is shown them."""
    if remark.kind == EventKind.ACTION_TAKEN:
        return _action(remark, procedure, language)
    if remark.kind == EventKind.DOSSIER_TRANSFERRED:
        sent = say(TRANSFERRED, language) % named.get(remark.said["to"], remark.said["to"])
        return f"{sent}: {remark.said['reason']}" if remark.said.get("reason") else sent
    if remark.kind == EventKind.BRANCH_CLOSED:
        return say(GIVEN_UP, language)
    if remark.kind == EventKind.CLOCK_MOVED:
        return say(CLOCK[remark.said["kind"]], language)
    if remark.kind in ANSWERED:
        return say(ANSWERED[remark.kind], language)
    asked = say(ASKED[remark.kind], language)
    items = ", ".join(asked_title(item, procedure, language) for item in remark.said.get("items", []))
    return f"{asked}: {items}" if items else asked


def _action(remark: Remark, procedure: Procedure, language: str) -> str:
    step = procedure.workflow.steps.get(remark.said["step"])
    action = step.actions.get(remark.said["action"]) if step else None
    title = say(action.title, language) if action else str(remark.said["action"])
    listed = action.reasons if action else ()
    reasons = [reason_words(listed, said, language) for said in remark.said.get("reasons", [])]
    why = "; ".join(dict.fromkeys([*reasons, *([remark.said["note"]] if remark.said.get("note") else [])]))
    return f"{title}: {why}" if why else title
