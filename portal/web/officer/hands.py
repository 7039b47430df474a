"""What may be done with the way of a dossier, beside the actions of its step: for the side of its page."""

from __future__ import annotations

from dataclasses import dataclass

from portal.models import Agency, Dossier
from portal.services import assigning, reopening, tasks, transferring, undoing
from portal.web import work
from portal.web.access import actor
from portal.web.formats import show_time
from portal.web.officer.area import step_words
from portal.web.officer.undoing import action_words
from procedures.definition import Procedure


@dataclass(frozen=True, slots=True)
class Hands:
    """What the officer may do now."""

    undo: tuple[str, str] | None = None
    """The act that can be taken back, and until what time."""
    hand: tuple[tuple[str, str], ...] = ()
    """The open tasks that can be handed to somebody: key and words of the step."""
    transfer: bool = False
    reopen: bool = False
    now_at: str | None = None
    """The agency that has it, where that is another than the one that received it."""


def hands_of(found: Dossier, procedure: Procedure) -> Hands:
    """Return what this officer may do now with the way of a dossier."""
    moved = found.agency_id != found.receiving_agency_id
    return Hands(
        undo=_undo(found, procedure),
        hand=tuple(
            (str(task.id), step_words(procedure, task.step))
            for task in tasks.open_tasks(work.db(), found.id)
            if not procedure.workflow.steps[task.step].waits and assigning.may_hand(task, actor())
        ),
        transfer=transferring.may_transfer(found, actor()),
        reopen=reopening.may_reopen(found, actor()),
        now_at=work.db().get_one(Agency, found.agency_id).name if moved else None,
    )


def _undo(found: Dossier, procedure: Procedure) -> tuple[str, str] | None:
    last = undoing.undoable(work.db(), found, procedure, actor(), work.now())
    return (action_words(procedure, last.step, last.action), show_time(last.until)) if last else None
