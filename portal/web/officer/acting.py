"""Taking an action: what it brings is shown first, reasons and forms are asked, then it happens once."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.answers import from_json, to_words
from forms.spec import say
from portal.models import Dossier, Officer, Task
from portal.services import issuing, officers, processing, supplements, unanswered
from portal.services.action_offers import offers_for
from portal.services.answer_sets import newest_answers
from portal.services.refusals import ActionNotAllowedError
from portal.web import access, kept_typing, work
from portal.web.access import actor
from portal.web.fields.drawing import draw
from portal.web.formats import show_date
from portal.web.incoming import takes_files
from portal.web.kin_words import refused_words
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.officer import task_uploads
from portal.web.officer.area import officer, opened, step_words, task_of
from portal.web.officer.asking import Asked, read_asked
from portal.web.officer.consequences import consequence_of, lapsing_words
from portal.web.officer.fact_words import FACT_WORDS, fact_words
from portal.web.officer.itemising import Item, possible_items
from portal.web.officer.questioning import rows
from portal.web.officer.task_forms import TaskForm, asked_fields, task_form
from portal.web.standing_in_words import before_acting
from procedures.definition import Procedure
from workflows.effects import ASKING, Effect
from workflows.machine import Offer
from workflows.spec import Action

BAD_REQUEST = 400
CONFLICT = 409


@officer.get("/can-bo/ho-so/<code>/viec/<uuid:task_id>/thao-tac/<name>", endpoint="act")
@access.officer()
def ask(code: str, task_id: UUID, name: str) -> str:
    """Show what the action brings, and ask for what it needs; or what was typed before the session ended."""
    dossier, procedure = opened(code)
    task, offer = _offer(dossier, task_id, name)
    typed = kept_typing.typed_here()
    own = task_form(dossier, procedure, task, offer.action, typed)
    asked = read_asked(typed, offer.action, procedure) if typed is not None else None
    return _page(dossier, procedure, task, offer, own=own, asked=asked, returned=typed is not None)


@officer.post("/can-bo/ho-so/<code>/viec/<uuid:task_id>/thao-tac/<name>")
@access.officer()
@takes_files
def take(code: str, task_id: UUID, name: str) -> str | Response | tuple[str, int]:
    """Take the action, or show again what is wrong with what was typed."""
    dossier, procedure = opened(code)
    task, offer = _offer(dossier, task_id, name)
    kept_typing.forget()
    asked = read_asked(request.form, offer.action, procedure)
    fields = asked_fields(procedure, task, offer.action)
    refused = {} if "phan" in request.args else task_uploads.take(dossier, task.step, fields)
    own = task_form(dossier, procedure, task, offer.action, request.form)
    if own is not None and "phan" in request.args:
        return draw(own.form, own.around)
    if own is not None and (refused or task_uploads.only_files(fields)):
        own.say_only(refused)
        return _page(dossier, procedure, task, offer, own=own, asked=replace(asked, errors={})), (
            BAD_REQUEST if refused else 200
        )
    if asked.errors or (own is not None and own.filled is None):
        return _page(dossier, procedure, task, offer, own=own, asked=asked), BAD_REQUEST
    wanted = processing.Request(
        action=name,
        reasons=asked.reasons,
        note=asked.note,
        assignee_id=asked.assignee_id,
        items=tuple(item.as_json() for item in asked.items),
        due_date=asked.due_date,
        form=own.filled if own else None,
    )
    seen = request.form.get("version", type=int) or 0
    try:
        processing.take_action(work.db(), dossier.id, task.id, wanted, actor=actor(), at=work.now(), seen_version=seen)
    except ActionNotAllowedError as refused:
        if refused.why == unanswered.OPEN:
            return _another_asked(code, task_id, name, asked, own)
        words = refused_words(refused)
        if words is None and unanswered.CLOSED in refused.missing:
            words = _(FACT_WORDS[unanswered.CLOSED])
        if words is None:
            raise
        work.db().rollback()
        flash(words, "error")
        return redirect(url_for("officer.dossier", code=code))
    flash(_("Đã thực hiện: %(action)s.", action=say(offer.action.title, current_language())), "success")
    return redirect(url_for("officer.dossier", code=code))


def _another_asked(code: str, task_id: UUID, name: str, asked: Asked, own: TaskForm | None) -> tuple[str, int]:
    """Say who asked the applicant meanwhile, and keep what was typed in the page."""
    work.db().rollback()
    dossier, procedure = opened(code)
    task, offer = _offer(dossier, task_id, name)
    asked = replace(asked, errors={"items": _open_request(dossier) or ""})
    return _page(dossier, procedure, task, offer, own=own, asked=asked), CONFLICT


def _open_request(dossier: Dossier) -> str | None:
    """Say who asked the applicant and until when they answer, where something is asked already."""
    found = supplements.open_supplement(work.db(), dossier)
    if found is None:
        return None
    return _(
        "%(name)s đã gửi một yêu cầu cho người nộp ngày %(day)s, hạn trả lời là ngày %(until)s. Mỗi lần chỉ gửi được "
        "một yêu cầu: bạn gửi tiếp khi có trả lời, khi hết hạn, hoặc khi yêu cầu ấy được rút.",
        name=unanswered.asked_by(work.db(), found),
        day=show_date(found.requested_at),
        until=show_date(found.due_date),
    )


def _offer(dossier: Dossier, task_id: UUID, name: str) -> tuple[Task, Offer]:
    """Return the action if it may be pressed now; the page says why not otherwise."""
    task = task_of(dossier, task_id)
    for open_task, offers in offers_for(work.db(), dossier, actor(), work.now()):
        for offer in offers:
            if open_task.id == task.id and offer.action.name == name:
                return task, offer
    raise ActionNotAllowedError(dossier.code, task.step, name, "not_offered")


def _page(
    dossier: Dossier,
    procedure: Procedure,
    task: Task,
    offer: Offer,
    *,
    own: TaskForm | None,
    asked: Asked | None = None,
    returned: bool = False,
) -> str:
    action = offer.action
    supplement = bool(ASKING.intersection(action.effects))
    open_request = _open_request(dossier) if supplement else None
    return render_template(
        "officer/act.html",
        dossier=dossier,
        task=task,
        action=action,
        title=say(action.title, current_language()),
        step=step_words(procedure, task.step),
        consequence=consequence_of(dossier, procedure, task.step, action),
        stands_in=before_acting(actor().under(task.agency_id, task.role, task.officer_id).acting_for),
        lapses=lapsing_words(dossier, task, action),
        missing=[] if open_request else [fact_words(fact, procedure.workflow) for fact in sorted(offer.missing)],
        asked=asked or Asked(),
        form=own.form if own else None,
        takes_files=bool(own and own.files),
        around=own.around if own else None,
        revealed=bool(own and own.posted and own.posted.stay),
        items=_items(dossier, procedure, asked) if supplement else [],
        questions=rows(asked.items if asked else []) if Effect.REQUEST_CLARIFICATION in action.effects else [],
        reasons=[(reason.code, say(reason.text, current_language())) for reason in action.reasons],
        holders=_holders(dossier, action),
        returned=returned,
        open_request=None if asked and asked.errors else open_request,
        usual_due=supplements.last_day(work.db(), dossier, action, work.now()) if supplement else None,
        draft=_draft(dossier, action),
        form_errors=bool((asked and asked.errors) or (own and own.form.errors)),
    )


def _items(dossier: Dossier, procedure: Procedure, asked: Asked | None) -> list[Item]:
    chosen = {(item.kind, item.name): item for item in asked.items} if asked else {}
    answers = newest_answers(work.db(), dossier).answers
    shown = to_words(procedure.form, from_json(procedure.form, answers), current_language())
    now = {one.name: one.value for one in shown}
    found = [chosen.get((item.kind, item.name), item) for item in possible_items(procedure, answers)]
    return [replace(item, now=now.get(item.name, "") if item.kind == "field" else "") for item in found]


PRESSED = frozenset({Effect.SIGN_PERSONAL, Effect.NUMBER, Effect.SIGN_AGENCY})


def _draft(dossier: Dossier, action: Action) -> str | None:
    """Return where the result lies that the action signs or issues: nobody signs what they do not see."""
    if not PRESSED & set(action.effects):
        return None
    result = issuing.result_of(work.db(), dossier)
    return url_for("officer.paper", code=dossier.code, paper_id=result.id) if result and result.sha256 else None


def _holders(dossier: Dossier, action: Action) -> list[Officer]:
    if action.assign is None:
        return []
    return list(officers.holders_of(work.db(), dossier.agency_id, action.assign, work.now()))
