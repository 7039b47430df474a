"""How the dossier of a golden case moves: what is taken, what the portal takes itself, what opens, what is given up."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime

from procedures.cases.opining import asked_at, asked_by_officer
from procedures.cases.spec import Happening
from procedures.cases.standing import SUPPLEMENT, Life, calendar_of, hold, note_status, order, release
from procedures.facts import StandingFact
from procedures.limits import lawful_limit
from procedures.owing import steps_with_fees
from workflows.calendar import LOCAL
from workflows.effects import ASKING, Effect
from workflows.errors import Refusal, RefusalReason
from workflows.ledger import Entry, EntryKind, Ledger
from workflows.machine import Move, automatic_action, take
from workflows.position import moved, ripe
from workflows.spec import Action
from workflows.vocabulary import SYSTEM, taken

_RESULT_FACTS = {
    Effect.SIGN_PERSONAL: StandingFact.RESULT_SIGNED_PERSONAL,
    Effect.NUMBER: StandingFact.RESULT_NUMBERED,
    Effect.SIGN_AGENCY: StandingFact.RESULT_SIGNED_AGENCY,
}


def take_action(life: Life, happening: Happening) -> str | None:
    """Take an action; return what went otherwise than the case says."""
    steps = _steps_of(life, happening)
    if len(steps) > 1:
        return f"'{happening.action}' is offered at {' and '.join(steps)}: say at which with `step: {steps[0]}`"
    answer = _ask(life, steps[0], happening)
    if isinstance(answer, Refusal):
        return _refused(answer, happening)
    if happening.refused is not None:
        return f"'{happening.action}' was to be refused ({happening.refused}), but was taken"
    if _is_over_their_head(life, answer, happening):
        return f"'{happening.action}' was taken while a supplement was awaited"
    _carry_out(life, answer, happening)
    go_on(life, happening)
    return None


def _is_over_their_head(life: Life, move: Move, happening: Happening) -> bool:
    """Say whether a move finishes the step whose request the applicant still has time to answer.

    Where the pack names no time, the officer of a case may have named any: then only what leads on is judged.
    """
    if life.waiting is None or life.waiting[0] != move.step or move.to is None:
        return False
    if life.answer_by is None:
        return not move.ended
    return happening.at.astimezone(LOCAL).date() <= life.answer_by


def _steps_of(life: Life, happening: Happening) -> list[str]:
    """Return where an action may be meant: at the step that is named, or at the open ones of the role that have it."""
    if happening.step is not None:
        return [happening.step]
    here, steps = life.open_steps(), life.procedure.workflow.steps
    having = [name for name in here if name in steps and happening.action in steps[name].actions]
    return [name for name in having if steps[name].role == happening.role] or having[:1] or here[:1]


def _ask(life: Life, step: str, happening: Happening) -> Move | Refusal:
    action = happening.action or ""
    if step not in life.open_steps():
        return Refusal(RefusalReason.NOT_OPEN, step, action)
    roles, facts = {happening.role or ""}, life.facts()
    return take(life.procedure.workflow, step, action, roles=roles, facts=facts, reasons=happening.reasons)


def _refused(refusal: Refusal, happening: Happening) -> str | None:
    if happening.refused == refusal.reason:
        return None
    missing = f" ({', '.join(sorted(refusal.missing))})" if refusal.missing else ""
    return f"'{refusal.action}' is refused at '{refusal.step}': {refusal.reason}{missing}"


def go_on(life: Life, happening: Happening) -> None:
    """Take the automatic actions and the joins, as the portal does by itself."""
    workflow = life.procedure.workflow
    while (found := _by_itself(life)) is not None:
        move = take(workflow, *found, roles={SYSTEM}, facts=life.facts())
        if isinstance(move, Refusal):
            return
        _carry_out(life, move, happening)


def _by_itself(life: Life) -> tuple[str, str] | None:
    """Return the step and the action that the portal takes now, a join before all others."""
    workflow = life.procedure.workflow
    joined = ripe(workflow, life.position)
    if joined is not None:
        return joined[0], str(joined[1])
    acting = ((step, automatic_action(workflow, step, life.facts())) for step in life.position.steps)
    return next(((step, action.name) for step, action in acting if action is not None), None)


def _carry_out(life: Life, move: Move, happening: Happening) -> None:
    action = life.procedure.workflow.steps[move.step].actions[move.action]
    life.done.add(taken(move.step, move.action))
    life.filled |= happening.fills
    for effect in move.effects:
        _effect(life, effect, move.step, action, happening)
    if move.paper is not None:
        life.papers.append(move.paper)
    if move.to is not None:
        change = moved(life.procedure.workflow, life.position, move.step, move.to, life.facts())
        life.position = change.position
        life.path += [move.to] if move.ended else change.opened
        for step in (move.step, *change.closed):
            stop_asking(life, step, happening.at)
            stop_waiting(life, step, happening.at)
            stop_looking_up(life, step, happening.at)
        _give_up(life, change.closed, happening)
        _enter(life, change.opened, happening.at)
    note_status(life)


def _give_up(life: Life, steps: Collection[str], happening: Happening) -> None:
    """Withdraw what a step had asked of the applicant that the dossier goes on without."""
    if life.waiting is not None and life.waiting[0] in steps:
        release(life, life.waiting[1].clock, SUPPLEMENT, happening.at)
        life.waiting = None


def _enter(life: Life, steps: Iterable[str], at: datetime) -> None:
    """Ask for opinions, order fees and look up where the dossier has come to."""
    ordered = steps_with_fees(life.procedure.fees, life.procedure.workflow)
    for step in steps:
        life.asked_at.discard(step)
        awaited = asked_at(life.procedure, step, at.astimezone(UTC), calendar_of(life.case.days_off))
        if awaited is not None:
            life.awaited[step] = awaited
            life.asked_at.add(step)
            hold(life, awaited.opinions.rules.clock, f"opinions:{step}", at)
        order(life, ordered.get(step, ()), at)
        _wait(life, step, at)
        look_up(life, step, at)


def look_up(life: Life, step: str, at: datetime) -> None:
    """Ask the register that a step asks, and let the clock stand still where the pack says so."""
    asked = life.looked_up.ask(life.procedure, step, at.astimezone(UTC), calendar_of(life.case.days_off))
    if asked is not None:
        hold(life, asked.clock, f"look_up:{step}", at)


def stop_looking_up(life: Life, step: str, at: datetime) -> None:
    """Wait for no register any more that a step asks, and let the clock go on."""
    asked = life.looked_up.leave(step)
    if asked is not None:
        release(life, asked.clock, f"look_up:{step}", at)


def _wait(life: Life, step: str, at: datetime) -> None:
    """Open the dossiers for which a step waits, and let the clock stand still where the pack says so."""
    opened = life.procedure.workflow.steps[step].opens
    if opened:
        life.children.open(opened)
        life.children.waiting[step] = opened
        hold(life, opened[0].clock, f"child:{step}", at)


def ask(life: Life, happening: Happening) -> str | None:
    """Ask others of an officer's own accord; return what went otherwise than the case says."""
    having = [name for name in life.open_steps() if _role_at(life, name) == happening.role]
    step = happening.step or next(iter(having), life.open_steps()[0])
    if step not in life.position.steps:
        return f"the dossier is not at '{step}'"
    calendar = calendar_of(life.case.days_off)
    asked = asked_by_officer(life.procedure, step, replace(happening, at=happening.at.astimezone(UTC)), calendar)
    if isinstance(asked, str):
        return asked
    key = f"{step}/{happening.index}"
    life.awaited[key] = asked
    life.asked_at.add(step)
    hold(life, asked.opinions.rules.clock, f"opinions:{key}", happening.at)
    return None


