"""Random workflows that are accepted as sound, driven by random actions, come to a lawful end."""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.workflows.samples import sound
from workflows.effects import Effect
from workflows.looking_up import ANSWERED, NO_ANSWER, told_facts, way_out
from workflows.machine import Move, actions_for, automatic_action, take
from workflows.parsing import parse_workflow
from workflows.paths import can_finish, possible, worlds
from workflows.soundness import findings
from workflows.spec import WorkflowSpec
from workflows.status import CLOSED, OPEN
from workflows.vocabulary import STANDING_FACTS, SYSTEM, taken

pytestmark = pytest.mark.slow

FACTS = ("nhanh", "phuc_tap")
TOLD = "co_ten"
"""What a register may establish, where a step asks one."""
MIDDLE = [f"buoc_{number}" for number in range(4)]
STATIONS = ["tiep_nhan", *MIDDLE, "ky", "phat_hanh", "tra_ket_qua"]
_ROLES = dict(zip(STATIONS, ["receptionist", *["case_officer"] * 4, "leader", "clerk", "receptionist"], strict=True))
_LAST = "tra_ket_qua"


def skeleton() -> dict[str, Any]:
    """Return a lawful chain through all stations."""
    steps: dict[str, Any] = {}
    for here, following in pairwise([*STATIONS, "da_tra"]):
        action: dict[str, Any] = {"to": following}
        steps[here] = {"title": here, "role": _ROLES[here], "status": "processing", "actions": {"di": action}}
    steps["tiep_nhan"]["actions"]["di"]["accepts"] = True
    steps["ky"]["actions"]["di"]["sign"] = "personal"
    steps["phat_hanh"]["actions"]["di"].update(number=True, sign="agency", paper="result")
    return {"steps": steps, "ends": {"da_tra": {"status": "returned"}, "khong_nhan": {"status": "not_accepted"}}}


facts = st.sampled_from(FACTS)
OPPOSITE = {"when": "unless", "unless": "when"}
anywhere = st.sampled_from([*STATIONS, "da_tra", "khong_nhan"])
common = {
    "when": facts,
    "unless": facts,
    "needs": st.just(["fees_settled"]),
    "reasons": st.just("required"),
}
rare = {"sign": st.just("personal"), "paper": st.sampled_from(["receipt", "result", "refusal"])}


def near(here: str) -> st.SearchStrategy[str]:
    """Draw one of the stations around ``here``: what leads there is sound more often than what leads anywhere."""
    place = STATIONS.index(here)
    around = [one for one in STATIONS[max(1, place - 2) : place + 2] if one != here]
    return st.sampled_from(around if place else ["khong_nhan"])


