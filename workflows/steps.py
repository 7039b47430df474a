"""The steps of a pack as they are written, those of branches among them: which there are, and where each may lead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from workflows.errors import Path
from workflows.reader import Reader
from workflows.spec import Outcome
from workflows.vocabulary import BRANCH_KEYS

MOST_DEEP = 3
"""Branches within branches within branches: more than this nobody follows, and no law asks for it."""


@dataclass(frozen=True, slots=True)
class WrittenBranch:
    """A branch before it is read: its own mapping, and the names of its own steps."""

    reader: Reader
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A step before it is read: its own mapping, and to which branches it belongs."""

    value: object
    place: Path
    within: tuple[tuple[str, str], ...] = ()
    """The forks around it, each with the branch of it, the innermost first."""
    branches: Mapping[str, WrittenBranch] = field(default_factory=dict)


def written_steps(reader: Reader, within: tuple[tuple[str, str], ...] = ()) -> dict[str, Written]:
    """Return every step below ``steps`` in the order of the pack, those of branches right behind their fork."""
    found: dict[str, Written] = {}
    for name, (value, place) in reader.below("steps").items():
        inner: dict[str, Written] = {}
        branches: dict[str, WrittenBranch] = {}
        if isinstance(value, Mapping) and "branches" in value:
            branches, inner = _branches(Reader(value, place, reader.problems), name, within)
        _add(reader, found, {name: Written(value, place, within, branches)})
        _add(reader, found, inner)
    return found


def _branches(
    fork: Reader, name: str, within: tuple[tuple[str, str], ...]
) -> tuple[dict[str, WrittenBranch], dict[str, Written]]:
    branches: dict[str, WrittenBranch] = {}
    steps: dict[str, Written] = {}
    if len(within) >= MOST_DEEP:
        fork.complain(("branches",), f"branches lie at most {MOST_DEEP} deep", "join the outer ones first")
        return branches, steps
    for branch, (value, place) in fork.below("branches").items():
        inner = Reader(value, place, fork.problems)
        inner.only(BRANCH_KEYS)
        below = written_steps(inner, ((name, branch), *within))
        own = tuple(step for step, one in below.items() if one.within[0] == (name, branch))
        branches[branch] = WrittenBranch(inner, own)
        _add(fork, steps, below)
    return branches, steps


def _add(reader: Reader, found: dict[str, Written], more: Mapping[str, Written]) -> None:
    for name, one in more.items():
        if name in found:
            message = f"'{name}' is the name of another step already"
            reader.complain(one.place[len(reader.path) :], message, "rename one of them", on_key=True)
        else:
            found[name] = one


def reachable_names(steps: Mapping[str, Written], ends: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return for each step the names to which an action of it may lead.

    These are the steps beside it, those beside each fork around it, those forks themselves, and every
    end; and, in a branch, how that comes out. Nothing leads into the middle of a branch from outside,
    so a branch is entered by its fork alone and no dossier ever stands in it twice.
    """
    outcomes = frozenset(Outcome)
    beside: dict[tuple[str, str] | None, set[str]] = {}
    for name, one in steps.items():
        beside.setdefault(one.within[0] if one.within else None, set()).add(name)
    found = {}
    for name, one in steps.items():
        around = (None, *one.within)
        near = {other for branch in around for other in beside.get(branch, ())}
        found[name] = frozenset({*near, *ends, *(outcomes if one.within else ())})
    return found
