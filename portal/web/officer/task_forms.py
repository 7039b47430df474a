"""The officer's own form at a step: only the questions that this dossier calls for are asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import wtforms
from werkzeug.datastructures import MultiDict

from forms.answers import Visible, from_json, to_json, visible_fields
from forms.building import Posted, build_form, post
from forms.defaults import standing
from forms.fields.inputs import AnswerField
from forms.spec import FieldSpec, FormSpec, one_page
from forms.wording import Words
from portal.clock import local_date
from portal.models import Dossier, Task
from portal.services import tasks
from portal.services.answer_sets import newest_answers
from portal.services.calendars import days_off_at
from portal.web import registry_lists, work
from portal.web.fields.asking import asking_fields, reasons
from portal.web.fields.surroundings import Around
from portal.web.language import current_language
from portal.web.officer import task_uploads
from procedures.definition import Procedure
from workflows.spec import Action


@dataclass(slots=True)
class TaskForm:
    """The form of a step as a page shows it, and what was answered when it was posted."""

    spec: FormSpec
    form: wtforms.Form
    visible: Visible
    words: Words
    files: task_uploads.Files
    code: str
    posted: Posted | None = None

    @property
    def around(self) -> Around:
        """Return what the drawing needs beside the form."""
        page, visible = self.spec.pages[0], self.visible
        why = reasons(page, visible, self.words)
        return Around(
            asks=asking_fields(page),
            required=visible.required,
            why=why,
            offered=visible.offered,
            values=visible.values,
            uploads=task_uploads.listed(self.files, self.code),
        )

    def say_only(self, refused: Mapping[str, list[str]]) -> None:
        """Take back every complaint but what is said of files: nobody has said yet that the form is done."""
        for field in self.form:
            if isinstance(field, AnswerField):
                field.forgive()
            if field.name in refused:
                field.errors = refused[field.name]

    @property
    def filled(self) -> dict[str, Any] | None:
        """Return the officer's answers as JSON, or `None` when some do not stand."""
        if self.posted is None or not self.posted.valid:
            return None
        return to_json(self.spec, self.posted.answers)


def asked_fields(procedure: Procedure, task: Task, action: Action) -> tuple[FieldSpec, ...]:
    """Return what the form of a step asks when it is left by this action: only the ways forwards ask."""
    fields = procedure.task_forms.get(task.step)
    if not fields or action.to is None or action.return_to_step or action.reasons_required:
        return ()
    return fields


def task_form(
    dossier: Dossier, procedure: Procedure, task: Task, action: Action, typed: MultiDict[str, str] | None
) -> TaskForm | None:
    """Return the form of a step that is left forwards, filled with what was typed, if anything was."""
    fields = asked_fields(procedure, task, action)
    if not fields:
        return None
    files = task_uploads.there(dossier, task.step, fields)
    spec = one_page(task.step, procedure.workflow.steps[task.step].title, fields)
    situation = _situation(dossier, procedure)
    words = replace(procedure.words, fields={**procedure.words.fields, **spec.by_name})
    if typed is not None:
        return _typed(spec, situation, words, _with_files(typed, files), files, dossier.code)
    # A dossier that was sent back finds here what was filled in before.
    before = from_json(spec, tasks.filled_forms(work.db(), dossier.id).get(task.step, {})) | _ids(files)
    visible = standing(spec, spec.pages[0], visible_fields(spec, before, situation), situation)
    form_class = build_form(spec.pages[0], base=wtforms.Form, language=current_language(), visible=visible.fields)
    return TaskForm(spec, form_class(data=visible.answers), visible, words, files, dossier.code)


def _ids(files: task_uploads.Files) -> dict[str, list[str]]:
    return {name: [str(one.id) for one in found] for name, found in files.items() if found}


def _with_files(typed: MultiDict[str, str], files: task_uploads.Files) -> MultiDict[str, str]:
    """Put the ids of the kept files in place of those that were posted: a page's memory proves nothing."""
    if not files:
        return typed
    real: MultiDict[str, str] = MultiDict(typed)
    for name, found in files.items():
        real.setlist(name, [str(one.id) for one in found])
    return real


def _typed(
    spec: FormSpec,
    situation: Mapping[str, Any],
    words: Words,
    typed: MultiDict[str, str],
    files: task_uploads.Files,
    code: str,
) -> TaskForm:
    page = spec.pages[0]
    registry_lists.ask([page], typed)
    form = build_form(page, base=wtforms.Form, language=current_language())(registry_lists.with_told(page, typed))
    posted = post(spec, form, answers={}, situation=situation)
    return TaskForm(spec, form, posted.visible, words, files, code, posted)


def _situation(dossier: Dossier, procedure: Procedure) -> dict[str, Any]:
    """Return what the conditions read beside the officer's answers: those of the applicant, and the day."""
    applicant = from_json(procedure.form, newest_answers(work.db(), dossier).answers)
    return {**applicant, "today": local_date(work.now()), **days_off_at(work.now()).values()}
