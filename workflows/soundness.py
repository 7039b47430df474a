"""The proof that a workflow is sound: every step is reached, every dossier comes to an end, in lawful order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from workflows.errors import Path, Problem
from workflows.lawful import breaches
from workflows.machine import can_be_automatic, leads_out
from workflows.paths import (
    MOST_FACTS,
    World,
    all_actions,
    can_finish,
    deciding_facts,
    possible,
    trail_in_words,
    trails,
    worlds,
)
from workflows.reader import closest
from workflows.spec import Action, WorkflowSpec
from workflows.vocabulary import STANDING_FACTS

Graph = Mapping[str, list[Action]]
Trails = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Flaw(Problem):
    """A weakness of the whole: which step it concerns, and a shortest trail that shows it."""

    code: str = ""
    step: str = ""
    trail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _View:
    """One world with its graph and the trails through it."""

    world: World
    graph: Graph
    trails: Trails


def findings(
    spec: WorkflowSpec,
    *,
    can_hold: Iterable[str],
    fees_before_acceptance: bool = False,
    path: Path = ("workflow",),
) -> list[Problem]:
    """Return every flaw of a workflow; an empty list is the proof that it is sound.

    ``can_hold`` are the names that the pack or the portal can establish (the standing facts are among
    them by themselves). ``fees_before_acceptance`` says that the pack has a fee that is due before
    acceptance. Facts in ``when`` and ``unless`` are taken as fixed for a dossier, and every
    combination of them is tried; facts in ``needs`` and the standing facts may come true in time.
    """
    known = STANDING_FACTS | frozenset(can_hold)
    facts = deciding_facts(spec, known)
    proof = _Proof(spec, known, _views(spec, facts, known), path)
    found: dict[tuple[str, str, Path], Flaw] = {}
    if len(facts) > MOST_FACTS:
        too_many = proof.too_many(facts)
        found[too_many.code, "", too_many.path] = too_many
    for flaw in proof.flaws(fees_before_acceptance=fees_before_acceptance):
        found.setdefault((flaw.code, flaw.step, flaw.path), flaw)
    return list(found.values())


def _views(spec: WorkflowSpec, facts: list[str], known: frozenset[str]) -> list[_View]:
    nothing_said = [World(frozenset(), frozenset())]
    found = []
    for world in worlds(facts) if len(facts) <= MOST_FACTS else nothing_said:
        graph = possible(spec, world, known)
        found.append(_View(world, graph, trails(spec.start, graph)))
    return found


@dataclass(frozen=True, slots=True)
class _Proof:
    spec: WorkflowSpec
    known: frozenset[str]
    views: list[_View]
    path: Path

    def flaws(self, *, fees_before_acceptance: bool) -> Iterator[Flaw]:
        """Yield the flaws, those that explain others first."""
        yield from self._facts()
        yield from self._contradictions()
        yield from self._unreached()
        yield from self._dead_ends()
        yield from self._order(fees_before_acceptance=fees_before_acceptance)
        yield from self._automatic()

    def too_many(self, facts: list[str]) -> Flaw:
        """Return the flaw of a workflow that depends on more facts than can be tried."""
        message = f"the way depends on {len(facts)} facts ({', '.join(facts)}); {MOST_FACTS} can be proved"
        return Flaw((*self.path, "steps"), message, "join some of them into one fact", code="too_many_facts")

    def _flaw(self, code: str, step: str, where: Path, message: str, cure: str, trail: tuple[str, ...] = ()) -> Flaw:
        shown = f"{message} (shown by {trail_in_words(trail)})" if len(trail) > 1 else message
        return Flaw((*self.path, "steps", step, *where), shown, cure, code=code, step=step, trail=trail)

    def _trail(self, step: str) -> tuple[str, ...]:
        found = [view.trails[step] for view in self.views if step in view.trails]
        return min(found, key=len, default=())

    def _facts(self) -> Iterator[Flaw]:
        for step, action in all_actions(self.spec):
            named = [("needs", fact) for fact in sorted(action.needs)]
            named += [("when", action.when or ""), ("unless", action.unless or "")]
            for key, fact in named:
                if fact and fact not in self.known:
                    yield self._never_holds(step.name, ("actions", action.name, key), fact)
        for step in self.spec.steps.values():
            if step.automatic is not None and step.automatic not in self.known:
                yield self._never_holds(step.name, ("automatic",), step.automatic)

    def _never_holds(self, step: str, where: Path, fact: str) -> Flaw:
        message = f"step '{step}': the fact '{fact}' can never hold"
        return self._flaw("never_holds", step, where, message, closest(fact, self.known), self._trail(step))

    def _contradictions(self) -> Iterator[Flaw]:
        for step, action in all_actions(self.spec):
            if action.unless is not None and action.unless in {action.when, *action.needs}:
                message = f"step '{step.name}': '{action.name}' asks that '{action.unless}' holds and does not hold"
                where = ("actions", action.name, "unless")
                trail = self._trail(step.name)
                yield self._flaw("contradiction", step.name, where, message, "leave one of the two out", trail)

    def _unreached(self) -> Iterator[Flaw]:
        reached = {name for view in self.views for name in view.trails}
        for step in self.spec.steps:
            if step not in reached:
                cure = f"let an action lead to it (`to: {step}`), or leave it out"
                yield self._flaw("unreachable", step, (), f"no dossier can reach the step '{step}'", cure)
        for end in self.spec.ends:
            if end not in reached:
                message = f"no dossier can reach the end '{end}'"
                cure = f"let an action lead to it (`to: {end}`), or leave it out; withdrawing needs no end here"
                yield Flaw((*self.path, "ends", end), message, cure, code="unreachable_end", step=end)

    def _dead_ends(self) -> Iterator[Flaw]:
        for step in self.spec.steps:
            stuck = [view for view in self._views_of(step) if step not in self._finishing(view)]
            if stuck:
                always = len(stuck) == len(self._views_of(step))
                when = "" if always else f" {stuck[0].world.in_words()}"
                message = f"from the step '{step}' no end can be reached{when}"
                cure = "add an action that leads on in that situation"
                yield self._flaw("dead_end", step, (), message, cure, stuck[0].trails[step])

    def _views_of(self, step: str) -> list[_View]:
        return [view for view in self.views if step in view.trails]

    def _finishing(self, view: _View) -> frozenset[str]:
        return can_finish(self.spec.ends, view.graph)

    def _order(self, *, fees_before_acceptance: bool) -> Iterator[Flaw]:
        for view in self.views:
            for breach in breaches(self.spec, view.graph, fees_before_acceptance=fees_before_acceptance):
                where = ("actions", breach.action)
                message = f"step '{breach.step}': {breach.message}"
                yield self._flaw(breach.code, breach.step, where, message, breach.cure, breach.trail)

    def _automatic(self) -> Iterator[Flaw]:
        for step in self.spec.steps.values():
            if step.automatic is None:
                continue
            taken = (one for one in step.actions.values() if not leads_out(step, one))
            if not any(can_be_automatic(action) for action in taken):
                message = f"the step '{step.name}' is automatic, but none of its actions can do without a person"
                cure = "have one action without needs, reasons, signature and assignment that leads on"
                yield self._flaw("never_automatic", step.name, ("automatic",), message, cure, self._trail(step.name))
            yield from self._ambiguous(step.name)

    def _ambiguous(self, step: str) -> Iterator[Flaw]:
        for view in self._views_of(step):
            here = self.spec.steps[step]
            names = [one.name for one in view.graph[step] if can_be_automatic(one) and not leads_out(here, one)]
            if len(names) > 1:
                which = f"{' or '.join(names)} {view.world.in_words()}".rstrip()
                message = f"the automatic step '{step}' could take {which}"
                cure = "tell them apart with `when` and `unless`"
                yield self._flaw("ambiguous", step, ("automatic",), message, cure, view.trails[step])
