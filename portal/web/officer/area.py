"""The blueprint of the officers' desk, and what several of its pages need."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint

from forms.spec import say
from portal.models import Dossier, Task
from portal.services.definitions import procedure_of
from portal.services.desk import visible_dossier
from portal.services.refusals import NotFoundError
from portal.web import work
from portal.web.access import actor
from portal.web.language import current_language
from procedures.definition import Procedure
from workflows.vocabulary import ROLES

officer = Blueprint("officer", __name__)
"""What an officer does with dossiers."""


def opened(code: str, *, lock: bool = False) -> tuple[Dossier, Procedure]:
    """Return a dossier that the officer may see, with its pinned procedure."""
    dossier = visible_dossier(work.db(), actor(), code, work.now())
    if lock:
        work.db().refresh(dossier, with_for_update=True)
    return dossier, procedure_of(work.db(), dossier.version_id)


def task_of(dossier: Dossier, task_id: UUID) -> Task:
    """Return a task of this very dossier."""
    task = work.db().get(Task, task_id)
    if task is None or task.dossier_id != dossier.id:
        raise NotFoundError("task")
    return task


def step_words(procedure: Procedure, step: str) -> str:
    """Return what a step or an end is called, in the reader's language."""
    workflow = procedure.workflow
    found = workflow.steps.get(step) or workflow.ends.get(step)
    return say(found.title, current_language()) if found else step


def role_words(procedure: Procedure, role: str) -> str:
    """Return what a role is called, in the reader's language."""
    words = procedure.workflow.own_roles.get(role) or ROLES.get(role)
    return say(words, current_language()) if words else role
