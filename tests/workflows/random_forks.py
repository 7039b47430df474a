"""Random workflows with branches: in one another, conditional, left early, joined in each way; and spoilt ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from hypothesis import strategies as st

FACTS = ("nhanh", "phuc_tap")
_REVIEW, _SIGN, _FAILED = "ra_soat", "ky", "failed"
_CONDITIONS: list[dict[str, str]] = [{}, {}, {"when": "nhanh"}, {"unless": "nhanh"}, {"when": "phuc_tap"}]


def step(role: str, **actions: dict[str, Any]) -> dict[str, Any]:
    """Return a step with its actions."""
    return {"title": "Bước", "role": role, "status": "processing", "actions": actions}


@st.composite
def workflows(draw: st.DrawFn) -> dict[str, Any]:
    """Return a workflow around random forks: received, gone through, reviewed, signed, sealed, handed over."""
    middle = draw(_scope(count(), None, depth=0))
    first = next(iter(middle))
    steps: dict[str, Any] = {
        "tiep_nhan": step("receptionist", nhan={"to": first, "accepts": True}),
        **middle,
        _REVIEW: step("case_officer", trinh={"to": _SIGN}, lai={"to": first}),
        _SIGN: step("leader", duyet={"to": "dong_dau", "sign": "personal"}, tra={"to": _REVIEW}),
        "dong_dau": step("clerk", ban={"to": "tra", "number": True, "sign": "agency", "paper": "result"}),
        "tra": step("receptionist", tra={"to": "da_tra"}),
    }
    return {"steps": steps, "ends": {"da_tra": {"status": "returned"}}}


@st.composite
def _scope(draw: st.DrawFn, names: Iterator[int], last: str | None, *, depth: int) -> dict[str, Any]:
    """Return steps that follow each other; the last leads to the join, or at the top to the signature."""
    made = [f"b{next(names)}" for _ in range(draw(st.integers(1, 2)))]
    forks = draw(st.integers(0, len(made) - 1)) if depth == 0 else draw(st.integers(-3 * depth, len(made) - 1))
    steps: dict[str, Any] = {}
    for place, (name, following) in enumerate(zip(made, [*made[1:], last or _SIGN], strict=True)):
        if place == forks:
            steps[name] = draw(_fork(names, following, depth=depth))
        else:
            steps[name] = draw(_plain(name, following, made, inside=depth > 0))
    return steps


@st.composite
def _plain(draw: st.DrawFn, name: str, following: str, beside: list[str], *, inside: bool) -> dict[str, Any]:
    """Return a step that leads on in every world, and in some of them elsewhere."""
    others = [one for one in (*beside, _REVIEW, *(["passed", _FAILED, _FAILED] if inside else [])) if one != name]
    kind = draw(st.integers(0, 3))
    if kind == 0:
        return step("case_officer", di={"to": following})
    other = {"to": draw(st.sampled_from(others))}
    if inside and draw(st.integers(0, 5)) == 0:
        return step("case_officer", di={"to": following, "sign": "personal"}, khac=other)
    if kind == 1:
        fact = draw(st.sampled_from(FACTS))
        return step("case_officer", di={"to": following, "when": fact}, khac={**other, "unless": fact})
    return step("case_officer", di={"to": following}, khac=other)


@st.composite
def _fork(draw: st.DrawFn, names: Iterator[int], following: str, *, depth: int) -> dict[str, Any]:
    join = draw(st.sampled_from(["all", "all", "any", "first"]))
    branches = {}
    for number in range(draw(st.integers(2, 3 if depth == 0 else 2))):
        steps = draw(_scope(names, "passed", depth=depth + 1))
        condition = draw(st.sampled_from(_CONDITIONS)) if number or join == "all" else {}
        branches[f"nhanh_{number}"] = {"title": "Nhánh", "steps": steps, **condition}
    failing = [_can_fail(branch) for branch in branches.values()]
    onward = {"passed": following}
    if all(failing) if join == "any" else any(failing):
        onward[_FAILED] = draw(st.sampled_from([_REVIEW, _FAILED] if depth else [_REVIEW]))
    return {"title": "Chia nhánh", "branches": branches, "join": join, "next": onward}


def _can_fail(branch: dict[str, Any]) -> bool:
    targets = [
        *(one["to"] for inner in branch["steps"].values() for one in inner.get("actions", {}).values()),
        *(to for inner in branch["steps"].values() for to in inner.get("next", {}).values()),
    ]
    return _FAILED in targets


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, Any]:
    """Return such a workflow with one thing changed, which may break it."""
    raw = draw(workflows())
    every = list(_steps(raw))
    forks = [one for _, one in every if "branches" in one]
    names, spoiling = [name for name, _ in every], draw(st.integers(0, 4))
    fork = draw(st.sampled_from(forks))
    if spoiling == 0:
        fork["join"] = draw(st.sampled_from(["all", "any", "first"]))
    elif spoiling == 1:
        fork["next"].pop(_FAILED, None)
    elif spoiling == 2:
        fork["next"][_FAILED] = _REVIEW
    elif spoiling == 3:
        draw(st.sampled_from(list(fork["branches"].values())))["when"] = "nhanh"
    else:
        plain = draw(st.sampled_from([one for _, one in every if "actions" in one]))
        action = draw(st.sampled_from(list(plain["actions"].values())))
        change = draw(st.sampled_from([{"when": "nhanh"}, {"unless": "phuc_tap"}, {"to": "passed"}, *_to(names)]))
        action.update(change)
    return raw


def _to(names: list[str]) -> list[dict[str, str]]:
    return [{"to": name} for name in names]


def _steps(raw: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, one in raw["steps"].items():
        yield name, one
        for branch in one.get("branches", {}).values():
            yield from _steps(branch)
