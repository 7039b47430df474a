"""What may be done now, and what a move asks for: pure, without clock, database or mail."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from workflows.asking import VERDICTS, verdict
from workflows.effects import Effect
from workflows.errors import Refusal, RefusalReason
from workflows.spec import Action, Step, WorkflowSpec
from workflows.status import DossierStatus
from workflows.vocabulary import SYSTEM, taken

_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Offer:
    """An action that is shown to the officer, and the facts that it still waits for."""

    action: Action
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Move:
    """The machine's yes: where the task goes, and what happens beside it, in order."""

    step: str
    action: str
    to: str | None
    """The next step or end, or how the branch comes out; ``None`` when the dossier stays where it is."""
    status: DossierStatus
    """The default status of where the task stands afterwards."""
    effects: tuple[Effect, ...]
    paper: str | None
    ended: bool
    assign: str | None = None
    """Role whose holder is named for the next step by the officer who acts."""


def actions_for(spec: WorkflowSpec, step: str, roles: Collection[str], facts: Collection[str]) -> list[Offer]:
    """Return what holders of these roles may do at an open step, in the pack's order.

    ``facts`` are the names that hold, among them ``vocabulary.taken(step, action)`` for each action
    taken before. A step that the workflow does not have offers nothing.
    """
    here = spec.steps.get(step)
    if here is None or here.waits or here.role not in roles:
        return []
    return [
        Offer(action, _missing(action, facts))
        for action in here.actions.values()
        if not leads_out(here, action) and _is_offered(here, action, facts) and not _is_for_nobody(action)
    ]


def take(
    spec: WorkflowSpec,
    step: str,
    action: str,
    *,
    roles: Collection[str],
    facts: Collection[str],
    reasons: Sequence[str] = (),
) -> Move | Refusal:
    """Take an action at an open step, or say why not.

    ``reasons`` are the words the officer gives. The portal itself acts under the role ``system``,
    which is good for the automatic action of a step, for a step at which nobody acts, and for nothing else.
    """
    here = spec.steps.get(step)
    chosen = None if here is None else here.actions.get(action)
    if here is None or chosen is None:
        return Refusal(RefusalReason.NOT_OPEN if here is None else RefusalReason.UNKNOWN_ACTION, step, action)
    if (here.role not in roles or leads_out(here, chosen)) and not _by_system(here, chosen, roles, facts):
        return Refusal(RefusalReason.WRONG_ROLE, step, action)
    if not _is_offered(here, chosen, facts) or (_is_for_nobody(chosen) and SYSTEM not in roles):
        return Refusal(RefusalReason.NOT_OFFERED, step, action)
    if chosen.needs and (missing := _missing(chosen, facts)):
        return Refusal(RefusalReason.MISSING_FACTS, step, action, missing)
    if chosen.reasons_required and not any(reason.strip() for reason in reasons):
        return Refusal(RefusalReason.REASONS_NEEDED, step, action)
    return _move(spec, here, chosen)


def asks_facts(spec: WorkflowSpec, step: str, action: str) -> bool:
    """Say whether it hangs on any fact that an officer may take an action of a step."""
    here = spec.steps.get(step)
    chosen = None if here is None else here.actions.get(action)
    if here is None or chosen is None:
        return False
    return bool(chosen.needs or chosen.when or chosen.unless or chosen.once) or leads_out(here, chosen)


def would_move(spec: WorkflowSpec, step: str, action: str) -> Move:
    """Return the move that an action of a step is, whoever may take it and whatever it still waits for."""
    here = spec.steps[step]
    return _move(spec, here, here.actions[action])


def automatic_action(spec: WorkflowSpec, step: str, facts: Collection[str]) -> Action | None:
    """Return the action that the portal takes by itself at this step now, if there is one."""
    here = spec.steps.get(step)
    if here is None:
        return None
    if here.opinions is not None and (counted := _counted(here, facts)) is not None:
        return counted
    if here.opens or here.looks_up is not None:
        return _by_outcome(here, facts)
    if here.automatic is None or here.automatic not in facts:
        return None
    offered = (action for action in here.actions.values() if can_be_automatic(action))
    return next((one for one in offered if _is_offered(here, one, facts) and not _missing(one, facts)), None)


def _by_outcome(step: Step, facts: Collection[str]) -> Action | None:
    ways_out = (one for one in step.actions.values() if one.outcome is not None)
    return next((one for one in ways_out if _is_offered(step, one, facts)), None)


def can_be_automatic(action: Action) -> bool:
    """Say whether the portal could take an action by itself: it leads on, and no person is needed for it.

    It never goes back to an earlier step, so the portal cannot go round for ever. What needs facts or seals the result
    it takes only where the pack says ``unattended``.
    """
    if action.outcome is not None:
        return action.to is not None
    if action.to is None or action.reasons_required or action.assign or action.return_to_step:
        return False
    return action.unattended or not (action.needs or action.sign)


def _is_for_nobody(action: Action) -> bool:
    """Say whether the portal alone may take an action: no officer seals what no leader signed."""
    return action.unattended and action.sign is not None


def _by_system(step: Step, action: Action, roles: Collection[str], facts: Collection[str]) -> bool:
    if SYSTEM not in roles:
        return False
    if leads_out(step, action):
        return True
    if step.automatic is None or step.automatic not in facts:
        return False
    return can_be_automatic(action)


def leads_out(step: Step, action: Action) -> bool:
    """Say whether the portal alone takes an action: the way out of a step that asks others, a register, or waits."""
    return action.outcome is not None or (step.opinions is not None and action.name in VERDICTS)


def _counted(step: Step, facts: Collection[str]) -> Action | None:
    return next((step.actions[name] for name in VERDICTS if verdict(step.name, name) in facts), None)


def _is_offered(step: Step, action: Action, facts: Collection[str]) -> bool:
    if action.outcome is not None and action.outcome not in facts:
        return False
    if action.outcome is None and leads_out(step, action):
        return verdict(step.name, action.name) in facts
    if action.when is not None and action.when not in facts:
        return False
    if action.unless is not None and action.unless in facts:
        return False
    return not (action.once and taken(step.name, action.name) in facts)


def _missing(action: Action, facts: Collection[str]) -> frozenset[str]:
    if not action.needs:
        return _NOTHING
    return frozenset(fact for fact in action.needs if fact not in facts)


def _move(spec: WorkflowSpec, here: Step, action: Action) -> Move:
    if action.to is None:
        return Move(
            here.name, action.name, None, here.status, action.effects, action.paper, ended=False, assign=action.assign
        )
    end = spec.ends.get(action.to)
    # Where a branch comes to its join there is no step yet whose status could count.
    status = spec.steps.get(action.to, here).status if end is None else end.status
    ended = end is not None
    return Move(here.name, action.name, action.to, status, action.effects, action.paper, ended, action.assign)