def _role_at(life: Life, step: str) -> str | None:
    here = life.procedure.workflow.steps.get(step)
    return None if here is None else here.role


def stop_waiting(life: Life, step: str, at: datetime) -> None:
    """Wait for no dossiers any more that a step opened, and let the clock go on."""
    awaited = life.children.leave(step)
    if awaited:
        release(life, awaited[0].clock, f"child:{step}", at)


def stop_asking(life: Life, key: str, at: datetime) -> None:
    """Wait for no opinions any more that a step asked for, or an officer, and let the clock go on."""
    awaited = life.awaited.pop(key, None)
    if awaited is not None:
        release(life, awaited.opinions.rules.clock, f"opinions:{key}", at)


def _effect(life: Life, effect: Effect, step: str, action: Action, happening: Happening) -> None:
    at = happening.at.astimezone(UTC)
    if effect is Effect.ACCEPT:
        limit = lawful_limit(life.procedure, life.answers, life.case.filing.situation)
        life.ledger = Ledger(limit.within, (Entry(EntryKind.START, at),))
    elif effect in ASKING:
        life.waiting, life.asked = (step, action), True
        calendar = calendar_of(life.case.days_off)
        life.answer_by = calendar.promise(at, action.within).local_date if action.within is not None else None
        hold(life, action.clock, SUPPLEMENT, at)
    elif effect is Effect.OPEN_CHILDREN:
        life.children.open(action.opens)
    elif effect is Effect.DRAFT_RESULT:
        life.done -= set(_RESULT_FACTS.values())
    elif effect in _RESULT_FACTS:
        life.done.add(_RESULT_FACTS[effect])
    elif effect is Effect.ISSUE_PAPER and action.paper == "result":
        life.done.add(StandingFact.RESULT_ISSUED)
    elif effect is Effect.CLOSE:
        life.owed, life.waiting, life.awaited = {}, None, {}
