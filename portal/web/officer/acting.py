"""Taking an action: what it brings is shown first, reasons and forms are asked, then it happens once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import wtforms
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.answers import from_json, to_json
from forms.building import build_form, post
from forms.expressions import Expression
from forms.spec import FieldSpec, FormSpec, one_page, say
from portal.clock import local_date
from portal.models import Dossier, Officer, Task
from portal.services import officers, processing
from portal.services.answer_sets import newest_answers
from portal.services.refusals import ActionNotAllowedError
from portal.web import access, work
from portal.web.access import actor
from portal.web.fields.surroundings import Around
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.officer.area import officer, opened, step_words, task_of
from portal.web.officer.asking import Asked, read_asked
from portal.web.officer.consequences import consequence_of
from portal.web.officer.itemising import Item, possible_items
from procedures.definition import Procedure
from workflows.effects import Effect
from workflows.machine import Offer
from workflows.spec import Action

BAD_REQUEST = 400


@officer.get("/can-bo/ho-so/<code>/viec/<uuid:task_id>/thao-tac/<name>", endpoint="act")
@access.officer()
def ask(code: str, task_id: UUID, name: str) -> str:
    """Show what the action brings, and ask for what it needs."""
    dossier, procedure = opened(code)
    task, offer = _offer(dossier, task_id, name)
    form = _form(procedure, task, offer.action, typed=False)
    return _page(dossier, procedure, task, offer, form=form)


@officer.post("/can-bo/ho-so/<code>/viec/<uuid:task_id>/thao-tac/<name>")
@access.officer()
def take(code: str, task_id: UUID, name: str) -> str | Response | tuple[str, int]:
    """Take the action, or show again what is wrong with what was typed."""
    dossier, procedure = opened(code)
    task, offer = _offer(dossier, task_id, name)
    asked = read_asked(request.form, offer.action, procedure)
    form = _form(procedure, task, offer.action, typed=True)
    filled = _filled(dossier, procedure, task, form) if form is not None else None
    if asked.errors or (form is not None and filled is None):
        return _page(dossier, procedure, task, offer, form=form, asked=asked), BAD_REQUEST
    processing.take_action(
        work.db(),
        dossier.id,
        task.id,
        processing.Request(
            action=name,
            reasons=asked.reasons,
            note=asked.note,
            assignee_id=asked.assignee_id,
            items=tuple(item.as_json() for item in asked.items),
            due_date=asked.due_date,
            form=filled,
        ),
        actor=actor(),
        at=work.now(),
        seen_version=request.form.get("version", type=int) or 0,
    )
    flash(_("Đã thực hiện: %(action)s.", action=say(offer.action.title, current_language())), "success")
    return redirect(url_for("officer.dossier", code=code))


def _offer(dossier: Dossier, task_id: UUID, name: str) -> tuple[Task, Offer]:
    """Return the action if it may be pressed now; the page says why not otherwise."""
    task = task_of(dossier, task_id)
    for open_task, offers in processing.offers_for(work.db(), dossier, actor()):
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
    form: wtforms.Form | None,
    asked: Asked | None = None,
) -> str:
    action = offer.action
    supplement = Effect.REQUEST_SUPPLEMENT in action.effects
    spec = _spec(procedure, task)
    return render_template(
        "officer/act.html",
        dossier=dossier,
        task=task,
        action=action,
        title=say(action.title, current_language()),
        step=step_words(procedure, task.step),
        consequence=consequence_of(dossier, procedure, action),
        asked=asked or Asked(),
        form=form,
        around=Around(asks={name for one in spec.fields() for name in reads_of(one)}) if spec else Around(),
        items=_items(dossier, procedure, asked) if supplement else [],
        reasons=[say(text, current_language()) for text in action.reasons],
        holders=_holders(dossier, action),
        form_errors=bool(asked and asked.errors),
    )


def _items(dossier: Dossier, procedure: Procedure, asked: Asked | None) -> list[Item]:
    chosen = {(item.kind, item.name): item for item in asked.items} if asked else {}
    answers = newest_answers(work.db(), dossier).answers
    return [chosen.get((item.kind, item.name), item) for item in possible_items(procedure, answers)]


def _holders(dossier: Dossier, action: Action) -> list[Officer]:
    if action.assign is None:
        return []
    return list(officers.holders_of(work.db(), dossier.agency_id, action.assign, work.now()))


def _spec(procedure: Procedure, task: Task) -> FormSpec | None:
    fields = procedure.task_forms.get(task.step)
    title = procedure.workflow.steps[task.step].title
    return one_page(task.step, title, fields) if fields else None


def reads_of(one: FieldSpec) -> frozenset[str]:
    """Return the names that the conditions of a field read."""
    conditions = [found for found in (one.when, one.required) if isinstance(found, Expression)]
    return frozenset(name for condition in conditions for name in condition.reads)


def _form(procedure: Procedure, task: Task, action: Action, *, typed: bool) -> wtforms.Form | None:
    """Return the officer's own form at a step, asked when the dossier leaves it forwards."""
    spec = _spec(procedure, task)
    if spec is None or action.to is None or action.return_to_step or action.reasons_required:
        return None
    form_class = build_form(spec.pages[0], base=wtforms.Form, language=current_language())
    return form_class(request.form) if typed else form_class()


def _filled(dossier: Dossier, procedure: Procedure, task: Task, form: wtforms.Form) -> dict[str, Any] | None:
    """Return the officer's answers as JSON, or ``None`` when some do not stand."""
    spec = _spec(procedure, task)
    if spec is None:
        return None
    applicant = from_json(procedure.form, newest_answers(work.db(), dossier).answers)
    situation = {**applicant, "today": local_date(work.now())}
    posted = post(spec, form, answers={}, situation=situation)
    return to_json(spec, posted.answers) if posted.valid else None
