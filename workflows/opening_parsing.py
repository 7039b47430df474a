"""The keys ``agencies``, ``agency``, ``opens`` and ``next`` of a workflow, read; every mistake with place and cure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from workflows.actions import Draft, Known
from workflows.opening import DONE, REFUSED, WAYS_OUT, Opening, way_out
from workflows.reader import Reader, closest, is_name
from workflows.spec import Action, Clock, Step, Text

OPENING_KEYS: Final = (
    "name",
    "procedure",
    "agency",
    "title",
    "answers",
    "documents",
    "brings",
    "within",
    "attach",
    "clock",
    "law",
)
MOST_OPENED: Final = 20
_CODE: Final = re.compile(r"\d\.\d{6}")
_TITLES: Final[Mapping[str, Text]] = {
    DONE: {"vi": "Hồ sơ liên thông đã xong", "en": "The dossiers elsewhere are done"},
    REFUSED: {"vi": "Hồ sơ liên thông không được giải quyết", "en": "A dossier elsewhere was refused"},
}


def read_agencies(reader: Reader) -> dict[str, Text]:
    """Read the other agencies of a workflow: a short name each, with its words."""
    found = {}
    for name, (value, _) in reader.below("agencies").items():
        text = reader.text_at(value, ("agencies", name))
        if text is not None:
            found[name] = text
    return found


def read_agency(reader: Reader, agencies: Iterable[str]) -> str | None:
    """Read which other agency acts at a step; ``None`` where it is the dossier's own."""
    word = reader.word("agency")
    if word is None or word in set(agencies):
        return word
    cure = f"{closest(word, agencies)}; other agencies are declared in `agencies:` of the workflow"
    reader.complain(("agency",), f"unknown agency '{word}'", cure)
    return None


def read_openings(reader: Reader, agencies: Mapping[str, Text], *, waits: bool) -> tuple[Opening, ...]:
    """Read what is opened elsewhere: one mapping or a list; ``waits`` where the dossier stays until they are done."""
    if not reader.has("opens"):
        return ()
    raw = reader.raw["opens"]
    listed = [(raw, ("opens",))] if isinstance(raw, Mapping) else [(one, ("opens", i)) for i, one in _items(raw)]
    if not listed:
        reader.complain(("opens",), "it is not said what is opened", "add `opens: {procedure: …, agency: …}`")
    if len(listed) > MOST_OPENED:
        reader.complain(("opens",), f"{len(listed)} are more than the {MOST_OPENED} that one step may open")
    found: list[Opening] = []
    for value, where in listed[:MOST_OPENED]:
        inner = Reader(value, (*reader.path, *where), reader.problems)
        one = _opening(inner, agencies, waits=waits)
        if one is not None and one.name in {other.name for other in found}:
            inner.complain((), f"'{one.name}' is opened twice", "give one of them a `name:` of its own")
        elif one is not None:
            found.append(one)
    return tuple(found)


def _items(raw: object) -> Iterator[tuple[int, object]]:
    return enumerate(raw) if isinstance(raw, Sequence) and not isinstance(raw, str) else iter(())


def _opening(reader: Reader, agencies: Mapping[str, Text], *, waits: bool) -> Opening | None:
    reader.only(OPENING_KEYS)
    for key, example in (("procedure", '"<code>"'), ("agency", next(iter(agencies), "thue"))):
        if not reader.has(key):
            reader.missing(key, example)
    code, agency = reader.word("procedure"), read_agency(reader, agencies)
    if code is not None and not _CODE.fullmatch(code):
        message = f"'{code}' is no code of a procedure"
        reader.complain(("procedure",), message, "one digit, a point, six digits, in quotes")
    name = reader.word("name") or agency
    if name is not None and not is_name(name):
        reader.complain(("name",), f"'{name}' is no name: small letters without diacritics, digits and '_'")
    clock = _clock(reader, waits=waits)
    if reader.has("brings") and not waits:
        message = "an action that goes on has no form for what the child brings"
        reader.complain(("brings",), message, "put `opens` into a step with a `form`", on_key=True)
    if code is None or agency is None or name is None:
        return None
    return Opening(
        name=name,
        procedure=code,
        agency=agency,
        title=reader.text("title") or agencies[agency],
        answers=_pairs(reader, "answers"),
        documents=_pairs(reader, "documents"),
        brings=_pairs(reader, "brings"),
        within=reader.duration("within"),
        attach=bool(reader.flag("attach")),
        clock=clock,
        law=reader.word("law"),
    )


