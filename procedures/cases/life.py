"""The life of one dossier in a golden case, by the pure machine and calendar: no database, no clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from forms.answers import prune
from procedures.cases.looking_up import answer
from procedures.cases.moving import ask, go_on, look_up, stop_asking, stop_looking_up, take_action
from procedures.cases.opining import hear
from procedures.cases.spec import Case, Deed, Happening
from procedures.cases.standing import SUPPLEMENT, Life, note_status, order, release
from procedures.definition import Procedure
from procedures.owing import ordered_at_filing
from workflows.position import begin as first_position

__all__ = ["Life", "begin", "live"]


def begin(procedure: Procedure, case: Case, answers: Mapping[str, Any]) -> Life:
    """Return the dossier as it stands right after the filing."""
    life = Life(procedure, case, dict(answers), first_position(procedure.workflow), {})
    order(life, ordered_at_filing(procedure.fees, procedure.workflow), case.filing.at)
    life.path += life.position.steps
    look_up(life, procedure.workflow.start, case.filing.at)
    note_status(life)
    go_on(life, Happening(0, case.filing.at, Deed.TAKES))
    return life


def live(life: Life, happening: Happening) -> str | None:
    """Let one thing happen; return what went otherwise than the case says."""
    if happening.deed is Deed.FINDS_INSUFFICIENT:
        life.insufficient |= set(happening.documents)
        note_status(life)
        return None
    return _DEEDS.get(happening.deed, take_action)(life, happening)


def _pay(life: Life, happening: Happening) -> str | None:
    if not life.owed:
        return "nothing is owed"
    owed, life.owed = life.owed, {}
    for name, clock in owed.items():
        release(life, clock, f"fee:{name}", happening.at)
    note_status(life)
    go_on(life, happening)
    return None


def _supplement(life: Life, happening: Happening) -> str | None:
    if life.waiting is None:
        return "no supplement is asked for"
    merged = life.answers | dict(happening.answers or {})
    life.answers = prune(life.procedure.form, merged, life.case.filing.situation.values())
    life.insufficient -= set(happening.documents)
    release(life, life.waiting[1].clock, SUPPLEMENT, happening.at)
    life.waiting = None
    note_status(life)
    return None


def _opine(life: Life, happening: Happening) -> str | None:
    key = _asking(life, happening)
    awaited = life.awaited[key] if key is not None else None
    wrong = hear(awaited, happening)
    if wrong is not None or awaited is None or key is None:
        return wrong
    if happening.opinions is None or awaited.complete:
        outcome = set() if awaited.own_accord else {awaited.outcome(life.procedure)}
        life.done |= outcome
        stop_asking(life, key, happening.at)
        go_on(life, happening)
        life.done -= outcome
    return None


def _end_child(life: Life, happening: Happening) -> str | None:
    name = happening.child or ""
    wrong, step = life.children.end(name, happening.outcome or ""), life.children.step_of(name)
    if wrong is None and step is not None and life.children.outcome_at(step) is not None:
        release(life, life.children.waiting[step][0].clock, f"child:{step}", happening.at)
        go_on(life, happening)
    return wrong


def _tell(life: Life, happening: Happening) -> str | None:
    step = life.looked_up.step_of(happening.register or "", happening.step)
    if step is None or happening.tells is None:
        return f"'{happening.register}' is not asked"
    told = (step, happening.tells, happening.at, life.answers, life.case.filing.situation)
    wrong = answer(life.looked_up, life.procedure, *told)
    if wrong is None:
        stop_looking_up(life, step, happening.at)
        go_on(life, happening)
        life.looked_up.outcome = None
    return wrong


def _asking(life: Life, happening: Happening) -> str | None:
    """Return which opinions are meant: those of the step that is named, before all that ask whoever answers."""
    named, step = set(happening.opinions or ()), happening.step
    here = {key: one for key, one in life.awaited.items() if step in (None, one.step)}
    asking = [key for key, one in here.items() if named <= {asked.name for asked in one.opinions.to}]
    return next(iter(asking or here), None)


_DEEDS: Final[Mapping[Deed, Callable[[Life, Happening], str | None]]] = {
    Deed.PAYS: _pay,
    Deed.SUPPLEMENTS: _supplement,
    Deed.ASKS: ask,
    Deed.OPINES: _opine,
    Deed.ENDS: _end_child,
    Deed.TELLS: _tell,
}
