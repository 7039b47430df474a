"""What can be done with all the tasks that were chosen, told once for each thing, whichever procedures have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from forms.spec import say
from portal.services import bulk
from portal.services.actors import Actor
from portal.services.bulk import Chosen, Doing, Kind
from portal.services.bulk_foreseeing import Hindrance
from portal.services.definitions import procedure_of
from portal.web import work
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from portal.web.officer.fact_words import fact_words
from workflows.spec import Action, Step

CLAIM: Final = N_("Nhận các hồ sơ này về tôi")
HAND: Final = N_("Chuyển cho cán bộ khác")
ENGLISH: Final = {CLAIM: "Take them myself", HAND: "Hand to a colleague"}
KEY_SIGNS: Final = 16
SHOWN: Final = 10
"""So many dossiers are named for one reason; the rest is counted."""


@dataclass(slots=True)
class Choice:
    """One thing that can be done, and with how many of the chosen tasks."""

    key: str
    kind: Kind
    title: Mapping[str, str]
    count: int = 0
    acts: dict[tuple[UUID, str], str] = field(default_factory=dict)
    """By version and step: the action."""
    roles: set[str] = field(default_factory=set)
    """Of whoever has to be named beside it; nobody has to where it is empty."""

    @property
    def words(self) -> str:
        """What it is called, in the reader's language."""
        return say(self.title, current_language())

    def doing(self, assignee_id: UUID | None, note: str | None) -> Doing:
        """Return it as what is to be done."""
        acts = tuple((version, step, action) for (version, step), action in self.acts.items())
        return Doing(self.kind, self.title, acts, assignee_id, note)


def choices(chosen: Sequence[Chosen], actor: Actor) -> list[Choice]:
    """Return what this officer can do with the chosen tasks: the most common first."""
    found: dict[str, Choice] = {}
    for one in chosen:
        if not actor.has(one.item.agency_id, one.role, one.officer_id):
            continue
        if one.officer_id is None:
            _count(found, Kind.CLAIM, _title(CLAIM))
        _count(found, Kind.HAND, _title(HAND)).roles.add(one.role)
        for action in _actions(one):
            step = procedure_of(work.db(), one.version_id).workflow.steps[one.step]
            title = {language: _at_step(step, action, language) for language in ("vi", "en")}
            choice = _count(found, Kind.ACT, title)
            choice.acts[one.version_id, one.step] = action.name
            choice.roles |= {action.assign} if action.assign else set()
    return sorted(found.values(), key=lambda choice: (choice.kind is not Kind.ACT, -choice.count))


def _at_step(step: Step, action: Action, language: str) -> str:
    """Return the action with its step, which is left out where it says the same."""
    there, done = say(step.title, language), say(action.title, language)
    return done if there == done else f"{there}: {done}"


def _title(words: str) -> Mapping[str, str]:
    return {"vi": words, "en": ENGLISH[words]}


def _actions(one: Chosen) -> list[Action]:
    procedure = procedure_of(work.db(), one.version_id)
    step = procedure.workflow.steps.get(one.step)
    return [action for action in step.actions.values() if bulk.is_for_many(procedure, one.step, action)] if step else []


def _count(found: dict[str, Choice], kind: Kind, title: Mapping[str, str]) -> Choice:
    key = sha256(f"{kind} {title['vi']}".encode()).hexdigest()[:KEY_SIGNS]
    choice = found.setdefault(key, Choice(key, kind, title))
    choice.count += 1
    return choice


def outcome_words(one: Chosen) -> str:
    """Return in words what became of one of the tasks."""
    item = one.item
    if item.state != "failed":
        return _("Đã làm") if item.state == "done" else _("Đang chờ")
    return why_words(one, bulk.Why(item.why or bulk.Why.NOT_POSSIBLE), item.detail)


def why_words(one: Chosen, why: bulk.Why, detail: Mapping[str, Any] | None) -> str:
    """Return in words why something cannot be done with one of the tasks."""
    if why is not bulk.Why.MISSING:
        return _(WHY[why])
    spec = procedure_of(work.db(), one.version_id).workflow
    names = [fact_words(fact, spec) for fact in (detail or {}).get("missing", [])]
    return "; ".join(names) or _(WHY[bulk.Why.NOT_POSSIBLE])


@dataclass(frozen=True, slots=True)
class Hindered:
    """Tasks with which something cannot be done, for one reason: how many, and some of them."""

    words: str
    count: int
    some: Sequence[Chosen]
    more: int


def hindered(chosen: Sequence[Chosen], found: Mapping[UUID, Hindrance]) -> list[Hindered]:
    """Return what stands in the way of some of the chosen tasks, the most common reason first."""
    grouped: dict[str, list[Chosen]] = {}
    for one in chosen:
        if one.item.id in found:
            what = found[one.item.id]
            grouped.setdefault(why_words(one, what.why, what.detail), []).append(one)
    told = [Hindered(words, len(those), those[:SHOWN], max(0, len(those) - SHOWN)) for words, those in grouped.items()]
    return sorted(told, key=lambda one: -one.count)


WHY: Final[Mapping[bulk.Why, str]] = {
    bulk.Why.CHANGED: N_("Hồ sơ đã thay đổi hoặc có người khác nhận sau khi bạn chọn"),
    bulk.Why.NOT_YOURS: N_("Bạn hoặc người được chọn không giữ vai trò của bước này"),
    bulk.Why.OTHER_STEP: N_("Hồ sơ ở bước không có thao tác này"),
    bulk.Why.NOT_OFFERED: N_("Quy trình không cho làm thao tác này lúc này"),
    bulk.Why.PRESSING: N_("Kết quả đang được lập và ký số"),
    bulk.Why.NOT_POSSIBLE: N_("Không thực hiện được với hồ sơ này"),
    bulk.Why.BROKEN: N_("Có lỗi kỹ thuật; hồ sơ không thay đổi, bạn mở hồ sơ và làm riêng"),
}