def _clock(reader: Reader, *, waits: bool) -> Clock:
    word = reader.one_of("clock", list(Clock), "clock rule")
    if waits and not reader.has("clock"):
        message = "it is not said what waiting for the other dossier does to the legal time limit"
        reader.complain((), message, "add `clock: run`, `clock: pause` or `clock: restart`, as the law has it")
    if not waits and reader.has("clock"):
        reader.complain(("clock",), "a dossier that goes on does not wait", "leave it out", on_key=True)
    return Clock(word) if word else Clock.RUN


def _pairs(reader: Reader, key: str) -> dict[str, str]:
    raw = reader.raw.get(key)
    if isinstance(raw, Mapping) and all(isinstance(one, str) for pair in raw.items() for one in pair):
        return {str(name): str(value) for name, value in raw.items()}
    if reader.has(key):
        reader.complain((key,), f"'{key}' says for each name where its value comes from", "write `ten: ho_ten`")
    return {}


def read_outcomes(reader: Reader, step: str, known: Known) -> dict[str, Draft]:
    """Read where the outcome of the children leads, as two actions that the portal itself takes."""
    if not reader.has("next"):
        reader.missing("next", f"{{{DONE}: ky, {REFUSED}: tham_dinh}}")
        return {}
    inner = Reader(reader.raw["next"], (*reader.path, "next"), reader.problems)
    inner.only(WAYS_OUT)
    return {name: draft for name in WAYS_OUT if (draft := _way_out(inner, name, step, known)) is not None}


def _way_out(reader: Reader, name: str, step: str, known: Known) -> Draft | None:
    if not reader.has(name):
        reader.missing(name, known.steps[0])
        return None
    if reader.raw[name] in known.ends:
        message = "another dossier does not end this one: whoever decides does"
        reader.complain((name,), message, "lead to the step of the person who decides")
        return None
    to = reader.word(name)
    if to == step:
        reader.complain((name,), f"'{step}' leads back to itself", "lead to a step at which an officer decides")
    elif to is not None and not known.leads(reader, (name,), to, step):
        to = None
    action = Action(name, _TITLES[name], to, outcome=way_out(step, name))
    return Draft(action, _TITLES[name], asks=None, reasons_said=True, accepts=False)


def written_outcomes(raw: object) -> frozenset[str]:
    """Return the facts about children that a workflow may name, read ahead of everything else."""
    found = set()
    for one in _written_openings(raw):
        name = one.get("name", one.get("agency"))
        found |= {f"{name}_{outcome}" for outcome in WAYS_OUT if isinstance(name, str)}
    return frozenset(found)


def _written_openings(raw: object) -> Iterator[Mapping[object, object]]:
    """Yield whatever stands under ``opens``, however deep in branches."""
    for key, value in raw.items() if isinstance(raw, Mapping) else ():
        if key == "opens":
            listed = [value] if isinstance(value, Mapping) else [one for _, one in _items(value)]
            yield from (one for one in listed if isinstance(one, Mapping))
        else:
            yield from _written_openings(value)


def check_openings(steps: Mapping[str, Step], start: str, facts: Iterable[str], reader: Reader) -> None:
    """Complain of what cannot be together: names twice, a first step that waits, a clock that says two things."""
    names: set[str] = set(facts)
    for step in steps.values():
        inner = Reader({}, (*reader.path, *step.place), reader.problems)
        _check_names(inner, step, names)
        _check_waiting(inner, step)
        _check_elsewhere(inner, step, steps)
        if step.name == start and (step.opens or step.agency):
            message = "a dossier begins with the agency that receives it"
            where = "opens" if step.opens else "agency"
            inner.complain((where,), message, "let a step of the own agency come first")


def _check_names(reader: Reader, step: Step, names: set[str]) -> None:
    for one in (*step.opens, *(each for action in step.actions.values() for each in action.opens)):
        own = {one.fact(outcome) for outcome in WAYS_OUT}
        if names & own:
            message = f"'{one.name}' gives facts whose names are taken: {one.fact(DONE)}, {one.fact(REFUSED)}"
            reader.complain(("opens",), message, "give the opening another `name:`")
        names |= own


def _check_waiting(reader: Reader, step: Step) -> None:
    if len({one.clock for one in step.opens}) > 1:
        message = "dossiers that are awaited together say different things about the clock"
        reader.complain(("opens",), message, "let all of them have the same `clock`")
    if step.opens and step.automatic:
        message = "a step that waits for other dossiers goes on by their outcome"
        reader.complain(("automatic",), message, "leave `automatic` out", on_key=True)


def _check_elsewhere(reader: Reader, step: Step, steps: Mapping[str, Step]) -> None:
    for action in step.actions.values():
        target = steps.get(action.to or "")
        if action.assign is not None and target is not None and target.agency is not None:
            message = f"the step '{action.to}' is done at another agency, which names its officers itself"
            reader.complain(("actions", action.name, "assign"), message, "leave `assign` out", on_key=True)
