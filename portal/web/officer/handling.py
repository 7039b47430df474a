"""What the agency did so far, for whoever has the dossier now: what was filled in, and with which words it was sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forms.answers import Shown, from_json, to_words
from forms.fields.attachment import AttachmentType
from forms.spec import one_page, say
from portal.models import Attachment, Dossier
from portal.services import task_files, tasks
from portal.services.evidence import EventKind
from portal.services.lookups import TimelineEntry
from portal.web import work
from portal.web.language import current_language
from portal.web.officer.area import step_words
from portal.web.reasons_told import reasons_told
from procedures.definition import Procedure

Rows = list[tuple[str, Shown]]
Sections = list[tuple[str, Rows]]


@dataclass(frozen=True, slots=True)
class Sent:
    """The action that brought the dossier to where it stands, with the reasons that were given."""

    title: str
    by: str
    at: datetime
    reasons: list[str]


def filled_in(found: Dossier, procedure: Procedure) -> Sections:
    """Return what officers filled in, step by step, in words: it is what the next one decides upon."""
    return in_words(tasks.filled_forms(work.db(), found.id), procedure)


def in_words(forms: Mapping[str, Mapping[str, Any]], procedure: Procedure) -> Sections:
    """Return forms that officers filled in, by step, in words; steps and questions that said nothing are left out."""
    language = current_language()
    sections: Sections = []
    for step, form in forms.items():
        fields = procedure.task_forms.get(step)
        if not fields or step not in procedure.workflow.steps:
            continue
        spec = one_page(step, procedure.workflow.steps[step].title, fields)
        rows = [(one.label, one) for one in to_words(spec, from_json(spec, form), language) if one.value or one.lines]
        if rows:
            sections.append((step_words(procedure, step), rows))
    return sections


def sent_files(found: Dossier, handled: Sections) -> Sequence[Attachment]:
    """Return the files of officers' forms; nothing is asked where no form that was filled in has any."""
    if not any(one.type == AttachmentType.name for _, rows in handled for _, one in rows):
        return ()
    return task_files.of_steps(work.db(), found)


def sent_here(found: Dossier, procedure: Procedure, entries: Sequence[TimelineEntry]) -> Sent | None:
    """Return why the dossier was sent to the step where it stands, when reasons were given for it."""
    here = {task.step for task in tasks.open_tasks(work.db(), found.id)}
    taken = (entry for entry in reversed(entries) if entry.kind == EventKind.ACTION_TAKEN and entry.payload)
    for entry in taken:
        said = json.loads(entry.payload or b"{}")
        if said.get("to") is None:
            continue
        if said["to"] not in here or not said.get("reasons"):
            return None
        step = procedure.workflow.steps.get(said["step"])
        action = step.actions.get(said["action"]) if step else None
        title = say(action.title, current_language()) if action else said["action"]
        return Sent(title, entry.actor_name or "", entry.at, reasons_told(said, procedure))
    return None
