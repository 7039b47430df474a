"""The plain mapping of a pack -> WorkflowSpec, collecting every mistake with its place and cure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from workflows.actions import Draft, Known, read_action, read_fact, read_role
from workflows.asking_parsing import read_opinions, read_rules, read_ways_out
from workflows.deriving import complete, end_title
from workflows.duration import parse_duration
from workflows.errors import Path, Problem
from workflows.forking import read_fork
from workflows.giving import read_giving
from workflows.lapsing import wrong_lapses
from workflows.looking_up_parsing import check_look_ups, read_answers, read_look_up, written_facts
from workflows.opening_parsing import (
    check_openings,
    read_agencies,
    read_agency,
    read_openings,
    read_outcomes,
    written_outcomes,
)
from workflows.reader import Reader, closest
from workflows.spec import Action, End, Step, Text, WorkflowSpec
from workflows.status import BY_NAME, CLOSED, OPEN, DossierStatus
from workflows.steps import Written, reachable_names, written_steps
from workflows.undoing import read_undo
from workflows.vocabulary import (
    END_KEYS,
    OUTCOMES,
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
    own_roles, agencies = _own_roles(reader), read_agencies(reader)
    undo = read_undo(reader)
    ends = _ends(reader)
    written = written_steps(reader)
    _check_names(reader, written, ends)
    known = Known(
        steps=tuple(written),
        ends=ends,
        roles=frozenset({*ROLES, *own_roles}),
        facts=STANDING_FACTS | written_outcomes(raw) | written_facts(raw) | frozenset(facts),
        papers=SLIPS | frozenset(papers),
        fields=frozenset(fields),
        own_roles=own_roles,
        near=reachable_names(written, ends),
        forks={name: one.within[-1][0] for name, one in written.items() if one.within},
        agencies=agencies,
    )
    start = _start(reader, written)
    drafts: dict[str, tuple[Step, dict[str, Draft]]] = {}
    for name, one in written.items():
        drafts[name] = _placed(*_step(Reader(one.value, one.place, problems), name, one, known), one, path)
    if problems:
        return None, problems
    if drafts[start][0].opinions is not None:
        message = "a dossier does not begin by asking for opinions: nobody has received it yet"
        problems.append(Problem((*path, "steps", start, "opinions"), message, "let a person's step come first"))
    steps = complete(drafts, ends, start)
    _check_assignments(steps, path, problems)
    check_openings(steps, start, facts, reader)
    check_look_ups(steps, {*facts, *STANDING_FACTS, *written_outcomes(raw)}, reader)
    problems.extend(wrong_lapses(steps, path))
    problems.extend(_waived_reasons(drafts, steps, path))
    return (None if problems else WorkflowSpec(start, steps, ends, own_roles, agencies, undo)), problems


def _placed(step: Step, actions: dict[str, Draft], written: Written, path: Path) -> tuple[Step, dict[str, Draft]]:
    """Note where the step is written, and in which branch."""
    inside = written.within[0] if written.within else None
    return replace(step, inside=inside, place=written.place[len(path) :]), actions


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


def _check_names(reader: Reader, steps: Mapping[str, Written], ends: Mapping[str, End]) -> None:
    if not steps and not reader.raw.get("steps"):
        reader.complain(("steps",) if reader.has("steps") else (), "the workflow has no step", "add `steps:`")
    if len(steps) > _MOST_STEPS:
        reader.complain(("steps",), f"{len(steps)} steps are more than the {_MOST_STEPS} that one workflow may have")
    for name in steps.keys() & ends.keys():
        reader.complain(("ends", name), f"'{name}' is the name of a step too", "rename one of them", on_key=True)
    places = {name: one.place[len(reader.path) :] for name, one in steps.items()}
    places |= {name: ("ends", name) for name in ends}
    for outcome in OUTCOMES.keys() & places.keys():
        message = f"'{outcome}' is how a branch comes out, so no step and no end is called so"
        reader.complain(places[outcome], message, "choose another name", on_key=True)


def _start(reader: Reader, steps: Mapping[str, Written]) -> str:
    first = [name for name, one in steps.items() if not one.within]
    start = reader.one_of("start", first, "step") if reader.has("start") else next(iter(first), "")
    if start and steps[start].branches:
        where = ("start",) if reader.has("start") else ("steps", start)
        message = f"the workflow begins at '{start}', where nobody acts"
        reader.complain(where, message, "begin with the step at which the dossier is received")
    return start or ""


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


def _step(reader: Reader, name: str, written: Written, known: Known) -> tuple[Step, dict[str, Draft]]:
    if reader.has("branches"):
        return read_fork(reader, name, written, known)
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
        opens=read_openings(reader, known.agencies, waits=True),
        looks_up=read_look_up(reader),
        agency=read_agency(reader, known.agencies),
        assigned_by=read_giving(reader, known.fields),
    )
    actions = _actions(reader, name, known)
    for key, draft in actions.items():
        if draft.action.unattended and step.automatic is None:
            message = "the portal takes an action by itself only at an automatic step"
            cure = f"give the step '{name}' `automatic: <fact>`"
            reader.complain(("actions", key, "unattended"), message, cure, on_key=True)
    return step, actions


def _checks_documents(reader: Reader) -> bool:
    return reader.one_of("check", ("documents",), "check") == "documents"


def _actions(reader: Reader, step: str, known: Known) -> dict[str, Draft]:
    raw = reader.below("actions")
    read = read_outcomes if reader.has("opens") else read_answers if reader.has("looks_up") else read_ways_out
    ways_out = read(reader, step, known)
    if not raw and not any(map(reader.has, ("opinions", "opens", "looks_up"))):
        where = ("actions",) if reader.has("actions") else ()
        reader.complain(where, f"nothing can be done at the step '{step}'", "add `actions:` with one that leads on")
    if len(raw) > _MOST_ACTIONS:
        reader.complain(("actions",), f"{len(raw)} actions are more than the {_MOST_ACTIONS} that one step may have")
    drafts = {}
    for name, (value, place) in raw.items():
        inner = Reader(value, place, reader.problems)
        draft = read_action(inner, name, step, known)
        opens = read_openings(inner, known.agencies, waits=False)
        drafts[name] = replace(draft, action=replace(draft.action, opens=opens)) if opens else draft
    for name in drafts.keys() & ways_out.keys():
        reader.complain(("actions", name), f"'{name}' is what `next` calls a way out", "rename the action", on_key=True)
    return {**ways_out, **drafts}


def _waived_reasons(
    drafts: Mapping[str, tuple[Step, Mapping[str, Draft]]], steps: Mapping[str, Step], path: Path
) -> Iterable[Problem]:
    """Yield each action that turns somebody away or goes back, and says that no reason is needed."""
    for name, (_, actions) in drafts.items():
        for draft in actions.values():
            action = steps[name].actions[draft.action.name]
            if action.reason_kind is not None and draft.reasons_said and not draft.action.reasons_required:
                place = (*path, "steps", name, "actions", action.name, "reasons")
                message = f"the action '{action.name}' turns away or goes back, and that is never without a reason"
                yield Problem(place, message, "write `reasons: required`, or a list of reasons")


def _check_assignments(steps: Mapping[str, Step], path: Path, problems: list[Problem]) -> None:
    for step in steps.values():
        for action in step.actions.values():
            wanted = _wrong_role(action, steps)
            if wanted is not None:
                place = (*path, *step.place, "actions", action.name, "assign")
                message = f"the action names a {action.assign}, but the step '{action.to}' is done by a {wanted}"
                problems.append(Problem(place, message, closest(wanted, [wanted])))


def _wrong_role(action: Action, steps: Mapping[str, Step]) -> str | None:
    target = steps.get(action.to or "")
    if action.assign is None or target is None or target.role == action.assign:
        return None
    return target.role
