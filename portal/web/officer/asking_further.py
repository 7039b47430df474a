"""Asking others for their opinion of one's own accord: whom, what about, until when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from forms.spec import say
from portal.models import Dossier, Task
from portal.services import opinion_further
from portal.services.opinion_further import LONGEST, Further, FurtherRefusedError
from portal.services.refusals import ActionNotAllowedError
from portal.web import access, kept_typing, work
from portal.web.access import actor
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from portal.web.officer.area import officer, opened, task_of
from portal.web.officer.asking import DATE_PARTS, LONGEST_NUMBER
from portal.web.opinion_words import CLOCKS, SILENCE, subject
from procedures.definition import Procedure
from workflows.asking import FORM, Rules

BAD_REQUEST = 400
REFUSED = {
    "nobody": ("to", N_("Bạn cần chọn ít nhất một nơi để hỏi.")),
    "too_many": ("to", N_("Bạn chọn quá nhiều nơi. Một lần hỏi nhiều nhất 100 nơi.")),
    "no_question": ("question", N_("Bạn cần ghi nội dung cần hỏi.")),
    "too_long": ("question", N_("Nội dung cần hỏi dài quá 2.000 chữ.")),
    "day": ("until", N_("Ngày trả lời phải là ngày làm việc, sau hôm nay và không quá 180 ngày.")),
    "about": ("about", N_("Tài liệu bạn chọn không còn trong danh sách.")),
}


@dataclass
class Typed:
    """What was typed, kept to be shown again, and what is wrong with it."""

    agencies: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    question: str = ""
    about: tuple[str, ...] = (FORM,)
    until: tuple[str, str, str] = ("", "", "")
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def day(self) -> date | None:
        """The day that was typed, if it is one."""
        try:
            day, month, year = map(int, self.until)
            return date(year, month, day)
        except ValueError:
            return None


@officer.get("/can-bo/ho-so/<code>/viec/<uuid:task_id>/lay-y-kien")
@access.officer()
def ask_opinions(code: str, task_id: UUID) -> str:
    """Show whom one can ask, with the day that the pack proposes."""
    dossier, procedure, task, rules = _here(code, task_id)
    typed = kept_typing.typed_here()
    read = _read(typed) if typed is not None else _proposed(dossier, rules)
    return _page(dossier, procedure, task, rules, read, returned=typed is not None)


@officer.post("/can-bo/ho-so/<code>/viec/<uuid:task_id>/lay-y-kien")
@access.officer()
def send_opinions(code: str, task_id: UUID) -> str | Response | tuple[str, int]:
    """Ask, or show again what is wrong."""
    dossier, procedure, task, rules = _here(code, task_id)
    kept_typing.forget()
    typed = _read(request.form)
    keys, day = [key for key in map(_key, typed.agencies) if key], typed.day
    further = Further(keys, typed.roles, typed.question, typed.about, day or date.min)
    seen = request.form.get("version", type=int) or 0
    try:
        opinion_further.ask(work.db(), dossier.id, task.id, further, actor=actor(), at=work.now(), seen_version=seen)
    except FurtherRefusedError as refused:
        place, words = REFUSED[refused.why]
        typed.errors[place] = _(words)
        return _page(dossier, procedure, task, rules, typed), BAD_REQUEST
    flash(_("Đã gửi phiếu lấy ý kiến."), "success")
    return redirect(url_for("officer.dossier", code=code))


def _here(code: str, task_id: UUID) -> tuple[Dossier, Procedure, Task, Rules]:
    dossier, procedure = opened(code)
    task = task_of(dossier, task_id)
    rules = opinion_further.rules_at(procedure, task, actor())
    if rules is None:
        raise ActionNotAllowedError(dossier.code, task.step, "ask", "not_offered")
    return dossier, procedure, task, rules


def _read(form: MultiDict[str, str]) -> Typed:
    day, month, year = ((form.get(f"until-{part}") or "").strip()[:LONGEST_NUMBER] for part in DATE_PARTS)
    return Typed(
        agencies=tuple(form.getlist("agency")),
        roles=tuple(form.getlist("role")),
        question=(form.get("question") or "").strip()[: LONGEST + 1],
        about=tuple(form.getlist("about")),
        until=(day, month, year),
    )


def _proposed(dossier: Dossier, rules: Rules) -> Typed:
    day = opinion_further.proposed(work.db(), dossier, rules, work.now())
    return Typed(until=(str(day.day), str(day.month), str(day.year)))


def _page(
    dossier: Dossier, procedure: Procedure, task: Task, rules: Rules, typed: Typed, *, returned: bool = False
) -> str:
    roles = opinion_further.roles_near(procedure, task)
    about = opinion_further.to_send_along(work.db(), dossier, procedure)
    return render_template(
        "officer/ask_opinions.html",
        dossier=dossier,
        agencies=opinion_further.askable(work.db(), dossier),
        roles=[(role, say(words, current_language())) for role, words in roles.items()],
        about=[(word, subject(word, procedure)) for word in about],
        consequence=f"{_(CLOCKS[rules.clock])} {_(SILENCE[rules.silence])}",
        typed=typed,
        longest=LONGEST,
        returned=returned,
        form_errors=bool(typed.errors),
    )


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
