"""Steps at which nobody acts, read: what they lead to when they are done, and the branches of a fork."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.actions import Draft, Known, read_fact
from workflows.errors import Path
from workflows.reader import Reader
from workflows.spec import Action, Branch, Join, Outcome, Step
from workflows.status import DossierStatus
from workflows.steps import Written, WrittenBranch
from workflows.vocabulary import FORK_KEYS, OUTCOMES, STANDING_FACTS, SYSTEM

_LEAST_BRANCHES = 2


def read_fork(reader: Reader, name: str, written: Written, known: Known) -> tuple[Step, dict[str, Draft]]:
    """Read a step that opens branches, collecting every mistake."""
    reader.only(FORK_KEYS)
    title = reader.text("title")
    if not reader.has("title"):
        reader.missing("title", "Xác minh và kiểm tra cùng lúc")
    if len(written.branches) < _LEAST_BRANCHES:
        message = f"'{name}' forks into fewer than two branches"
        reader.complain(("branches",), message, "a fork has at least two; put one way alone into steps of their own")
    step = Step(
        name=name,
        title=title or {"vi": name},
        role=SYSTEM,
        status=DossierStatus.PROCESSING,
        actions={},
        waits=True,
        branches={key: _branch(key, one, known) for key, one in written.branches.items()},
        join=Join(reader.one_of("join", list(Join), "join") or Join.ALL),
    )
    return step, read_next(reader, name, known)


def read_next(reader: Reader, name: str, known: Known) -> dict[str, Draft]:
    """Read ``next`` of a step at which nobody acts: one step, or one for each outcome.

    Each becomes an action that is named by the outcome and that the portal alone takes.
    """
    if not reader.has("next"):
        reader.missing("next", "{passed: <step>, failed: <step>}")
        return {}
    value = reader.raw["next"]
    if isinstance(value, str):
        return _drafts(reader, ("next",), {Outcome.PASSED: value}, name, known)
    inner = Reader(value, (*reader.path, "next"), reader.problems)
    inner.only(tuple(Outcome))
    if isinstance(value, Mapping) and not inner.has(Outcome.PASSED):
        inner.missing(Outcome.PASSED, "<step>")
    said = {outcome: inner.word(outcome) for outcome in Outcome if inner.has(outcome)}
    return _drafts(inner, (), {outcome: word for outcome, word in said.items() if word}, name, known)


def _drafts(reader: Reader, where: Path, said: Mapping[Outcome, str], name: str, known: Known) -> dict[str, Draft]:
    drafts = {}
    for outcome, word in said.items():
        place = where or (str(outcome),)
        if known.leads(reader, place, word, name) and _goes_on(reader, place, word, name, known):
            action = Action(str(outcome), OUTCOMES[outcome], to=word)
            drafts[str(outcome)] = Draft(action, action.title, asks=None, reasons_said=False, accepts=False)
    return drafts


def _goes_on(reader: Reader, place: Path, word: str, name: str, known: Known) -> bool:
    """Complain of an end, and of the step itself: only a person ends a dossier or begins anew."""
    if word in known.ends:
        message = f"'{name}' leads to the end '{word}', and nobody is there to decide that"
        reader.complain(place, message, "lead to a step at which an officer ends the dossier")
        return False
    if word == name:
        reader.complain(place, f"'{name}' leads back to itself", "lead to a step at which an officer decides")
        return False
    return True


def _branch(name: str, written: WrittenBranch, known: Known) -> Branch:
    reader = written.reader
    title = reader.text("title")
    if not reader.has("title"):
        reader.missing("title", "Xác minh tại nơi cư trú cũ")
    if not written.steps and not reader.raw.get("steps"):
        reader.complain(("steps",) if reader.has("steps") else (), f"the branch '{name}' has no step", "add `steps:`")
    start = reader.one_of("start", written.steps, "step of this branch") if reader.has("start") else None
    return Branch(
        name=name,
        title=title or {"vi": name},
        start=start or next(iter(written.steps), ""),
        steps=written.steps,
        when=_lasting(reader, "when", known),
        unless=_lasting(reader, "unless", known),
    )


def _lasting(reader: Reader, key: str, known: Known) -> str | None:
    """Read the fact on which a branch depends: one of the pack, which does not change from hour to hour."""
    fact = read_fact(reader, key, known)
    if fact in STANDING_FACTS:
        message = f"'{fact}' changes while the dossier is processed, so no branch can depend on it"
        reader.complain((key,), message, "name a fact that the pack defines under `facts:`")
        return None
    return fact
