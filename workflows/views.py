"""A workflow seen in each of its worlds, and what is found wrong in it: shared by the parts of the proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.errors import Path, Problem
from workflows.paths import MOST_FACTS, Graph, World, deciding_facts, possible, trail_in_words, trails, worlds
from workflows.spec import WorkflowSpec

Trails = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Flaw(Problem):
    """A weakness of the whole: which step it concerns, and a shortest trail that shows it."""

    code: str = ""
    step: str = ""
    trail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """One world with its graph and the trails through it."""

    world: World
    graph: Graph
    trails: Trails


@dataclass(frozen=True, slots=True)
class Seen:
    """A workflow in every world that it has, and where it stands in the pack."""

    spec: WorkflowSpec
    known: frozenset[str]
    """Every fact that something can establish."""
    views: tuple[View, ...]
    path: Path

    def of(self, step: str) -> list[View]:
        """Return the worlds in which a step is reached."""
        return [view for view in self.views if step in view.trails]

    def trail(self, step: str) -> tuple[str, ...]:
        """Return a shortest trail to a step in any world; nothing where there is none."""
        return min((view.trails[step] for view in self.of(step)), key=len, default=())

    def flaw(self, code: str, step: str, where: Path, message: str, cure: str, trail: tuple[str, ...] = ()) -> Flaw:
        """Return what is wrong at a step, with the trail that shows it."""
        shown = f"{message} (shown by {trail_in_words(trail)})" if len(trail) > 1 else message
        return Flaw((*self.path, *self.spec.steps[step].place, *where), shown, cure, code=code, step=step, trail=trail)


def see(spec: WorkflowSpec, known: frozenset[str], path: Path) -> Seen:
    """Return a workflow in every world; where there are too many of them, as if nothing were said."""
    facts = deciding_facts(spec, known)
    every = worlds(facts) if len(facts) <= MOST_FACTS else [World(frozenset(), frozenset())]
    views = []
    for world in every:
        graph = possible(spec, world, known)
        views.append(View(world, graph, trails(spec, world, graph, spec.start)))
    return Seen(spec, known, tuple(views), path)
