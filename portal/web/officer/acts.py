"""What an officer may do with a dossier now: each act with what it brings, and the one that is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from forms.spec import say
from portal.models import Dossier, Task
from portal.services import effects, issuing
from portal.services.action_offers import offers_for
from portal.services.standing import actions_taken
from portal.web import work
from portal.web.access import actor
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from portal.web.officer.consequences import consequence_of, lapsing_words
from portal.web.officer.fact_words import fact_words
from procedures.definition import Procedure
from workflows.effects import ASKING
from workflows.machine import Offer
from workflows.position import branch_of
from workflows.spec import Action
from workflows.vocabulary import taken

IN_PRESS = N_("Kết quả đang được lập và ký số; bạn tải lại trang sau ít phút")


@dataclass(frozen=True, slots=True)
class Act:
    """One action as the page offers it."""

    title: str
    href: str
    kind: str
    consequence: str
    missing: list[str]


def acts_for(found: Dossier, procedure: Procedure) -> list[Act]:
    """Return what the officer may do now, with what each would bring and what is still missing."""
    pressing = issuing.in_press(work.db(), found)
    at_hand = [(task, offer) for task, offers in offers_for(work.db(), found, actor(), work.now()) for offer in offers]
    proposed = _proposed(found, procedure, at_hand)
    acts: list[Act] = []
    for task, offer in at_hand:
        waits = pressing and not effects.WAIT_FOR_THE_PRESS.isdisjoint(offer.action.effects)
        acts.append(_act(found, procedure, task, offer, leads=offer is proposed, waits=waits))
    return acts


def _proposed(found: Dossier, procedure: Procedure, at_hand: Sequence[tuple[Task, Offer]]) -> Offer | None:
    """Return the act that stands out: the first, but neither a request already made nor to give up waiting."""
    steps = procedure.workflow.steps
    waits = {name for name, step in steps.items() if step.opens or step.opinions}
    able = [(task, offer) for task, offer in at_hand if task.step not in waits]
    if able and not ASKING.isdisjoint(able[0][1].action.effects):
        done = actions_taken(work.db(), found)
        able = [(task, offer) for task, offer in able if taken(task.step, offer.action.name) not in done] or able
    return able[0][1] if able else None


def _act(found: Dossier, procedure: Procedure, task: Task, offer: Offer, *, leads: bool, waits: bool) -> Act:
    action = offer.action
    missing = [fact_words(fact, procedure.workflow) for fact in sorted(offer.missing)]
    grave = action.paper == "refusal" or ((action.to or "") in procedure.workflow.ends and action.reasons_required)
    return Act(
        title=_title(procedure, task, action),
        href=url_for("officer.act", code=found.code, task_id=task.id, name=action.name),
        kind="warning" if grave else "primary" if leads else "secondary",
        consequence=" ".join(
            filter(None, [consequence_of(found, procedure, task.step, action), lapsing_words(found, task, action)])
        ),
        missing=[*missing, _(IN_PRESS)] if waits else missing,
    )


def _title(procedure: Procedure, task: Task, action: Action) -> str:
    """Return what is pressed, with the branch: an officer may have a step in more than one."""
    branch = branch_of(procedure.workflow, task.step)
    title = say(action.title, current_language())
    return f"{title} ({say(branch.title, current_language())})" if branch else title
