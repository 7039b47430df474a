"""What a drawing places: every step and end, and for each fork the point at which its branches join."""

from __future__ import annotations

from typing import Final

from workflows.position import around
from workflows.spec import Outcome, Step, WorkflowSpec

_JOIN: Final = "join:"
"""No step bears such a name: those of a pack have no colon."""


def nodes(spec: WorkflowSpec) -> list[str]:
    """Return the names of all that is placed, in the order in which a dossier usually moves."""
    found: list[str] = []
    forks: list[str] = []
    for name, step in spec.steps.items():
        inside = {fork for fork, _ in around(spec, name)}
        while forks and forks[-1] not in inside:
            found.append(join_of(forks.pop()))
        found.append(name)
        if step.branches:
            forks.append(name)
    return [*found, *map(join_of, reversed(forks)), *spec.ends]


def join_of(fork: str) -> str:
    """Return the name of the point at which the branches of a fork join."""
    return f"{_JOIN}{fork}"


def fork_of(node: str) -> str | None:
    """Return the fork whose branches join here; nothing of a step or an end."""
    return node.removeprefix(_JOIN) if node.startswith(_JOIN) else None


def leaves_from(step: Step) -> str:
    """Return where the actions of a step begin: those of a fork where its branches have joined."""
    return join_of(step.name) if step.branches else step.name


def arrives_at(step: Step, target: str) -> str:
    """Return where an action ends: how a branch comes out is seen where it joins the others."""
    return join_of(step.inside[0]) if target in list(Outcome) and step.inside is not None else target
