"""Opinions in the reader's language: answers, outcomes, what silence means, and what is to be remarked on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from forms.spec import say
from portal.models import OpinionRound, OpinionSlip
from portal.web.formats import show_date
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from procedures.definition import Procedure
from workflows.asking import ANSWER_WORDS, FORM, RESULT, Answer

TONES: Final[Mapping[str, str]] = {Answer.AGREE: "green", Answer.DISAGREE: "red", Answer.OTHER: "amber"}
OUTCOMES: Final[Mapping[str, tuple[str, str]]] = {
    "passed": (N_("Ý kiến đạt yêu cầu"), "green"),
    "failed": (N_("Ý kiến không đạt yêu cầu"), "red"),
    "heard": (N_("Đã nhận đủ hoặc hết hạn"), "blue"),
    "withdrawn": (N_("Đã thu hồi"), "grey"),
}
COUNCIL: Final[Mapping[str, str]] = {
    "passed": N_("Hội đồng thông qua"),
    "failed": N_("Hội đồng không thông qua"),
}
"""The same of a collective decision, as its minutes say it."""
SILENCE: Final[Mapping[str | None, str]] = {
    Answer.AGREE: N_("Không trả lời trong thời hạn thì được coi là đồng ý."),
    Answer.DISAGREE: N_("Không trả lời trong thời hạn thì được coi là không đồng ý."),
    Answer.OTHER: N_("Không trả lời trong thời hạn thì được coi là có ý kiến khác."),
    None: N_("Không trả lời trong thời hạn thì được coi là không có ý kiến."),
}
CLOCKS: Final[Mapping[str, str]] = {
    "run": N_("Thời hạn giải quyết vẫn tính."),
    "pause": N_("Thời hạn giải quyết tạm dừng trong lúc chờ."),
    "restart": N_("Thời hạn giải quyết tính lại từ đầu khi có trả lời."),
}


def answer_words(answer: str) -> str:
    """Return what an answer is called."""
    return say(ANSWER_WORDS[Answer(answer)], current_language())


def answer_of(slip: OpinionSlip) -> tuple[str, str]:
    """Return how a slip stands, in words, and the tone of its mark."""
    if slip.answer is not None:
        words = answer_words(slip.answer)
        return (_("%(answer)s, gửi muộn", answer=words) if slip.late else words), TONES[slip.answer]
    return (_("Đã thu hồi"), "grey") if slip.withdrawn_at else (_("Chưa trả lời"), "grey")


def outcome_of(row: OpinionRound) -> tuple[str, str]:
    """Return how a round stands, in words, and the tone of its mark."""
    if row.outcome is None:
        return _("Đang chờ"), "amber"
    words, tone = OUTCOMES[row.outcome]
    return _(COUNCIL.get(row.outcome, words) if row.decision_id else words), tone


def question_words(row: OpinionRound, procedure: Procedure) -> str:
    """Return what is asked: in the reader's language where the pack says it there and nobody wrote something else."""
    step = procedure.workflow.steps.get(row.step)
    known = step and (step.opinions.question if step.opinions and step.opinions.question else step.title)
    return say(known, current_language()) if known and say(known, "vi") == row.question else row.question


def subject(word: str, procedure: Procedure) -> str:
    """Return the title of what is to be remarked on."""
    if word == FORM:
        own = procedure.filed_form
        return say(own.title, current_language()) if own else _("Tờ khai đã nộp")
    if word == RESULT:
        return _("Dự thảo: %(title)s", title=say(procedure.result.title, current_language()))
    return say(procedure.document(word).title, current_language())


def asked_words(payload: Mapping[str, Any]) -> str:
    """Say whom an event of the evidence asked, and until when."""
    day = show_date(date.fromisoformat(payload["until"]))
    return _(
        "%(question)s Hỏi: %(to)s. Hạn: %(day)s.", question=payload["question"], to="; ".join(payload["to"]), day=day
    )


def given_words(payload: Mapping[str, Any]) -> str:
    """Say who answered what."""
    said = f"{payload['from']}: {answer_words(payload['answer'])}"
    late = f" ({_('gửi muộn')})" if payload.get("late") else ""
    return f"{said}{late}. {payload['text']}" if payload.get("text") else f"{said}{late}"


def moved_words(payload: Mapping[str, Any]) -> str:
    """Say which agency answers in place of one that was merged into it."""
    return _("Từ %(before)s sang %(after)s, %(law)s", before=payload["from"], after=payload["to"], law=payload["law"])


def counted_words(payload: Mapping[str, Any]) -> str:
    """Say how it was counted, and who kept silent."""
    outcome, _tone = OUTCOMES[payload["outcome"]]
    words = [_(outcome)]
    words += [
        f"{answer_words(answer)}: {payload['counts'][answer]}" for answer in Answer if answer in payload["counts"]
    ]
    if payload["unanswered"]:
        words.append(_("Không trả lời: %(who)s", who=", ".join(payload["unanswered"])))
    return "; ".join(words)