@st.composite
def extras(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Return a station and one more action there."""
    here = draw(st.sampled_from(STATIONS))
    to = draw(st.one_of(near(here), near(here), anywhere))
    return here, draw(
        st.fixed_dictionaries({"to": st.just(to)}, optional=common | draw(st.sampled_from([{}, {}, rare])))
    )


@st.composite
def workflows(draw: st.DrawFn) -> dict[str, Any]:
    """Return the chain with random conditions, short cuts, returns, refusals and automatic steps."""
    raw = skeleton()
    for number, (here, action) in enumerate(draw(st.lists(extras(), max_size=5))):
        if action["to"] != here:
            raw["steps"][here]["actions"][f"them_{number}"] = action
    for here in draw(st.lists(st.sampled_from(STATIONS), max_size=2, unique=True)):
        actions, kind, fact = raw["steps"][here]["actions"], draw(st.sampled_from(["when", "unless"])), draw(facts)
        if draw(st.sampled_from([True, True, False])):
            to = draw(near(here)) if here in MIDDLE else actions["di"]["to"]
            actions["khac"] = {**actions["di"], "to": to, OPPOSITE[kind]: fact}
        actions["di"][kind] = fact
    if draw(st.booleans()):
        raw["steps"][draw(st.sampled_from(MIDDLE))]["automatic"] = draw(facts)
    if not any(action["to"] == "khong_nhan" for step in raw["steps"].values() for action in step["actions"].values()):
        del raw["ends"]["khong_nhan"]
    return raw


@st.composite
def looking_up(draw: st.DrawFn) -> dict[str, Any]:
    """Return such a workflow in which one station asks a register, wherever its answer and its silence lead."""
    raw = draw(workflows())
    here = draw(st.sampled_from(MIDDLE))
    following = STATIONS[STATIONS.index(here) + 1]
    others = st.sampled_from([following, following, *MIDDLE, "ky"])
    answered: Any = draw(st.one_of(st.just(following), st.fixed_dictionaries({TOLD: others, "otherwise": others})))
    step = raw["steps"][here]
    del step["actions"]
    step.pop("automatic", None)
    step["next"] = {"answered": answered, "no_answer": draw(others)}
    step["looks_up"] = {
        "register": "population",
        "keys": {"citizen_id": "so"},
        "facts": {TOLD: "register.found"},
        "within": "8 working hours",
        "clock": "run",
    }
    if draw(st.booleans()):
        raw["steps"][following]["actions"]["di"][draw(st.sampled_from(["when", "unless"]))] = TOLD
    return raw


def drive(spec: WorkflowSpec, facts: frozenset[str], choices: st.DataObject) -> list[Move]:
    """Take random actions for a while, then the shortest way out; the machine alone decides what is possible."""
    moves: list[Move] = []
    step, held = spec.start, set(facts)
    for _ in range(choices.draw(st.integers(0, 12))):
        if spec.steps[step].looks_up is not None:
            held.discard(TOLD)
            held |= choices.draw(st.sets(st.just(TOLD)))
        offers = _possible(spec, step, held)
        move = offers[choices.draw(st.integers(0, len(offers) - 1))]
        moves.append(move)
        held.add(taken(step, move.action))
        step = move.to or step
        if move.ended:
            return moves
    return moves + _way_out(spec, step, held)


def _possible(spec: WorkflowSpec, step: str, held: set[str]) -> list[Move]:
    if spec.steps[step].looks_up is None:
        return _by_itself(spec, step, held) or _by_hand(spec, step, held)
    answered = _by_itself(spec, step, {*held, way_out(step, ANSWERED)})
    silent = _by_itself(spec, step, {*(held - {TOLD}), way_out(step, NO_ANSWER)})
    assert answered
    assert silent
    return [*answered, *silent]


def _by_itself(spec: WorkflowSpec, step: str, held: set[str]) -> list[Move]:
    automatic = automatic_action(spec, step, held)
    if automatic is not None:
        answer = take(spec, step, automatic.name, roles={SYSTEM}, facts=held)
        assert isinstance(answer, Move)
        return [answer]
    return []


def _by_hand(spec: WorkflowSpec, step: str, held: set[str]) -> list[Move]:
    role = spec.steps[step].role
    names = [offer.action.name for offer in actions_for(spec, step, {role}, held) if not offer.missing]
    answers = [take(spec, step, name, roles={role}, facts=held, reasons=["Lý do"]) for name in names]
    assert answers, f"nothing can be done at {step}"
    return [answer for answer in answers if isinstance(answer, Move)]


def _way_out(spec: WorkflowSpec, step: str, held: set[str]) -> list[Move]:
    trails: dict[str, list[Move]] = {step: []}
    waiting = deque([step])
    while waiting:
        here = waiting.popleft()
        for move in _possible(spec, here, held):
            if move.ended:
                return [*trails[here], move]
            if move.to is not None and move.to not in trails:
                trails[move.to] = [*trails[here], move]
                waiting.append(move.to)
    raise AssertionError(f"no end can be reached from {step}")


def lawful(moves: list[Move], spec: WorkflowSpec) -> None:
    """Assert the order that the law asks for, by looking at what happened alone."""
    done: list[Effect] = []
    for move in moves:
        assert list(move.effects) == sorted(move.effects, key=list(Effect).index)
        for effect in move.effects:
            if effect is Effect.DRAFT_RESULT:
                done = [before for before in done if before is Effect.ACCEPT]
            if effect is Effect.NUMBER:
                assert Effect.SIGN_PERSONAL in done
            if effect is Effect.SIGN_AGENCY or (effect is Effect.ISSUE_PAPER and move.paper == "result"):
                assert {Effect.ACCEPT, Effect.SIGN_PERSONAL, Effect.NUMBER} <= set(done)
            if effect is Effect.HAND_OVER:
                assert done.count(Effect.ACCEPT) == 1
            done.append(effect)
    assert moves[-1].ended
    assert moves[-1].status in CLOSED
    assert all(move.status in OPEN for move in moves[:-1])
    assert moves[-1].to in spec.ends


@given(workflows(), st.sets(st.sampled_from(FACTS)), st.data())
@settings(max_examples=200, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], deadline=None)
def test_a_sound_workflow_always_comes_to_a_lawful_end(
    raw: dict[str, Any], facts: set[str], choices: st.DataObject
) -> None:
    spec, problems = parse_workflow(raw, facts=FACTS, papers=["result"])
    assume(spec is not None)
    assert spec is not None, problems
    assume(not findings(spec, can_hold=FACTS))
    lawful(drive(spec, frozenset(facts) | STANDING_FACTS, choices), spec)


@given(looking_up(), st.sets(st.sampled_from(FACTS)), st.data())
@settings(max_examples=15, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], deadline=None)
def test_a_register_that_answers_one_thing_or_another_or_nothing_leads_to_a_lawful_end(
    raw: dict[str, Any], facts: set[str], choices: st.DataObject
) -> None:
    spec, problems = parse_workflow(raw, facts=FACTS, papers=["result"])
    assume(spec is not None)
    assert spec is not None, problems
    assume(not [one for one in findings(spec, can_hold=FACTS) if not one.warns])
    lawful(drive(spec, frozenset(facts) | STANDING_FACTS, choices), spec)


@given(st.one_of(workflows(), looking_up()))
@settings(max_examples=200, deadline=None)
def test_every_dead_end_is_found(raw: dict[str, Any]) -> None:
    spec, _ = parse_workflow(raw, facts=FACTS, papers=["result"])
    assume(spec is not None)
    assert spec is not None
    told_by_registers = told_facts(spec)
    known = STANDING_FACTS | frozenset(FACTS) | told_by_registers
    told = {problem.path[2] for problem in findings(spec, can_hold=FACTS) if "no end can be reached" in problem.message}
    stuck = set()
    for world in worlds([*FACTS, *told_by_registers]):
        graph = possible(spec, world, known)
        reached, waiting = {spec.start}, [spec.start]
        while waiting:
            following = {action.to for action in graph[waiting.pop()] if action.to in spec.steps} - reached
            reached |= {name for name in following if name}
            waiting += [name for name in following if name]
        stuck |= reached - can_finish(spec, graph, spec.steps)
    assert told == stuck


def test_the_skeleton_itself_is_sound() -> None:
    raw = skeleton()
    del raw["ends"]["khong_nhan"]
    spec, problems = parse_workflow(raw, facts=FACTS, papers=["result"])
    assert spec is not None, problems
    assert findings(spec, can_hold=FACTS) == []
    assert _LAST in spec.steps


@given(st.data())
def test_the_sample_is_driven_to_its_end(choices: st.DataObject) -> None:
    facts = STANDING_FACTS | (choices.draw(st.sampled_from([frozenset(), frozenset({"cao_tang"})])))
    spec = sound()
    lawful(drive(spec, facts, choices), spec)
