"""Collective decisions without a meeting: the dossiers that wait, the agendas, the votes, the minutes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from forms.spec import say
from portal.models import CollectiveDecision, Dossier, OpinionSlip, Task
from portal.services import decisions, opinion_giving, opinion_rounds, tasks
from portal.services.decisions import LONGEST, MOST, Agenda, DecisionRefusedError, Item
from portal.services.definitions import procedure_of
from portal.services.file_content import PDF
from portal.services.opinion_giving import OpinionRefusedError, Reply
from portal.services.refusals import NotFoundError
from portal.web import access, work
from portal.web.access import actor
from portal.web.dossier_titles import dossier_title
from portal.web.formats import show_instant
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from portal.web.officer.area import officer
from portal.web.officer.asking import DATE_PARTS, LONGEST_NUMBER
from portal.web.officer.files import send
from portal.web.officer.handling import Rows, in_words
from portal.web.officer.side import side
from portal.web.opinion_words import answer_of, answer_words, outcome_of, question_words
from workflows.asking import Answer
from workflows.vocabulary import ROLES

BAD_REQUEST = 400
REFUSED = {
    "nothing": ("viec", N_("Bạn cần chọn ít nhất một hồ sơ.")),
    "too_many": ("viec", N_("Một danh sách nhiều nhất 100 hồ sơ.")),
    "councils": ("viec", N_("Các hồ sơ đã chọn thuộc những hội đồng khác nhau. Bạn cần lập từng danh sách riêng.")),
    "title": ("title", N_("Bạn cần ghi nội dung của quyết định.")),
    "day": ("until", N_("Ngày biểu quyết phải là ngày làm việc, sau hôm nay và không quá 60 ngày.")),
}


@dataclass
class Typed:
    """What was typed for a new agenda, and what is wrong with it."""

    tasks: tuple[str, ...] = ()
    title: str = ""
    until: tuple[str, str, str] = ("", "", "")
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One agenda as the table shows it."""

    href: str
    title: str
    note: str
    cells: list[Markup | str]
    late: bool


@officer.get("/can-bo/quyet-dinh-tap-the", endpoint="decisions")
@access.officer()
def lists() -> str:
    """List the agendas of one's agencies, and the dossiers that wait for one."""
    return _lists(Typed())


@officer.post("/can-bo/quyet-dinh-tap-the", endpoint="open_decision")
@access.officer()
def open_agenda() -> str | Response | tuple[str, int]:
    """Put the chosen dossiers on an agenda and ask the council."""
    day, month, year = ((request.form.get(f"until-{part}") or "").strip()[:LONGEST_NUMBER] for part in DATE_PARTS)
    title = (request.form.get("title") or "").strip()[: LONGEST + 1]
    typed = Typed(tuple(request.form.getlist("viec")), title, (day, month, year))
    keys = [key for key in map(_key, typed.tasks) if key]
    try:
        agenda = Agenda(typed.title, keys, _day(typed.until))
        decision = decisions.open_agenda(work.db(), agenda, actor=actor(), at=work.now())
    except DecisionRefusedError as refused:
        place, words = REFUSED[refused.why]
        typed.errors[place] = _(words)
        return _lists(typed), BAD_REQUEST
    flash(_("Đã gửi phiếu đến các thành viên."), "success")
    return redirect(url_for("officer.decision", decision_id=decision.id))


@officer.get("/can-bo/quyet-dinh-tap-the/<uuid:decision_id>", endpoint="decision")
@access.officer()
def show(decision_id: UUID) -> str:
    """Show an agenda: to its members with their votes to give, to the others how it stands."""
    return _page(decisions.visible(work.db(), decision_id, actor()), {})


@officer.post("/can-bo/quyet-dinh-tap-the/<uuid:decision_id>", endpoint="vote")
@access.officer()
def vote(decision_id: UUID) -> str | Response | tuple[str, int]:
    """Take down the votes of a member; dossiers without one are left for later."""
    decision = decisions.visible(work.db(), decision_id, actor())
    items = decisions.agenda_of(work.db(), decision)
    mine = [(slip, item.dossier.owner_name) for item in items for slip in item.slips if _waits(item, slip)]
    replies = {slip.id: reply for slip, _name in mine if (reply := _reply(slip.id)) is not None}
    errors = {
        slip.id: _("Bạn cần ghi nội dung ý kiến về hồ sơ của %(name)s.", name=name)
        for slip, name in mine
        if (reply := replies.get(slip.id)) and reply.answer != Answer.AGREE and not reply.text
    }
    if errors:
        return _page(decision, errors), BAD_REQUEST
    try:
        with work.db().begin_nested():
            storage = work.parts().storage
            given = decisions.vote(work.db(), decision, replies, storage=storage, actor=actor(), at=work.now())
    except OpinionRefusedError:
        flash(_("Có hồ sơ đã kết thúc trong lúc bạn biểu quyết. Bạn cần xem lại danh sách."), "error")
    else:
        flash(_("Đã ghi biểu quyết cho %(n)s hồ sơ.", n=given), "success")
    return redirect(url_for("officer.decision", decision_id=decision_id))


