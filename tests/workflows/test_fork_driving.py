"""The proof against the machine: every position that random branches can bring about is visited, one by one."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.workflows.forked import forked
from tests.workflows.random_forks import FACTS, spoilt, workflows
from tests.workflows.test_driving import lawful
from workflows.machine import Move, actions_for, take
from workflows.parsing import parse_workflow
from workflows.paths import worlds
from workflows.position import Position, begin, moved, ripe
from workflows.soundness import Flaw, findings
from workflows.spec import WorkflowSpec
from workflows.vocabulary import STANDING_FACTS, SYSTEM

_MOST = 1_500
"""Positions of one world; what has more is left to another example."""
slow = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
Key = tuple[tuple[str, ...], tuple[tuple[tuple[str, str], str], ...], str | None]


def key(position: Position) -> Key:
    return tuple(sorted(position.steps)), tuple(sorted(position.finished.items())), position.end


@dataclass
class Visited:
    """Everything that can come about in one world."""

    positions: dict[Key, Position] = field(default_factory=dict)
    onward: dict[Key, set[Key]] = field(default_factory=dict)
    taken: set[tuple[str, str]] = field(default_factory=set)
    lost: set[Key] = field(default_factory=set)
    """Positions in which the portal should go on and cannot."""

    def never_ending(self) -> set[Key]:
        """Return the positions from which no end can be reached."""
        good = {one for one, position in self.positions.items() if position.end}
        while more := {one for one, after in self.onward.items() if one not in good and after & good}:
            good |= more
        return set(self.positions) - good


def visit(spec: WorkflowSpec, facts: frozenset[str]) -> Visited | None:
    """Visit every position; ``None`` when there are too many."""
    found = Visited()
    waiting = deque([begin(spec)])
    found.positions[key(waiting[0])] = waiting[0]
    while waiting:
        position = waiting.popleft()
        here = key(position)
        assert len(set(position.steps)) == len(position.steps), "a token was doubled"
        for step, action, after in onward(spec, position, facts):
            if after is None:
                found.lost.add(here)
                continue
            found.taken.add((step, action))
            there = key(after)
            found.onward.setdefault(here, set()).add(there)
            if there not in found.positions:
                found.positions[there] = after
                waiting.append(after)
        if len(found.positions) > _MOST:
            return None
    return found


def onward(spec: WorkflowSpec, position: Position, facts: frozenset[str]) -> list[tuple[str, str, Position | None]]:
    """Return every move that is possible: the portal's alone while a fork is ripe, else those of every open step."""
    found = ripe(spec, position)
    if found is not None:
        move = take(spec, found[0], str(found[1]), roles={SYSTEM}, facts=facts)
        return [(found[0], str(found[1]), follow(spec, position, move, facts) if isinstance(move, Move) else None)]
    moves: list[tuple[str, str, Position | None]] = []
    for step in position.steps:
        for offer in actions_for(spec, step, {spec.steps[step].role}, facts):
            move = take(spec, step, offer.action.name, roles={spec.steps[step].role}, facts=facts, reasons=["Lý do"])
            assert isinstance(move, Move)
            moves.append((step, offer.action.name, follow(spec, position, move, facts)))
    return moves


def follow(spec: WorkflowSpec, position: Position, move: Move, facts: frozenset[str]) -> Position:
    return position if move.to is None else moved(spec, position, move.step, move.to, facts).position


def read(raw: dict[str, Any]) -> WorkflowSpec:
    spec, _ = parse_workflow(raw, facts=FACTS, papers=["result"])
    assume(spec is not None)
    assert spec is not None
    return spec


def everywhere(spec: WorkflowSpec) -> list[Visited]:
    found = [visit(spec, STANDING_FACTS | world.holds) for world in worlds(FACTS)]
    assume(all(one is not None for one in found))
    return [one for one in found if one is not None]


@given(spoilt())
@slow
def test_what_the_proof_says_is_what_comes_about(raw: dict[str, Any]) -> None:
    spec = read(raw)
    told = [one for one in findings(spec, can_hold=FACTS) if isinstance(one, Flaw)]
    # What is through before its sisters could begin is told, and nothing more is said of them.
    assume("opens_nothing" not in {one.code for one in told})
    visited = everywhere(spec)
    steps = {step for one in visited for position in one.positions.values() for step in position.steps}
    ends = {position.end for one in visited for position in one.positions.values() if position.end}
    taken = {pair for one in visited for pair in one.taken}
    assert {one.step for one in told if one.code == "unreachable"} == set(spec.steps) - steps
    assert {one.step for one in told if one.code == "unreachable_end"} == set(spec.ends) - ends
    dead = {(one.step, str(one.path[-1])) for one in told if one.code == "dead_action"}
    every = {(step, action) for step in steps for action in spec.steps[step].actions}
    contradicting = {(one.step, str(one.path[-2])) for one in told if one.code == "contradiction"}
    assert dead - contradicting == every - taken - contradicting
    assert {one.step for one in told if one.code == "nowhere"} >= {
        step for one in visited for lost in one.lost for step in _ripe(spec, one.positions[lost])
    }
    if not {"dead_end", "nowhere"} & {one.code for one in told}:
        assert not any(one.never_ending() for one in visited)


def _ripe(spec: WorkflowSpec, position: Position) -> set[str]:
    found = ripe(spec, position)
    return {found[0]} if found else set()


@given(workflows(), st.sets(st.sampled_from(FACTS)), st.randoms(use_true_random=False))
@slow
def test_a_sound_workflow_is_driven_through_its_branches_to_a_lawful_end(
    raw: dict[str, Any], facts: set[str], chance: Any
) -> None:
    spec = read(raw)
    assume(not findings(spec, can_hold=FACTS))
    drive(spec, STANDING_FACTS | facts, chance)


@given(st.sets(st.sampled_from(["cao_tang", "can_xac_minh"])), st.randoms(use_true_random=False))
@slow
def test_the_sample_is_driven_to_its_end(facts: set[str], chance: Any) -> None:
    drive(forked(), STANDING_FACTS | facts, chance)


def drive(spec: WorkflowSpec, facts: frozenset[str], chance: Any) -> None:
    """Take random actions, ever more often the first of each step, until an end is reached."""
    position = begin(spec)
    moves: list[Move] = []
    while position.end is None:
        found = ripe(spec, position)
        if found is not None:
            move = take(spec, found[0], str(found[1]), roles={SYSTEM}, facts=facts)
        else:
            lively = [step for step in position.steps if not spec.steps[step].waits]
            assert lively, "a token was lost"
            step = chance.choice(lively)
            offers = actions_for(spec, step, {spec.steps[step].role}, facts)
            assert offers, f"nothing can be done at {step}"
            action = (offers[0] if len(moves) > 40 else chance.choice(offers)).action
            move = take(spec, step, action.name, roles={spec.steps[step].role}, facts=facts, reasons=["Lý do"])
        assert isinstance(move, Move), move
        moves.append(move)
        position = follow(spec, position, move, facts)
        assume(len(moves) < 200)
    assert not position.steps
    lawful(moves, spec)
