"""The dossiers that belong to one, in words: which agency has which part, how far it is, and which part is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from forms.spec import say
from portal.services.child_filing import INCOMPLETE, NOT_OFFERED
from portal.services.kin import Kin
from portal.services.other_agencies import UNKNOWN
from portal.services.refusals import ActionNotAllowedError
from portal.web.formats import show_date
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from procedures.definition import Procedure
from workflows.opening import DONE, openings
from workflows.status import DossierStatus

NOT_OPENED: Final[Mapping[str, str]] = {
    NOT_OFFERED: N_("Cơ quan kia chưa mở nhận thủ tục này, nên chưa chuyển sang được. Bạn báo người quản trị thủ tục."),
    INCOMPLETE: N_("Hồ sơ này chưa đủ điều mà thủ tục ở cơ quan kia cần, nên chưa chuyển sang được."),
    UNKNOWN: N_("Nơi áp dụng thủ tục chưa ghi cơ quan phối hợp là cơ quan nào. Bạn báo người quản trị thủ tục."),
}
"""Why nothing could be opened elsewhere."""


@dataclass(frozen=True, slots=True)
class Part:
    """One dossier that belongs to the one that is read."""

    title: str
    agency: str
    note: str
    status: DossierStatus | None
    """Nothing before it is opened."""
    code: str | None
    href: str | None
    late: bool


def parts_of(found: list[Kin], procedure: Procedure, links: Mapping[str, str], at: datetime) -> list[Part]:
    """Return the parts at other agencies; ``links`` are the addresses of those that the reader may open, by code."""
    titles = {one.name: one.title for _step, one in openings(procedure.workflow)}
    language = current_language()
    return [
        Part(
            title=say(titles[one.name], language) if one.name in titles else one.title or one.procedure_code,
            agency=one.agency,
            note=_note(one, at),
            status=DossierStatus(one.status) if one.status else None,
            code=one.code,
            href=links.get(one.code or ""),
            late=one.is_late(at),
        )
        for one in found
    ]


def late_words(parts: list[Part]) -> str | None:
    """Return which part is late, where one is: the whole waits for it."""
    late = [one for one in parts if one.late]
    if not late:
        return None
    named = "; ".join(f"{one.title} ({one.agency})" for one in late)
    return _("Phần đang chậm: %(parts)s.", parts=named)


def refused_words(refused: ActionNotAllowedError) -> str | None:
    """Return why a dossier could not be opened elsewhere; nothing for refusals of another kind."""
    return not_opened_words(refused.why, refused.missing) if refused.why in NOT_OPENED else None


def not_opened_words(why: str, missing: Sequence[str]) -> str:
    """Return one of the reasons for which nothing could be opened elsewhere, with what is missing for it."""
    return " ".join([_(NOT_OPENED[why]), _("Còn thiếu: %(names)s.", names=", ".join(missing)) if missing else ""])


def child_title(payload: Mapping[str, Any], procedure: Procedure) -> str:
    """Return what a pack calls the dossier that an event is about."""
    titles = {one.name: one.title for _step, one in openings(procedure.workflow)}
    name = payload.get("name", "")
    return say(titles[name], current_language()) if name in titles else name


def child_outcome(payload: Mapping[str, Any], procedure: Procedure) -> str:
    """Return what a dossier elsewhere came to."""
    title = child_title(payload, procedure)
    if payload.get("outcome") == DONE:
        return _("%(title)s: có kết quả", title=title)
    return _("%(title)s: không được giải quyết", title=title)


def _note(one: Kin, at: datetime) -> str:
    if one.state == "stopped":
        return _("Không cần nữa, đã dừng.")
    if one.state == "ended":
        day = show_date(one.closed_at) if one.closed_at else ""
        if one.outcome == DONE:
            return _("Đã xong ngày %(day)s.", day=day)
        return _("Không được giải quyết, ngày %(day)s.", day=day)
    if one.limit_at is None:
        return _("Chuyển sang ngày %(day)s.", day=show_date(one.asked_at))
    day, until = show_date(one.asked_at), show_date(one.limit_at)
    told = _("Chuyển sang ngày %(day)s, cần xong trước hết ngày %(until)s.", day=day, until=until)
    return " ".join([told, _("Đã quá ngày này.")]) if one.is_late(at) else told
