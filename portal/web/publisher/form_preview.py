"""The citizen's form of a pack, page by page, by the very code that production runs; nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import wtforms
from flask import request, url_for
from werkzeug.wrappers import Response

from forms.answers import Visible, blocked, visible_fields
from forms.building import Posted, build_form, post
from forms.defaults import standing
from forms.fields.inputs import AnswerField
from forms.spec import Block, Page, say
from forms.wording import Words
from portal.web import access, registry_lists, work
from portal.web.confirmation_words import parties_told
from portal.web.fields.asking import asking_fields, reasons
from portal.web.fields.drawing import draw
from portal.web.fields.surroundings import Around
from portal.web.language import current_language
from portal.web.publisher.area import Look, look, publisher, render
from portal.web.publisher.condition_list import conditions_of
from portal.web.publisher.samples import Sample, carried, cases_of, plain_situation, sample_of
from portal.web.publisher.source_list import taken_from_sources
from procedures.definition import Procedure


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of the form as the preview shows it."""

    page: Page
    form: wtforms.Form
    visible: Visible
    answers: dict[str, Any]
    done: bool = False
    """The last page was filled in without a mistake."""
    stopped: Block | None = None
    """The rule of the procedure that stops this filing."""


@publisher.get("/cong-bo/ban/<uuid:version_id>/bieu-mau")
@access.officer("publisher", "approver")
def form(version_id: UUID) -> str:
    """Show a page of the form, empty or with the answers of a golden case."""
    seen = look(version_id)
    if seen.procedure is None:
        return render(seen, "form", "form", shown=None)
    sample = sample_of(seen, seen.procedure)
    return _page(seen, seen.procedure, sample, fresh(seen.procedure, sample, request.args.get("trang", "")))


@publisher.post("/cong-bo/ban/<uuid:version_id>/bieu-mau")
@access.officer("publisher", "approver")
def fill(version_id: UUID) -> str | Response:
    """Judge what was typed as production would, and show what a citizen would see next."""
    seen = look(version_id)
    procedure = seen.procedure
    if procedure is None:
        return render(seen, "form", "form", shown=None)
    sample = sample_of(seen, procedure)
    page = _asked_page(procedure, request.form.get("_page", ""))
    registry_lists.ask([page], request.form)
    typed = registry_lists.with_told(page, request.form)
    filled = build_form(page, base=wtforms.Form, language=current_language())(typed, data=sample.answers)
    posted = post(procedure.form, filled, answers=sample.answers, situation=sample.situation.values())
    if "phan" in request.args:
        forgive(filled)
        return draw(filled, around(page, posted.visible, procedure.words))
    return _page(seen, procedure, sample, _next(procedure, sample, page, filled, posted))


def _next(procedure: Procedure, sample: Sample, page: Page, filled: wtforms.Form, posted: Posted) -> Shown:
    """Return the page that follows: the one that was asked for, the next, or this one with what is wrong."""
    if "_to" in request.form:
        return fresh(procedure, Sample(sample.case, posted.answers, sample.situation), request.form["_to"])
    here = Shown(page, filled, posted.visible, posted.answers)
    if "_refresh" in request.form:
        forgive(filled)
        return here
    if not posted.valid:
        return here
    block = blocked(procedure.form, posted.answers, sample.situation.values(), posted.visible)
    if block is not None and block.page == page.name:
        return Shown(page, filled, posted.visible, posted.answers, stopped=block)
    pages = list(posted.visible.pages)
    following = pages[pages.index(page.name) + 1 :] if page.name in pages else pages[:1]
    if not following:
        return Shown(page, filled, posted.visible, posted.answers, done=True)
    return fresh(procedure, Sample(sample.case, posted.answers, sample.situation), following[0])


def glance(procedure: Procedure, name: str) -> tuple[Shown, Around]:
    """Return a page of the form as somebody meets it who has answered nothing: for the side of the editor."""
    shown = fresh(procedure, Sample(None, {}, plain_situation(work.now())), name)
    return shown, around(shown.page, shown.visible, procedure.words)


def fresh(procedure: Procedure, sample: Sample, name: str) -> Shown:
    """Return a page as it is shown before anything on it is posted; the first one when there is none of that name."""
    situation = sample.situation.values()
    visible = visible_fields(procedure.form, sample.answers, situation)
    names = list(visible.pages)
    page = _asked_page(procedure, name if name in names else (names[0] if names else ""))
    visible = standing(procedure.form, page, visible, situation)
    empty = build_form(page, base=wtforms.Form, language=current_language(), visible=visible.fields)
    return Shown(page, empty(None, data=visible.answers), visible, visible.answers)


def _asked_page(procedure: Procedure, name: str) -> Page:
    return next((page for page in procedure.form.pages if page.name == name), procedure.form.pages[0])


def around(page: Page, visible: Visible, words: Words) -> Around:
    """Return what the drawing needs beside the form: a preview knows nobody and keeps no files."""
    why = reasons(page, visible, words)
    return Around(
        asks=asking_fields(page), required=visible.required, why=why, offered=visible.offered, values=visible.values
    )


def forgive(filled: wtforms.Form) -> None:
    """Take every error back: nobody has said yet that the page is done."""
    for field in filled:
        if isinstance(field, AnswerField):
            field.forgive()


def _page(seen: Look, procedure: Procedure, sample: Sample, shown: Shown) -> str:
    language = current_language()
    names = [page for page in procedure.form.pages if page.name in shown.visible.pages]
    return render(
        seen,
        "form",
        "form",
        shown=shown,
        sample=sample,
        cases=cases_of(seen),
        around=around(shown.page, shown.visible, procedure.words),
        pages=[(page.name, say(page.title, language), page is shown.page) for page in names],
        step=next((number for number, page in enumerate(names, 1) if page is shown.page), 1),
        hidden=[say(page.title, language) for page in procedure.form.pages if page not in names],
        carried=carried(procedure, shown.answers),
        here=url_for("publisher.form", version_id=seen.version.id),
        asks=bool(asking_fields(shown.page)),
        form_errors=bool(shown.form.form_errors) or any(field.errors for field in shown.form),
        conditions=conditions_of(procedure, shown.page, shown.visible),
        taken=taken_from_sources(procedure, shown.page),
        parties=parties_told(procedure),
    )