@officer.get("/can-bo/quyet-dinh-tap-the/<uuid:decision_id>/bien-ban", endpoint="minutes")
@access.officer()
def minutes(decision_id: UUID) -> Response:
    """Send the signed minutes."""
    decision = decisions.visible(work.db(), decision_id, actor())
    if decision.minutes_sha256 is None:
        raise NotFoundError("minutes")
    return send(decision.minutes_sha256, PDF, f"bien-ban-{decision.year}-{decision.number}.pdf")


def _waits(item: Item, slip: OpinionSlip) -> bool:
    return slip.answered_at is None and slip.withdrawn_at is None and decisions.may_vote(item, slip, actor())


def _reply(slip_id: UUID) -> Reply | None:
    answer = request.form.get(f"answer-{slip_id}", "")
    text = (request.form.get(f"text-{slip_id}") or "").strip()[: opinion_giving.LONGEST]
    return Reply(answer, text) if answer in set(Answer) else None


def _lists(typed: Typed) -> str:
    session = work.db()
    waiting = decisions.waiting(session, actor())
    if waiting and not any(typed.until):
        day = _proposed(*waiting[0])
        typed.until = (str(day.day), str(day.month), str(day.year))
    return render_template(
        "officer/decisions.html",
        views=side(),
        waiting=[(task, dossier, dossier_title(dossier)) for task, dossier in waiting],
        rows=[_line(decision, waits) for decision, waits in decisions.recent(session, actor())],
        typed=typed,
        longest=LONGEST,
        most=MOST,
        form_errors=bool(typed.errors),
    )


def _proposed(task: Task, dossier: Dossier) -> date:
    asked = decisions.collective_at(work.db(), task, dossier)
    if asked is None:
        raise NotFoundError("task")
    return decisions.proposed(work.db(), dossier, asked, work.now())


def _line(decision: CollectiveDecision, waits: int) -> Line:
    if waits:
        stands = Markup('<strong class="mark mark--amber">{}</strong>').format(_("Chờ bạn: %(n)s hồ sơ", n=waits))
    else:
        tone, words = ("green", _("Đã xong")) if decision.closed_at else ("blue", _("Đang biểu quyết"))
        stands = Markup('<strong class="mark mark--{}">{}</strong>').format(tone, words)
    language = current_language()
    return Line(
        href=url_for("officer.decision", decision_id=decision.id),
        title=decision.title,
        note=f"{decision.number}/{decision.year}",
        cells=[stands, show_instant(decision.opened_at, language), show_instant(decision.due_at, language)],
        late=False,
    )


def _page(decision: CollectiveDecision, errors: dict[UUID, str]) -> str:
    items = decisions.agenda_of(work.db(), decision)
    procedure = procedure_of(work.db(), items[0].dossier.version_id)
    council = procedure.workflow.own_roles.get(decision.council) or ROLES[decision.council]
    return render_template(
        "officer/decision.html",
        decision=decision,
        council=say(council, current_language()),
        items=[_item(item) | {"proposed": one} for item, one in zip(items, _proposals(items, decision), strict=True)],
        questions=list(dict.fromkeys(_question(item) for item in items)),
        typed=request.form,
        errors=errors,
        may_vote=any(_waits(item, slip) for item in items for slip in item.slips),
        form_errors=bool(errors),
    )


def _item(item: Item) -> dict[str, object]:
    """Return one dossier of the agenda; how the others vote is told when it is counted, or to who opened it."""
    own = next((slip for slip in item.slips if _waits(item, slip)), None)
    told = [slip for slip in item.slips if slip is not own and not opinion_rounds.is_secret(item.round, slip, actor())]
    words, tone = outcome_of(item.round)
    return {
        "dossier": item.dossier,
        "title": dossier_title(item.dossier),
        "own": own,
        "in_place_of": own.title if own is not None and own.officer_id != actor().id else None,
        "choices": [(answer, answer_words(answer)) for answer in item.round.answers] if own else [],
        "said": [(slip, *answer_of(slip)) for slip in told],
        "answered": sum(slip.answered_at is not None for slip in item.slips),
        "asked": len(item.slips),
        "words": words,
        "tone": tone,
    }


def _question(item: Item) -> str:
    return question_words(item.round, procedure_of(work.db(), item.dossier.version_id))


def _proposals(items: list[Item], decision: CollectiveDecision) -> list[tuple[str, Rows] | None]:
    """Return of each dossier what officers filled in last before the council was asked: what it decides upon."""
    keys = [item.dossier.id for item in items]
    forms = tasks.filled_forms_of(work.db(), keys, before=decision.opened_at)
    told = [
        in_words(forms.get(item.dossier.id, {}), procedure_of(work.db(), item.dossier.version_id)) for item in items
    ]
    return [sections[-1] if sections else None for sections in told]


def _day(parts: tuple[str, str, str]) -> date:
    try:
        day, month, year = map(int, parts)
        return date(year, month, day)
    except ValueError:
        return date.min


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
