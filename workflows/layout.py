"""Where the steps of a workflow lie: the main way straight down at the left, everything else beside it.

The declared order of a pack is the order in which a dossier usually moves, so an action that leads to
a step declared later goes down and every other one goes back up. The longest way down is the spine. An
edge that jumps over a layer keeps an empty place there, so that it never runs through a step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from workflows.nodes import arrives_at, leaves_from, nodes
from workflows.spec import Action, WorkflowSpec

_SWEEPS = 6
_EMPTY_PLACE = 130.0
"""Room for the label of an arrow that passes a layer."""


@dataclass(frozen=True, slots=True)
class Edge:
    """All actions from one node to another; ``via`` are the empty places that it passes."""

    source: str
    target: str
    actions: tuple[Action, ...]
    back: bool
    via: tuple[str, ...] = ()

    def stations(self) -> tuple[str, ...]:
        """Return the nodes and empty places from source to target."""
        return (self.source, *self.via, self.target)


@dataclass(frozen=True, slots=True)
class Layout:
    """The layers from the top, each from the left, and the horizontal centre of every node and empty place."""

    layers: list[list[str]]
    edges: list[Edge]
    centres: Mapping[str, float]


def lay_out(spec: WorkflowSpec, widths: Mapping[str, float], gap: float) -> Layout:
    """Place every step, join and end; ``widths`` are those of the nodes, ``gap`` is kept between neighbours.

    The spine has its centre at zero.
    """
    plain = _edges(spec)
    depth = _depths(spec, plain)
    edges = [_with_places(edge, depth) for edge in plain]
    layers = _layers(depth, edges)
    centres = _centres(layers, edges, _spine(depth, plain), widths, gap)
    for layer in layers:
        layer.sort(key=lambda name: centres[name])
    return Layout(layers, edges, centres)


def _edges(spec: WorkflowSpec) -> list[Edge]:
    order = {name: place for place, name in enumerate(nodes(spec))}
    together: dict[tuple[str, str], list[Action]] = {}
    for step in spec.steps.values():
        for branch in step.branches.values():
            opening = Action(branch.name, branch.title, branch.start, when=branch.when, unless=branch.unless)
            together.setdefault((step.name, branch.start), []).append(opening)
        for action in step.actions.values():
            if action.to is not None:
                way = (leaves_from(step), arrives_at(step, action.to))
                together.setdefault(way, []).append(action)
    return [
        Edge(source, target, tuple(actions), back=order[target] < order[source])
        for (source, target), actions in together.items()
    ]


def _depths(spec: WorkflowSpec, edges: Iterable[Edge]) -> dict[str, int]:
    """Return the layer of each node: one below the lowest from which an edge comes down."""
    depth = dict.fromkeys(nodes(spec), 0)
    down = [edge for edge in edges if not edge.back]
    for name in depth:
        for edge in down:
            if edge.source == name:
                depth[edge.target] = max(depth[edge.target], depth[name] + 1)
    return depth


def _with_places(edge: Edge, depth: Mapping[str, int]) -> Edge:
    if edge.back:
        return edge
    between = range(depth[edge.source] + 1, depth[edge.target])
    places = tuple(f"{edge.source}>{edge.target}@{layer}" for layer in between)
    return Edge(edge.source, edge.target, edge.actions, edge.back, places)


def _layers(depth: Mapping[str, int], edges: Iterable[Edge]) -> list[list[str]]:
    layers: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for name, layer in depth.items():
        layers[layer].append(name)
    for edge in edges:
        for offset, place in enumerate(edge.via, start=1):
            layers[depth[edge.source] + offset].append(place)
    return layers


def _spine(depth: Mapping[str, int], edges: Iterable[Edge]) -> frozenset[str]:
    """Return the longest way down: from the deepest node up, each time to the layer right above."""
    above: dict[str, list[str]] = {}
    for edge in edges:
        if not edge.back and depth[edge.source] == depth[edge.target] - 1:
            above.setdefault(edge.target, []).append(edge.source)
    here = max(depth, key=lambda name: depth[name])
    spine = {here}
    while here in above:
        here = above[here][0]
        spine.add(here)
    return frozenset(spine)


def _neighbours(edges: Iterable[Edge]) -> dict[str, list[str]]:
    beside: dict[str, list[str]] = {}
    for edge in edges:
        if not edge.back:
            for upper, lower in pairwise(edge.stations()):
                beside.setdefault(lower, []).append(upper)
                beside.setdefault(upper, []).append(lower)
    return beside


def _centres(
    layers: Sequence[Sequence[str]],
    edges: Iterable[Edge],
    spine: frozenset[str],
    widths: Mapping[str, float],
    gap: float,
) -> dict[str, float]:
    """Put the spine at zero and pull everything else towards its neighbours, to the right of the spine."""
    beside = _neighbours(edges)
    centres = {name: 0.0 if name in spine else gap for layer in layers for name in layer}
    for _ in range(_SWEEPS):
        for layer in layers:
            wishes = {name: fmean(centres[other] for other in beside.get(name, [name])) for name in layer}
            right = max(_half(name, widths) for name in spine & set(layer)) if spine & set(layer) else -gap
            for name in sorted(set(layer) - spine, key=lambda one: (wishes[one], layer.index(one))):
                centres[name] = max(wishes[name], right + gap + _half(name, widths))
                right = centres[name] + _half(name, widths)
    return centres


def _half(name: str, widths: Mapping[str, float]) -> float:
    return widths.get(name, _EMPTY_PLACE) / 2
