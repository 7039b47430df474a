"""What can be wrong with facts that a register establishes: named before it was asked, or never named at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from workflows.errors import Path
from workflows.looking_up import look_ups
from workflows.paths import World, possible, trails
from workflows.spec import Step, WorkflowSpec
from workflows.views import Flaw, Seen, Trails

NO_WORLD = World(frozenset(), frozenset())
"""Nothing is said of any fact: whatever some dossier could do is possible."""


def look_up_flaws(seen: Seen) -> Iterator[Flaw]:
    """Yield the flaws of every fact that a look-up establishes."""
    for step, one in look_ups(seen.spec):
        for fact in one.facts:
            yield from _never_set(seen, step, fact)
            yield from _unused(seen, step, fact)


def _never_set(seen: Seen, asking: str, fact: str) -> Iterator[Flaw]:
    """Complain of a step that names a fact although a dossier can stand there before the register was asked."""
    unasked = _before(seen.spec, asking, seen.known)
    for step, where in _naming(seen.spec, fact):
        if step in unasked and not (step == asking and where[0] == "next"):
            message = f"step '{step}' names the fact '{fact}', and no register was asked by then"
            cure = f"let every way to '{step}' lead through '{asking}', which asks"
            yield seen.flaw("never_set", step, where, message, cure, unasked[step])


def _before(spec: WorkflowSpec, asking: str, known: frozenset[str]) -> Trails:
    """Return the steps that a dossier can reach without leaving the one that asks, that one included."""
    held = replace(spec, steps={**spec.steps, asking: replace(spec.steps[asking], actions={})})
    return trails(held, NO_WORLD, possible(held, NO_WORLD, known), spec.start)


def _naming(spec: WorkflowSpec, fact: str) -> Iterator[tuple[str, Path]]:
    """Yield every place at which a fact decides, with its step."""
    for step in spec.steps.values():
        yield from ((step.name, where) for where in _in_step(step, fact))


def _in_step(step: Step, fact: str) -> Iterator[Path]:
    if step.automatic == fact:
        yield ("automatic",)
    for action in step.actions.values():
        said = {"when": {action.when}, "unless": {action.unless}, "needs": action.needs}
        place = ("actions",) if action.outcome is None else ("next",)
        yield from ((*place, action.name, key) for key, facts in said.items() if fact in facts)
    for branch in step.branches.values():
        said = {"when": {branch.when}, "unless": {branch.unless}}
        yield from (("branches", branch.name, key) for key, facts in said.items() if fact in facts)


def _unused(seen: Seen, step: str, fact: str) -> Iterator[Flaw]:
    """Warn of a fact on which nothing depends: nothing is asked of a register in vain."""
    if not any(True for _ in _naming(seen.spec, fact)):
        message = f"nothing depends on the fact '{fact}', so it is asked in vain"
        cure = "leave it out, or name it in `when`, `unless`, `needs` or `automatic`"
        yield replace(seen.flaw("unused", step, ("looks_up", "facts", fact), message, cure), warns=True)


def asked_again(spec: WorkflowSpec, known: frozenset[str]) -> bool:
    """Say whether some register is asked a second time: then what its answer establishes can change on the way."""
    graph = possible(spec, NO_WORLD, known)
    targets = [(step, action.to) for step, _ in look_ups(spec) for action in graph[step] if action.to in spec.steps]
    return any(step in trails(spec, NO_WORLD, graph, str(to)) for step, to in targets)
