"""The keys ``looks_up`` and ``next`` of a step, read; every mistake with its place and cure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from workflows.actions import Draft, Known, is_fact
from workflows.duration import GRAMMAR
from workflows.looking_up import ANSWERED, FIRST_AGAIN, NO_ANSWER, REGISTERS, WAYS_OUT, LookUp, way_out
from workflows.reader import Reader, is_name
from workflows.spec import Action, Clock, Duration, Outcome, Step, Text, Unit
from workflows.undoing import LONGEST, parse_minutes

LOOK_UP_KEYS: Final = ("register", "keys", "facts", "again", "within", "clock", "law")
FACT_KEYS: Final = ("when", "title")
"""Of a fact that has a title; where it has none, the expression alone stands for it."""
MOST_FACTS: Final = 8
OTHERWISE: Final = "otherwise"
"""Where an answer leads by which none of the named facts holds."""
_AGAIN: Final = f"write `5 minutes` (1 to {LONGEST})"
_TITLES: Final[Mapping[str, Text]] = {
    ANSWERED: {"vi": "Có trả lời", "en": "Answered"},
    NO_ANSWER: {"vi": "Không trả lời", "en": "No answer"},
}


def read_look_up(reader: Reader) -> LookUp | None:
    """Read what a step looks up; ``None`` where it looks nothing up."""
    if not reader.has("looks_up"):
        return None
    for other in ("opinions", "opens", "automatic"):
        if reader.has(other):
            message = f"a step that looks something up goes on by the answer, and not by `{other}`"
            reader.complain((other,), message, "put it into a step of its own", on_key=True)
    inner = Reader(reader.raw["looks_up"], (*reader.path, "looks_up"), reader.problems)
    inner.only(LOOK_UP_KEYS)
    if not inner.has("register"):
        inner.missing("register", next(iter(REGISTERS)))
    register = inner.one_of("register", REGISTERS, "register")
    keys = _pairs(inner, "keys", inner.raw.get("keys"), "citizen_id: so_dinh_danh")
    facts, titles = _facts(inner)
    within, clock, again = _within(inner), _clock(inner), _again(inner)
    if register is None or within is None or clock is None or not keys or not facts:
        return None
    return LookUp(register, keys, facts, within, clock, inner.word("law"), again, titles)


def _pairs(reader: Reader, key: str, raw: object, example: str) -> dict[str, str]:
    if not reader.has(key):
        reader.missing(key, f"{{{example}}}")
        return {}
    if isinstance(raw, Mapping) and raw and all(isinstance(one, str) for pair in raw.items() for one in pair):
        return {str(name): str(value) for name, value in raw.items()}
    reader.complain((key,), f"'{key}' says for each name where its value comes from", f"write `{example}`")
    return {}


def _facts(reader: Reader) -> tuple[dict[str, str], dict[str, Text]]:
    """Read the facts as expressions, and the titles of those that are written with one."""
    raw, titles, plain = reader.raw.get("facts"), dict[str, Text](), dict[object, object]()
    for name, value in raw.items() if isinstance(raw, Mapping) else ():
        plain[name] = _titled(reader, str(name), value, titles) if isinstance(value, Mapping) else value
    found = _pairs(reader, "facts", plain or raw, "da_ket_hon: \"register.marital_status == 'married'\"")
    if len(found) > MOST_FACTS:
        reader.complain(("facts",), f"{len(found)} facts are more than the {MOST_FACTS} that one answer may establish")
    for name in found:
        if not is_name(name):
            message = f"'{name}' is no name: small letters without diacritics, digits and '_'"
            reader.complain(("facts", name), message, on_key=True)
    return found, titles


def _titled(reader: Reader, name: str, value: object, titles: dict[str, Text]) -> object:
    """Return the expression of a fact that is written with its title, and keep the title."""
    inner = Reader(value, (*reader.path, "facts", name), reader.problems)
    inner.only(FACT_KEYS)
    title = inner.text("title")
    if title is not None:
        titles[name] = title
    if not inner.has("when"):
        inner.missing("when", '"register.found"')
        return "false"
    return inner.raw["when"]


def _within(reader: Reader) -> Duration | None:
    if not reader.has("within"):
        reader.missing("within", "8 working hours")
    within = reader.duration("within")
    if within is not None and within.unit in (Unit.MONTHS, Unit.SAME_DAY):
        reader.complain(("within",), "the time for an answer is counted in hours or days", GRAMMAR)
        return None
    return within


def _clock(reader: Reader) -> Clock | None:
    if not reader.has("clock"):
        message = "it is not said what waiting for the register does to the legal time limit"
        reader.complain((), message, "add `clock: run`, `clock: pause` or `clock: restart`, as the law has it")
    word = reader.one_of("clock", list(Clock), "clock rule")
    return Clock(word) if word else None


def _again(reader: Reader) -> int:
    if not reader.has("again"):
        return FIRST_AGAIN
    try:
        minutes = parse_minutes(reader.raw["again"])
    except ValueError:
        minutes = 0
    if not minutes:
        reader.complain(("again",), "it is said in minutes when a register that is silent is asked again", _AGAIN)
    return minutes


def read_answers(reader: Reader, step: str, known: Known) -> dict[str, Draft]:
    """Read where the answer of a register leads, and where its silence, as actions of the portal itself."""
    if not reader.has("next"):
        reader.missing("next", f"{{{ANSWERED}: ky, {NO_ANSWER}: tham_dinh}}")
        return {}
    inner = Reader(reader.raw["next"], (*reader.path, "next"), reader.problems)
    inner.only(WAYS_OUT)
    ways = _by_facts(inner, step, known) if isinstance(inner.raw.get(ANSWERED), Mapping) else {}
    if not ways:
        ways = _way_out(inner, ANSWERED, step, known)
    return ways | _way_out(inner, NO_ANSWER, step, known)


def _by_facts(reader: Reader, step: str, known: Known) -> dict[str, Draft]:
    """Read where the answer leads by what it establishes: the first fact that holds counts."""
    inner = Reader(reader.raw[ANSWERED], (*reader.path, ANSWERED), reader.problems)
    facts = [str(name) for name in inner.raw if name != OTHERWISE]
    found: dict[str, Draft] = {}
    for fact in facts:
        if is_fact(inner, fact, fact, known):
            found |= _way_out(inner, fact, step, known, name=f"{ANSWERED}_{fact}", when=fact)
    return found | _way_out(inner, OTHERWISE, step, known, name=ANSWERED, unless=facts[0] if len(facts) == 1 else None)


def _way_out(
    reader: Reader,
    key: str,
    step: str,
    known: Known,
    *,
    name: str | None = None,
    when: str | None = None,
    unless: str | None = None,
) -> dict[str, Draft]:
    if not reader.has(key):
        reader.missing(key, known.steps[0])
        return {}
    if reader.raw[key] in known.ends:
        message = "a register does not end a dossier: whoever decides does, or an unattended action"
        reader.complain((key,), message, "lead to a step")
        return {}
    to, outcome = reader.word(key), NO_ANSWER if key == NO_ANSWER else ANSWERED
    if to == step:
        reader.complain((key,), f"'{step}' leads back to itself", "say in `within` how long the register is asked")
    elif to is not None and not known.leads(reader, (key,), to, step):
        to = None
    action = Action(name or key, _TITLES[outcome], to, when=when, unless=unless, outcome=way_out(step, outcome))
    return {action.name: Draft(action, action.title, asks=None, reasons_said=True, accepts=False)}


def written_facts(raw: object) -> frozenset[str]:
    """Return the facts that answers establish, read ahead of everything else."""
    return frozenset(str(name) for one in _written(raw) for name in one)


def _written(raw: object) -> Iterator[Mapping[object, object]]:
    """Yield the facts under every ``looks_up``, however deep in branches."""
    for key, value in raw.items() if isinstance(raw, Mapping) else ():
        if key == "looks_up":
            facts = value.get("facts") if isinstance(value, Mapping) else None
            yield from [facts] if isinstance(facts, Mapping) else []
        else:
            yield from _written(value)


def check_look_ups(steps: Mapping[str, Step], facts: Iterable[str], reader: Reader) -> None:
    """Complain of facts that two things establish, and of ways out on which nobody would ever stop the portal."""
    names, order = set(facts), list(steps)
    for step in steps.values():
        inner = Reader({}, (*reader.path, *step.place), reader.problems)
        for fact in step.looks_up.facts if step.looks_up else ():
            if fact in names:
                message = f"the fact '{fact}' is established elsewhere already"
                inner.complain(("looks_up", "facts", fact), message, "give it a name of its own", on_key=True)
            names.add(fact)
        for action in step.actions.values() if step.looks_up else ():
            _check_person(inner, step, action, steps, order)


def _check_person(reader: Reader, step: Step, action: Action, steps: Mapping[str, Step], order: list[str]) -> None:
    """Complain unless a person acts where silence leads, and where an answer leads back."""
    back = action.to in order and order.index(action.to or "") < order.index(step.name)
    there = steps.get(action.to or "")
    if action.outcome is None or action.to in list(Outcome) or there is None or _acts(there):
        return
    if action.name == NO_ANSWER:
        message = f"'{there.name}' goes on by itself, and a person has to take over when the register is silent"
        reader.complain(("next", NO_ANSWER), message, "lead to a step at which an officer acts")
    elif back:
        message = f"'{step.name}' goes back to '{there.name}', where the portal may go on by itself"
        reader.complain(("next", ANSWERED), message, "go back to a step at which a person decides")


def _acts(step: Step) -> bool:
    """Say whether a person acts at a step, and nothing else."""
    waits = step.waits or step.opens or step.opinions is not None or step.looks_up is not None
    return not waits and step.automatic is None
