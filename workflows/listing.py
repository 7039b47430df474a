"""A workflow in words: what a drawing shows, for a screen reader, a phone, or a procedure's page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workflows.asking import Asked
from workflows.duration import in_words
from workflows.fact_words import fact_in_words
from workflows.looking_up import REGISTERS
from workflows.opening import Opening
from workflows.position import around
from workflows.spec import Action, Branch, Join, Outcome, Step, Text, WorkflowSpec
from workflows.status import WORDS, DossierStatus
from workflows.vocabulary import ROLES


@dataclass(frozen=True, slots=True)
class Described:
    """One step or end in words."""

    name: str
    title: str
    role: str
    """Who acts; empty at an end."""
    within: str
    status: str
    actions: tuple[str, ...]
    branch: str = ""
    """The branches in which it lies, the outermost first."""


_WORDS: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "leads": "{title}: chuyển đến “{target}”",
        "stays": "{title}: hồ sơ ở lại bước này",
        Outcome.PASSED: "{title}: nhánh xong, đạt",
        Outcome.FAILED: "{title}: nhánh xong, không đạt",
        "opens": "Mở nhánh “{title}” từ bước “{target}”",
        "joined": "{how}: chuyển đến “{target}”",
        "needs": "cần: {facts}",
        "when": "khi {fact}",
        "unless": "trừ khi {fact}",
        "reasons": "phải nêu lý do",
        "asks": "{role} lấy ý kiến: {asked}",
        "elsewhere": "{role} ({agency})",
        "children": "{role} chờ hồ sơ liên thông: {opened}",
        "looks_up": "Cổng tra cứu {register}",
    },
    "en": {
        "leads": "{title}: leads to “{target}”",
        "stays": "{title}: the dossier stays at this step",
        Outcome.PASSED: "{title}: the branch is through and passed",
        Outcome.FAILED: "{title}: the branch is through and failed",
        "opens": "Opens the branch “{title}” at “{target}”",
        "joined": "{how}: leads to “{target}”",
        "needs": "needs: {facts}",
        "when": "when {fact}",
        "unless": "unless {fact}",
        "reasons": "reasons must be given",
        "asks": "{role} asks for opinions: {asked}",
        "elsewhere": "{role} ({agency})",
        "children": "{role} waits for dossiers elsewhere: {opened}",
        "looks_up": "The portal asks the {register}",
    },
}


_JOINS: Mapping[str, Mapping[tuple[Join, str], str]] = {
    "vi": {
        (Join.ALL, Outcome.PASSED): "Khi mọi nhánh xong và đạt",
        (Join.ALL, Outcome.FAILED): "Khi mọi nhánh xong, có nhánh không đạt",
        (Join.ANY, Outcome.PASSED): "Khi một nhánh đạt",
        (Join.ANY, Outcome.FAILED): "Khi không nhánh nào đạt",
        (Join.FIRST, Outcome.PASSED): "Khi nhánh xong đầu tiên đạt",
        (Join.FIRST, Outcome.FAILED): "Khi nhánh xong đầu tiên không đạt",
    },
    "en": {
        (Join.ALL, Outcome.PASSED): "When every branch is through and passed",
        (Join.ALL, Outcome.FAILED): "When every branch is through and one failed",
        (Join.ANY, Outcome.PASSED): "When one branch passed",
        (Join.ANY, Outcome.FAILED): "When no branch passed",
        (Join.FIRST, Outcome.PASSED): "When the first that is through passed",
        (Join.FIRST, Outcome.FAILED): "When the first that is through failed",
    },
}


def say(text: Text, language: str) -> str:
    """Return a text in a language, in Vietnamese where that is missing."""
    return text.get(language) or text["vi"]


def status_in_words(status: DossierStatus, language: str) -> str:
    """Return the words of a status."""
    vietnamese, english = WORDS[status]
    return english if language == "en" else vietnamese


def role_in_words(spec: WorkflowSpec, role: str, language: str) -> str:
    """Return the words of a role, the pack's own or a standard one."""
    text = spec.own_roles.get(role) or ROLES.get(role)
    return say(text, language) if text else role


