"""The keys ``opinions``, ``asks_opinions`` and ``next`` of a step, read; every mistake with its place and cure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from workflows.actions import Draft, Known, read_role
from workflows.asking import (
    EVERYBODY,
    FAILED,
    FORM,
    NO_OPINION,
    PASSED,
    VERDICTS,
    Answer,
    Asked,
    AskedKind,
    Opinions,
    Rules,
)
from workflows.duration import GRAMMAR
from workflows.forking import read_next
from workflows.reader import Reader, is_name
from workflows.spec import Clock, Duration, Text, Unit
from workflows.vocabulary import ROLES

RULE_KEYS: Final = ("within", "answers", "silence", "clock", "remind", "law")
OPINION_KEYS: Final = ("to", *RULE_KEYS, "passes", "about", "question", "collective")
ASKED_KEYS: Final = ("agency", "role", "council", "title")
MOST_ASKED: Final = 30
LEADER: Final = "leader"
"""Who answers at an agency that is asked, where the pack does not say."""
_FEWEST_ANSWERS: Final = 2
_TITLES: Final[Mapping[str, Text]] = {
    PASSED: {"vi": "Ý kiến đạt yêu cầu", "en": "The opinions pass"},
    FAILED: {"vi": "Ý kiến không đạt yêu cầu", "en": "The opinions do not pass"},
}


def read_opinions(reader: Reader, known: Known) -> Opinions | None:
    """Read what a step asks, of whom, and when it passes; ``None`` where it asks nothing."""
    if not reader.has("opinions"):
        return None
    if reader.has("opens"):
        message = "a step waits for opinions or for dossiers elsewhere, not for both"
        reader.complain(("opinions",), message, "put them into branches of one step", on_key=True)
    inner = Reader(reader.raw["opinions"], (*reader.path, "opinions"), reader.problems)
    inner.only(OPINION_KEYS)
    asked = _asked_ones(inner, known)
    rules = _rules(inner)
    collective = bool(inner.flag("collective"))
    if collective and any(one.kind is not AskedKind.COUNCIL for one in asked):
        inner.complain(("collective",), "only a council decides over many dossiers at once", "ask `{council: …}` alone")
    if rules is None or not asked:
        return None
    about = inner.words("about") or (FORM,)
    passes = inner.word("passes") or EVERYBODY
    return Opinions(tuple(asked), rules, passes, about, inner.text("question"), collective)


def read_rules(reader: Reader) -> Rules | None:
    """Read by which rules whoever acts at a step may ask others (``asks_opinions``)."""
    if not reader.has("asks_opinions"):
        return None
    inner = Reader(reader.raw["asks_opinions"], (*reader.path, "asks_opinions"), reader.problems)
    inner.only(RULE_KEYS)
    return _rules(inner)


def read_ways_out(reader: Reader, step: str, known: Known) -> dict[str, Draft]:
    """Read where the counted answers lead, as two actions that the portal itself takes.

    One step under ``next`` is where the dossier goes however they were counted.
    """
    if not reader.has("opinions"):
        if reader.has("next"):
            reader.complain(
                ("next",),
                "'next' belongs to a step with `opinions`, `opens` or `looks_up`",
                "leave it out",
                on_key=True,
            )
        return {}
    said = read_next(reader, step, known)
    ways = {name: said[name] for name in VERDICTS if name in said}
    if PASSED in ways and FAILED not in ways:
        if isinstance(reader.raw["next"], Mapping) and FAILED not in reader.raw["next"]:
            Reader(reader.raw["next"], (*reader.path, "next"), reader.problems).missing(FAILED, known.steps[0])
        ways[FAILED] = ways[PASSED]
    return {name: _named(draft, name) for name, draft in ways.items()}


def _named(draft: Draft, name: str) -> Draft:
    title = _TITLES[name]
    return replace(draft, action=replace(draft.action, name=name, title=title), title=title)


def _rules(reader: Reader) -> Rules | None:
    within, silence = _within(reader), _silence(reader)
    answers = _answers(reader)
    clock = _clock(reader)
    remind = _remind(reader)
    if silence is not None and silence not in (NO_OPINION, *answers):
        reader.complain(
            ("silence",), f"'{silence}' is none of the answers", f"add it to `answers`, or write '{NO_OPINION}'"
        )
    if within is None or silence is None or clock is None:
        return None
    counted = None if silence == NO_OPINION else Answer(silence)
    return Rules(within, answers, counted, clock, remind, reader.word("law"))


def _within(reader: Reader) -> Duration | None:
    if not reader.has("within"):
        reader.missing("within", "5 working days")
    within = reader.duration("within")
    if within is not None and within.unit in (Unit.MONTHS, Unit.SAME_DAY):
        reader.complain(("within",), "the time for an opinion is counted in hours or days", GRAMMAR)
        return None
    return within


def _remind(reader: Reader) -> Duration | None:
    remind = reader.duration("remind")
    if remind is None or remind.unit in (Unit.WORKING_DAYS, Unit.DAYS):
        return remind
    reader.complain(("remind",), "whoever has not answered is reminded some days before", "write `1 working day`")
    return None


def _silence(reader: Reader) -> str | None:
    if not reader.has("silence"):
        message = "it is not said what no answer means in law"
        reader.complain((), message, f"add `silence: {Answer.AGREE}`, another answer, or `silence: {NO_OPINION}`")
        return None
    return reader.one_of("silence", (*Answer, NO_OPINION), "answer")


def _clock(reader: Reader) -> Clock | None:
    if not reader.has("clock"):
        message = "it is not said what waiting for opinions does to the legal time limit"
        reader.complain((), message, "add `clock: run`, `clock: pause` or `clock: restart`, as the law has it")
    word = reader.one_of("clock", list(Clock), "clock rule")
    return Clock(word) if word else None


def _answers(reader: Reader) -> tuple[Answer, ...]:
    if not reader.has("answers"):
        return tuple(Answer)
    known = [word for word in reader.words("answers") if _is_answer(reader, word)]
    if len(set(known)) < _FEWEST_ANSWERS:
        reader.complain(("answers",), "who is asked has at least two answers to choose from", "leave `answers` out")
    return tuple(answer for answer in Answer if answer in known)


def _is_answer(reader: Reader, word: str) -> bool:
    if word in set(Answer):
        return True
    reader.complain(("answers",), f"unknown answer '{word}'", f"known: {', '.join(Answer)}")
    return False


def _asked_ones(reader: Reader, known: Known) -> list[Asked]:
    listed = reader.raw.get("to")
    if not isinstance(listed, Sequence) or isinstance(listed, str) or not listed:
        reader.complain(
            ("to",) if reader.has("to") else (), "it is not said who is asked", "add `to: [{agency: …, title: …}]`"
        )
        return []
    if len(listed) > MOST_ASKED:
        reader.complain(("to",), f"{len(listed)} are more than the {MOST_ASKED} that one step may ask")
    found: list[Asked] = []
    for index, item in enumerate(listed[:MOST_ASKED]):
        one = _asked(Reader(item, (*reader.path, "to", index), reader.problems), known)
        if one is not None and one.name in {other.name for other in found}:
            reader.complain(("to", index), f"'{one.name}' is asked twice", "ask each once")
        elif one is not None:
            found.append(one)
    return found


def _asked(reader: Reader, known: Known) -> Asked | None:
    reader.only(ASKED_KEYS)
    if reader.has("agency"):
        return _agency(reader, known)
    kind = AskedKind.COUNCIL if reader.has("council") else AskedKind.ROLE
    if not reader.has(kind):
        reader.complain((), "it is not said who is asked", "write `agency: …`, `role: …` or `council: …`")
        return None
    role = read_role(reader, kind, known)
    if role is None:
        return None
    return Asked(kind, role, reader.text("title") or known.own_roles.get(role) or ROLES[role], role)


def _agency(reader: Reader, known: Known) -> Asked | None:
    name, title = reader.word("agency"), reader.text("title")
    if name is not None and not is_name(name):
        message = f"'{name}' is no name: small letters without diacritics, digits and '_'"
        reader.complain(("agency",), message, "give the agency a short name here; the offer says which one it is")
        return None
    if title is None:
        if not reader.has("title"):
            reader.missing("title", "Cảnh sát phòng cháy, chữa cháy")
        return None
    role = read_role(reader, "role", known) or LEADER
    return Asked(AskedKind.AGENCY, name or "", title, role) if name else None
