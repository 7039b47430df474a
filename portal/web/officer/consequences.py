"""What an action would bring, said before it is taken."""

from __future__ import annotations

from portal.models import Dossier
from portal.services import deadlines
from portal.services.calendars import calendar_of
from portal.web import work
from portal.web.formats import show_date
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from portal.web.officer.area import role_words, step_words
from procedures.definition import Procedure
from workflows.asking_words import asked_in_words
from workflows.effects import Effect
from workflows.spec import Action, Clock

CLOCKS = {
    Clock.RUN: N_("Thời hạn giải quyết vẫn tính."),
    Clock.PAUSE: N_("Thời hạn giải quyết tạm dừng đến khi có bổ sung."),
    Clock.RESTART: N_("Thời hạn giải quyết tính lại từ đầu khi có bổ sung."),
}


def consequence_of(dossier: Dossier, procedure: Procedure, action: Action) -> str:
    """Return the consequences of an action in a few short sentences."""
    told = [_of_effect(effect, dossier, procedure, action) for effect in action.effects]
    if action.to is not None and action.to in procedure.workflow.steps:
        step = procedure.workflow.steps[action.to]
        told.append(
            _(
                "Chuyển sang bước “%(step)s”, %(role)s xử lý.",
                step=step_words(procedure, step.name),
                role=role_words(procedure, step.role).lower(),
            )
        )
        told.append(asked_in_words(step.opinions, current_language()) if step.opinions else None)
    return " ".join(sentence for sentence in told if sentence)


def _of_effect(effect: Effect, dossier: Dossier, procedure: Procedure, action: Action) -> str | None:
    if effect is Effect.ACCEPT:
        return _("Thời hạn giải quyết bắt đầu tính, hẹn trả ngày %(day)s.", day=_promise(dossier, procedure))
    if effect is Effect.REQUEST_SUPPLEMENT:
        clock = _(CLOCKS[action.clock]) if action.clock and dossier.accepted_at else ""
        return " ".join([_("Người nộp nhận phiếu yêu cầu bổ sung và chỉ sửa được những mục được yêu cầu."), clock])
    if effect is Effect.ISSUE_PAPER:
        return _papers(action)
    words = {
        Effect.SIGN_PERSONAL: _("Chữ ký số của bạn được đặt lên kết quả."),
        Effect.NUMBER: _("Kết quả được cấp số tiếp theo trong sổ."),
        Effect.SIGN_AGENCY: _("Kết quả được ký số của cơ quan và phát hành."),
        Effect.HAND_OVER: _("Kết quả được trả cho người nộp."),
        Effect.CLOSE: _("Hồ sơ kết thúc."),
    }
    return words.get(effect)


def _papers(action: Action) -> str | None:
    if action.paper == "receipt":
        return _("Người nộp nhận giấy tiếp nhận và hẹn trả kết quả.")
    if action.paper == "refusal":
        return _("Người nộp nhận phiếu từ chối có lý do.")
    return None


def _promise(dossier: Dossier, procedure: Procedure) -> str:
    calendar = calendar_of(work.db(), dossier.agency_id, work.now())
    promise = calendar.promise(work.now(), deadlines.time_limit(work.db(), dossier, procedure))
    return show_date(promise.local_date)