def who_in_words(spec: WorkflowSpec, step: Step, language: str) -> str:
    """Return who acts at a step, at which other agency, and what is asked or awaited of others there."""
    words, role = _WORDS[language], role_in_words(spec, step.role, language)
    if step.agency is not None:
        role = words["elsewhere"].format(role=role, agency=say(spec.agencies[step.agency], language))
    if step.opinions is not None:
        return words["asks"].format(role=role, asked=_titles(step.opinions.to, language))
    if step.looks_up is not None:
        return words["looks_up"].format(register=say(REGISTERS[step.looks_up.register], language))
    return words["children"].format(role=role, opened=_titles(step.opens, language)) if step.opens else role


def _titles(named: Iterable[Asked | Opening], language: str) -> str:
    return ", ".join(say(one.title, language) for one in named)


def as_list(spec: WorkflowSpec, language: str = "vi") -> list[Described]:
    """Return every step in the pack's order, then the ends."""
    steps = [_step(spec, step, language) for step in spec.steps.values()]
    ends = [
        Described(end.name, say(end.title, language), "", "", status_in_words(end.status, language), ())
        for end in spec.ends.values()
    ]
    return steps + ends


def _step(spec: WorkflowSpec, step: Step, language: str) -> Described:
    fork = bool(step.branches)
    said = _fork(spec, step, language) if fork else [_action(spec, one, language) for one in step.actions.values()]
    return Described(
        name=step.name,
        title=say(step.title, language),
        role="" if fork else who_in_words(spec, step, language),
        within=in_words(step.within, language) if step.within else "",
        status="" if fork else status_in_words(step.status, language),
        actions=tuple(said),
        branch=branch_in_words(spec, step.name, language),
    )


def branch_in_words(spec: WorkflowSpec, step: str, language: str) -> str:
    """Return the titles of the branches around a step, the outermost first; nothing where it lies in none."""
    titles = [say(spec.steps[fork].branches[branch].title, language) for fork, branch in around(spec, step)]
    return " / ".join(reversed(titles))


def _fork(spec: WorkflowSpec, step: Step, language: str) -> list[str]:
    words = _WORDS[language]
    said = []
    for branch in step.branches.values():
        target = say(spec.steps[branch.start].title, language)
        opens = words["opens"].format(title=say(branch.title, language), target=target)
        said.append("; ".join([opens, *situation(spec, branch, language)]))
    for action in step.actions.values():
        how = _JOINS[language][step.join, action.name]
        if action.to in list(Outcome):
            said.append(words[str(action.to)].format(title=how))
        else:
            said.append(words["joined"].format(how=how, target=_to(spec, action, language)))
    return said


def _to(spec: WorkflowSpec, action: Action, language: str) -> str:
    target = spec.steps.get(action.to or "") or spec.ends[action.to or ""]
    return say(target.title, language)


def _action(spec: WorkflowSpec, action: Action, language: str) -> str:
    words, title = _WORDS[language], say(action.title, language)
    if action.to is None:
        first = words["stays"].format(title=title)
    elif action.to in list(Outcome):
        first = words[action.to].format(title=title)
    else:
        first = words["leads"].format(title=title, target=_to(spec, action, language))
    return "; ".join([first, *conditions(spec, action, language)])


def situation(spec: WorkflowSpec, action: Action | Branch, language: str) -> list[str]:
    """Return in which situation an action is offered, or a branch opened, in words; nothing when always."""
    words = _WORDS[language]
    said = []
    if action.when is not None:
        said.append(words["when"].format(fact=fact_in_words(spec, action.when, language)))
    if action.unless is not None:
        said.append(words["unless"].format(fact=fact_in_words(spec, action.unless, language)))
    return said


def conditions(spec: WorkflowSpec, action: Action, language: str) -> list[str]:
    """Return in which situation an action is offered and what it asks for, in words."""
    words = _WORDS[language]
    said = situation(spec, action, language)
    if action.needs:
        facts = ", ".join(fact_in_words(spec, fact, language) for fact in sorted(action.needs))
        said.append(words["needs"].format(facts=facts))
    if action.reasons_required:
        said.append(words["reasons"])
    return said
