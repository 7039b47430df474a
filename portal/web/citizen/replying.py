"""What an applicant explains in words: the questions of a clarification with their replies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request

from forms.spec import say
from portal.services.supplements import LONGEST_REPLY, QUESTION, asking_action
from portal.web import work
from portal.web.citizen.supplement_request import Request
from portal.web.language import current_language
from portal.web.language import gettext as _


@dataclass(frozen=True, slots=True)
class Question:
    """One question as the page asks it."""

    name: str
    title: str
    reason: str
    reply: str
    error: str = ""

    @property
    def input(self) -> str:
        """Return the name of its input."""
        return f"reply-{self.name}"


def questions_of(found: Request, typed: Mapping[str, str] | None = None, *, demand: bool = False) -> list[Question]:
    """Return the questions with what is kept, or typed; ``demand`` says that a missing reply is an error."""
    asked = [item for item in found.supplement.items if item["kind"] == QUESTION]
    return [_question(item, _reply(found, item["name"], typed), demand=demand) for item in asked]


def keep_replies(found: Request) -> None:
    """Keep what was typed as replies; the caller holds the lock of the dossier."""
    typed = _typed(found)
    if typed:
        found.supplement.replies = {**found.supplement.replies, **typed}
        work.db().flush()


def different_replies(found: Request) -> list[tuple[str, str, str]]:
    """Return question, kept reply and typed reply of each whose replies differ."""
    typed = _typed(found)
    return [
        (one.title, one.reply, typed[one.name])
        for one in questions_of(found)
        if one.name in typed and typed[one.name] != one.reply
    ]


def _typed(found: Request) -> dict[str, str]:
    sent = {one.name: request.form[one.input] for one in questions_of(found) if one.input in request.form}
    return {name: " ".join(words.split("\x00")).strip()[:LONGEST_REPLY] for name, words in sent.items()}


def what_follows(found: Request) -> str | None:
    """Say what happens when nobody answers in time, where the procedure has a rule for it."""
    steps = found.filing.procedure.workflow.steps.values()
    action = asking_action(found.filing.procedure, found.supplement)
    if action is None or action.lapses is None:
        return None
    named = next(step.actions[action.lapses] for step in steps if action.name in step.actions)
    title = say(named.title, current_language())
    return _("Quá ngày này mà chưa nhận được, hồ sơ được xử lý theo quy định: %(act)s.", act=title)


def _reply(found: Request, name: str, typed: Mapping[str, str] | None) -> str:
    kept = str(found.supplement.replies.get(name, ""))
    return typed.get(f"reply-{name}", kept) if typed is not None else kept


def _question(item: Mapping[str, str], reply: str, *, demand: bool) -> Question:
    error = _("Bạn cần trả lời câu hỏi này.") if demand and not reply.strip() else ""
    return Question(item["name"], item["title"], item.get("reason", ""), reply, error)
