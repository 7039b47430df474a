"""The proof that a workflow is sound: every step is reached, every dossier comes to an end, in lawful order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from workflows.errors import Path, Problem
from workflows.fork_flaws import fork_flaws
from workflows.lawful import Fees
from workflows.looking_up import told_facts
from workflows.looking_up_flaws import NO_WORLD, asked_again, look_up_flaws
from workflows.machine import can_be_automatic, leads_out
from workflows.opening import outcome_facts
from workflows.paths import MOST_FACTS, all_actions, can_finish, deciding_facts, possible
from workflows.reader import closest
from workflows.spec import Action, Duration, Outcome, Step, WorkflowSpec
from workflows.timing import Way, longest, shortest, too_long
from workflows.touring import breaches
from workflows.views import Flaw, Seen, View, see
from workflows.vocabulary import OPINIONS_ASKED, STANDING_FACTS

__all__ = ["NO_FEES", "Flaw", "findings"]

NO_FEES = Fees()


def findings(
    spec: WorkflowSpec,
    *,
    can_hold: Iterable[str],
    fees: Fees = NO_FEES,
    limits: Collection[Duration] = (),
    path: Path = ("workflow",),
) -> list[Problem]:
    """Return every flaw of a workflow; an empty list is the proof that it is sound.

    ``can_hold`` are the names that the pack or the portal can establish (the standing facts are among
    them by themselves). ``fees`` says when the fees of the pack are due, ``limits`` are the
    legal time limits, one of which the targets of the steps have to fit. Facts in ``when`` and ``unless`` are taken as
    fixed for a dossier, and every combination of them is tried; facts in ``needs`` and the standing
    facts may come true in time.
    """
    known = STANDING_FACTS | outcome_facts(spec) | told_facts(spec) | frozenset(can_hold)
    facts = deciding_facts(spec, known)
    proof = _Proof(spec, see(spec, known, path), path)
    found: dict[tuple[str, str, Path], Flaw] = {}
    if len(facts) > MOST_FACTS:
        too_many = proof.too_many(facts)
        found[too_many.code, "", too_many.path] = too_many
    for flaw in proof.flaws(fees, limits):
        found.setdefault((flaw.code, flaw.step, flaw.path), flaw)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Proof:
    spec: WorkflowSpec
    seen: Seen
    path: Path

    def flaws(self, fees: Fees, limits: Collection[Duration]) -> Iterator[Flaw]:
        """Yield the flaws, those that explain others first."""
        yield from self._facts()
        yield from self._contradictions()
        yield from look_up_flaws(self.seen)
        yield from self._unreached()
        yield from self._dead_actions()
        yield from self._dead_ends()
        yield from fork_flaws(self.seen)
        yield from self._order(fees)
        yield from self._automatic()
        yield from self._time(limits)

    def too_many(self, facts: list[str]) -> Flaw:
        """Return the flaw of a workflow that depends on more facts than can be tried."""
        message = f"the way depends on {len(facts)} facts ({', '.join(facts)}); {MOST_FACTS} can be proved"
        return Flaw((*self.path, "steps"), message, "join some of them into one fact", code="too_many_facts")

    def _facts(self) -> Iterator[Flaw]:
        for step, action in all_actions(self.spec):
            named = [("needs", fact) for fact in sorted(action.needs)]
            named += [("when", action.when or ""), ("unless", action.unless or "")]
            for key, fact in named:
                if fact and fact not in self.seen.known:
                    yield self._never_holds(step.name, ("actions", action.name, key), fact)
                elif fact == OPINIONS_ASKED and key != "unless" and not step.asks:
                    cure = "let the step have `asks_opinions`, or leave the fact out: nobody can be asked here"
                    yield self._never_holds(step.name, ("actions", action.name, key), fact, cure)
        for step in self.spec.steps.values():
            if step.automatic is not None and step.automatic not in self.seen.known:
                yield self._never_holds(step.name, ("automatic",), step.automatic)

    def _never_holds(self, step: str, where: Path, fact: str, cure: str | None = None) -> Flaw:
        message = f"step '{step}': the fact '{fact}' can never hold"
        cure = cure or closest(fact, self.seen.known)
        return self.seen.flaw("never_holds", step, where, message, cure, self.seen.trail(step))

    def _contradictions(self) -> Iterator[Flaw]:
        for step, action in all_actions(self.spec):
            if action.unless is not None and action.unless in {action.when, *action.needs}:
                message = f"step '{step.name}': '{action.name}' asks that '{action.unless}' holds and does not hold"
                where = ("actions", action.name, "unless")
                trail = self.seen.trail(step.name)
                yield self.seen.flaw("contradiction", step.name, where, message, "leave one of the two out", trail)

    def _unreached(self) -> Iterator[Flaw]:
        reached = {name for view in self.seen.views for name in view.trails}
        for step in self.spec.steps:
            if step not in reached:
                cure = f"let an action lead to it (`to: {step}`), or leave it out"
                yield self.seen.flaw("unreachable", step, (), f"no dossier can reach the step '{step}'", cure)
        for end in self.spec.ends:
            if end not in reached:
                message = f"no dossier can reach the end '{end}'"
                cure = f"let an action lead to it (`to: {end}`), or leave it out; withdrawing needs no end here"
                yield Flaw((*self.path, "ends", end), message, cure, code="unreachable_end", step=end)

    def _dead_actions(self) -> Iterator[Flaw]:
        """Complain of what is offered in no world in which its step is reached."""
        for step, action in all_actions(self.spec):
            views = self.seen.of(step.name)
            if views and not any(action in view.graph[step.name] for view in views) and not self._told(action):
                message, cure = _dead(step, action)
                out = step.waits or leads_out(step, action)
                where = ("next", action.name) if out else ("actions", action.name)
                yield self.seen.flaw("dead_action", step.name, where, message, cure, self.seen.trail(step.name))

    def _told(self, action: Action) -> bool:
        """Say whether it is told already why an action is never offered."""
        named = {action.when, action.unless, *action.needs} - {None}
        return not named <= self.seen.known or (action.unless in {action.when, *action.needs} - {None})

    def _dead_ends(self) -> Iterator[Flaw]:
        told: set[str] = set()
        for step in reversed(list(self.spec.steps)):
            stuck = [view for view in self.seen.of(step) if step not in self._finishing(view)]
            # A fork is stuck by what is stuck within it, which is told.
            if not stuck or any(inside in told for inside in _within(self.spec, step)):
                continue
            told.add(step)
            always = len(stuck) == len(self.seen.of(step))
            when = "" if always else f" {stuck[0].world.in_words()}"
            message = f"from the step '{step}' no end can be reached{when}"
            if self.spec.steps[step].inside:
                message = f"from the step '{step}' no join of its branch can be reached{when}"
            cure = "add an action that leads on in that situation"
            yield self.seen.flaw("dead_end", step, (), message, cure, stuck[0].trails[step])

    def _finishing(self, view: View) -> frozenset[str]:
        return can_finish(self.spec, view.graph, view.trails)

    def _order(self, fees: Fees) -> Iterator[Flaw]:
        for view in self._ways():
            for breach in breaches(self.spec, view.graph, view.world, fees):
                where = ("actions", breach.action)
                message = f"step '{breach.step}': {breach.message}"
                yield self.seen.flaw(breach.code, breach.step, where, message, breach.cure, breach.trail)

    def _ways(self) -> Iterator[View]:
        """Yield the worlds, and the one of all of them where a second answer of a register can take back the first."""
        yield from self.seen.views
        if asked_again(self.spec, self.seen.known):
            yield View(NO_WORLD, possible(self.spec, NO_WORLD, self.seen.known), {})

    def _automatic(self) -> Iterator[Flaw]:
        for step in self.spec.steps.values():
            if step.automatic is None:
                continue
            taken = (one for one in step.actions.values() if not leads_out(step, one))
            if not any(can_be_automatic(action) for action in taken):
                message = f"the step '{step.name}' is automatic, but none of its actions can do without a person"
                cure = (
                    "have one action without needs, reasons, signature and assignment that leads on, "
                    "or mark it `unattended: true`"
                )
                trail = self.seen.trail(step.name)
                yield self.seen.flaw("never_automatic", step.name, ("automatic",), message, cure, trail)
            yield from self._ambiguous(step.name)

    def _ambiguous(self, step: str) -> Iterator[Flaw]:
        here = self.spec.steps[step]
        for view in self.seen.of(step):
            names = [one.name for one in view.graph[step] if can_be_automatic(one) and not leads_out(here, one)]
            if len(names) > 1:
                which = f"{' or '.join(names)} {view.world.in_words()}".rstrip()
                message = f"the automatic step '{step}' could take {which}"
                cure = "tell them apart with `when` and `unless`"
                yield self.seen.flaw("ambiguous", step, ("automatic",), message, cure, view.trails[step])

    def _time(self, limits: Collection[Duration]) -> Iterator[Flaw]:
        """Tell of targets that are more than the law gives: on some way a warning, on every way an error."""
        if not limits:
            return
        ways = [longest(self.spec, view) for view in self.seen.views]
        ways = [way for way in ways if all(too_long(way, limit) for limit in limits)]
        least = min((shortest(self.spec, view) for view in self.seen.views), key=lambda way: way.hours)
        if all(too_long(least, limit) for limit in limits):
            yield self._too_long(least, "always come")
        elif ways:
            yield replace(self._too_long(max(ways, key=lambda way: way.hours), "can come"), warns=True)

    def _too_long(self, way: Way, how: str) -> Flaw:
        message = f"the targets of {', '.join(way.steps)} {how} to {way.in_words()}, more than the law gives"
        cure = "shorten `within` of these steps: the legal limit holds whatever they say"
        last = way.steps[-1]
        return self.seen.flaw("too_long", last, ("within",), message, cure, self.seen.trail(last))


def _within(spec: WorkflowSpec, fork: str) -> list[str]:
    return [name for name, step in spec.steps.items() if step.inside is not None and step.inside[0] == fork]


def _dead(step: Step, action: Action) -> tuple[str, str]:
    if step.waits:
        how = "passed" if action.name == Outcome.PASSED else "failed"
        message = f"the fork '{step.name}' can never come out as '{how}'"
        return message, f"leave `{how}` out of `next`, or let a branch come out so (`to: {how}`)"
    message = f"step '{step.name}': '{action.name}' is offered to no dossier that comes here"
    return message, "leave it out, or let its facts agree with those on the way to this step"
