"""The plain mapping of a pack -> WorkflowSpec, collecting every mistake with its place and cure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from workflows.actions import Draft, Known, read_action, read_fact, read_role
from workflows.asking_parsing import read_next, read_opinions, read_rules
from workflows.deriving import complete, end_title
from workflows.duration import parse_duration
from workflows.errors import Path, Problem
from workflows.reader import Reader, closest
from workflows.spec import Action, End, Step, Text, WorkflowSpec
from workflows.status import BY_NAME, CLOSED, OPEN, DossierStatus
from workflows.vocabulary import (
    END_KEYS,
    ROLES,
    SLIPS,
    STANDING_FACTS,
    STEP_KEYS,
    SYSTEM,
    WORKFLOW_KEYS,
)

__all__ = ["parse_duration", "parse_workflow"]

_MOST_STEPS: Final = 60
_MOST_ACTIONS: Final = 20


def parse_workflow(
    raw: object,
    *,
    path: Path = ("workflow",),
    facts: Iterable[str] = (),
    papers: Iterable[str] = (),
    fields: Iterable[str] = (),
) -> tuple[WorkflowSpec | None, list[Problem]]:
    """Read a workflow.

    ``facts`` are the names that the pack defines; the portal's standing facts are always known.
    ``papers`` are the kinds of paper that the pack has a template for, such as ``result``; the
    standard slips are always known. ``fields`` are the names of the form, for better cures alone.
    The specification is ``None`` when there is any problem.
    """
    problems: list[Problem] = []
    reader = Reader(raw, path, problems)
    reader.only(WORKFLOW_KEYS)
    own_roles = _own_roles(reader)
    ends = _ends(reader)
    raw_steps = reader.below("steps")
    _check_names(reader, raw_steps, ends)
    known = Known(
        steps=tuple(raw_steps),
        ends=ends,
        roles=frozenset({*ROLES, *own_roles}),
        facts=STANDING_FACTS | frozenset(facts),
        papers=SLIPS | frozenset(papers),
        fields=frozenset(fields),
        own_roles=own_roles,
    )
    start = _start(reader, known)
    drafts: dict[str, tuple[Step, dict[str, Draft]]] = {}
    for name, (value, place) in raw_steps.items():
        drafts[name] = _step(Reader(value, place, problems), name, known)
    if problems:
        return None, problems
    if drafts[start][0].opinions is not None:
        message = "a dossier does not begin by asking for opinions: nobody has received it yet"
        problems.append(Problem((*path, "steps", start, "opinions"), message, "let a person's step come first"))
    steps = complete(drafts, ends, start)
    _check_assignments(steps, path, problems)
    return (None if problems else WorkflowSpec(start, steps, ends, own_roles)), problems


def _own_roles(reader: Reader) -> dict[str, Text]:
    found: dict[str, Text] = {}
    for name, (value, _) in reader.below("roles").items():
        if name in ROLES or name == SYSTEM:
            message = f"'{name}' is a standard role already"
            reader.complain(("roles", name), message, "leave it out", on_key=True)
        text = reader.text_at(value, ("roles", name))
        if text is not None:
            found[name] = text
    return found


def _ends(reader: Reader) -> dict[str, End]:
    if not reader.has("ends"):
        reader.missing("ends", "{da_tra: {status: returned}}")
    found: dict[str, End] = {}
    for name, (value, place) in reader.below("ends").items():
        inner = Reader(value, place, reader.problems)
        inner.only(END_KEYS)
        status = _status(inner, CLOSED, "an end", "returned") or DossierStatus.RETURNED
        found[name] = End(name, inner.text("title") or end_title(status), status)
    return found


def _check_names(reader: Reader, steps: Mapping[str, object], ends: Mapping[str, End]) -> None:
    if not steps and not reader.raw.get("steps"):
        reader.complain(("steps",) if reader.has("steps") else (), "the workflow has no step", "add `steps:`")
    if len(steps) > _MOST_STEPS:
        reader.complain(("steps",), f"{len(steps)} steps are more than the {_MOST_STEPS} that one workflow may have")
    for name in steps.keys() & ends.keys():
        reader.complain(("ends", name), f"'{name}' is the name of a step too", "rename one of them", on_key=True)


def _start(reader: Reader, known: Known) -> str:
    if not reader.has("start"):
        return known.steps[0] if known.steps else ""
    return reader.one_of("start", known.steps, "step") or ""


def _status(reader: Reader, lawful: frozenset[DossierStatus], what: str, example: str) -> DossierStatus | None:
    if not reader.has("status"):
        reader.missing("status", example)
        return None
    word = reader.one_of("status", BY_NAME, "status")
    if word is None or BY_NAME[word] in lawful:
        return BY_NAME[word] if word else None
    choices = ", ".join(sorted(status.name.lower() for status in lawful))
    reader.complain(("status",), f"{what} cannot have the status '{word}'", f"use one of {choices}")
    return None


def _step(reader: Reader, name: str, known: Known) -> tuple[Step, dict[str, Draft]]:
    reader.only(STEP_KEYS)
    title = reader.text("title")
    if not reader.has("title"):
        reader.missing("title", "Thẩm định hồ sơ")
    role = read_role(reader, "role", known)
    if not reader.has("role") and not reader.has("opinions"):
        reader.missing("role", "case_officer")
    step = Step(
        name=name,
        title=title or {"vi": name},
        role=role or "",
        status=_status(reader, OPEN, "a step", "processing") or DossierStatus.PROCESSING,
        actions={},
        within=reader.duration("within"),
        checks_documents=_checks_documents(reader),
        automatic=read_fact(reader, "automatic", known),
        opinions=read_opinions(reader, known),
        asks_opinions=read_rules(reader),
    )
    return step, _actions(reader, name, known)


def _checks_documents(reader: Reader) -> bool:
    return reader.one_of("check", ("documents",), "check") == "documents"


def _actions(reader: Reader, step: str, known: Known) -> dict[str, Draft]:
    raw, ways_out = reader.below("actions"), read_next(reader, step, known)
    if not raw and not reader.has("opinions"):
        where = ("actions",) if reader.has("actions") else ()
        reader.complain(where, f"nothing can be done at the step '{step}'", "add `actions:` with one that leads on")
    if len(raw) > _MOST_ACTIONS:
        reader.complain(("actions",), f"{len(raw)} actions are more than the {_MOST_ACTIONS} that one step may have")
    drafts = {}
    for name, (value, place) in raw.items():
        drafts[name] = read_action(Reader(value, place, reader.problems), name, step, known)
    for name in drafts.keys() & ways_out.keys():
        reader.complain(("actions", name), f"'{name}' is what `next` calls a way out", "rename the action", on_key=True)
    return {**ways_out, **drafts}


def _check_assignments(steps: Mapping[str, Step], path: Path, problems: list[Problem]) -> None:
    for step in steps.values():
        for action in step.actions.values():
            wanted = _wrong_role(action, steps)
            if wanted is not None:
                place = (*path, "steps", step.name, "actions", action.name, "assign")
                message = f"the action names a {action.assign}, but the step '{action.to}' is done by a {wanted}"
                problems.append(Problem(place, message, closest(wanted, [wanted])))


def _wrong_role(action: Action, steps: Mapping[str, Step]) -> str | None:
    target = steps.get(action.to or "")
    if action.assign is None or target is None or target.role == action.assign:
        return None
    return target.role
