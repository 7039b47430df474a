"""What an officer may do on the open tasks of a dossier, and what each action still waits for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from portal.services import tasks, unanswered
from portal.services.definitions import procedure_of
from portal.services.facts_held import held_facts
from workflows.machine import actions_for

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.models import Dossier, Task
    from portal.services.actors import Actor
    from workflows.machine import Offer as ActionOffer


def offers_for(session: Session, dossier: Dossier, actor: Actor, at: datetime) -> list[tuple[Task, list[ActionOffer]]]:
    """Return each open task of ``dossier`` with the actions that ``actor`` may take on it."""
    procedure = procedure_of(session, dossier.version_id)
    held = held_facts(session, dossier, procedure)
    return [
        (task, [_as_it_waits(session, dossier, task, one, at) for one in found])
        for task in tasks.open_tasks(session, dossier.id)
        for found in [actions_for(procedure.workflow, task.step, roles_on(actor, task), held)]
    ]


def _as_it_waits(session: Session, dossier: Dossier, task: Task, offer: ActionOffer, at: datetime) -> ActionOffer:
    waits = unanswered.missing(session, dossier, task, offer.action, at)
    return replace(offer, missing=offer.missing | waits) if waits else offer


def roles_on(actor: Actor, task: Task) -> frozenset[str]:
    """Return the roles with which ``actor`` may act on ``task``: none when somebody else has it."""
    return actor.roles_at(task.agency_id) if actor.has(task.agency_id, task.role, task.officer_id) else frozenset()
