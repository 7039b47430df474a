"""Information given once: what a source has told is shown and kept, and not asked again.

Nghị định 224/2026/NĐ-CP Điều 15 khoản 1. Whoever files for another person is asked everything: what is known is about
the one who files, and a form about somebody else must not silently carry it. What a source tells and a field cannot
hold is as if it were not known: the question is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from forms.answers import find_error
from forms.errors import InvalidAnswer
from forms.fields import REGISTRY, Around
from forms.fields.address import PARTS
from forms.sourced import Sourced, sourced, with_told
from forms.spec import FieldSpec, FormSpec, SameForm
from portal.identity.base import Kind
from portal.models import Draft, Person
from portal.services.register_answers import in_field
from portal.services.situations import identity_values
from procedures.sources import IDENTITY, POPULATION_REGISTER, Source, source_of

REGISTER: Final = "register"
EARLIER: Final = "earlier"
WHY: Final = "why"
CARD: Final = "card"
"""Under which name, and as which source, a draft keeps what the person showed at the counter."""


@dataclass(frozen=True, slots=True)
class Told:
    """One answer as a source told it."""

    value: Any
    """Typed, as the field holds it."""
    source: str
    """``identity``, ``population``, ``dossier`` or ``result``; ``card`` for what was shown at the counter."""
    at: datetime | None = None
    """When the source was asked; of an earlier dossier or a result, when that was filed or issued."""
    of: str | None = None
    """Of which dossier, or of which number of a result."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known for one filing, and what of it the person says is wrong."""

    told: Mapping[str, Told] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    """By the field that is corrected, the reason; empty while the person has not given it."""

    def over(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answers with those in their places that stand as they were told."""
        return with_told(answers, {key: one.value for key, one in self.told.items() if key not in self.why})

    @property
    def unexplained(self) -> list[str]:
        """Return the fields that are corrected without a reason."""
        return [name for name, why in self.why.items() if not why]


def knowledge_of(spec: FormSpec, draft: Draft, person: Person, today: date) -> Knowledge:
    """Return what is known for a draft of ``person``."""
    told = known_answers(spec, person, today, draft.known, filed_on_behalf=draft.filed_on_behalf)
    why = draft.known.get(WHY)
    if not why:
        return Knowledge(told)
    correctable = {one.key for one in sourced_in(spec) if one.correctable}
    return Knowledge(told, {key: why[key] for key in told if key in why and key in correctable})


def known_answers(
    spec: FormSpec, person: Person, today: date, kept: Mapping[str, Any], *, filed_on_behalf: bool
) -> dict[str, Told]:
    """Return what the identity of ``person``, and what is ``kept`` of other sources, tell for fields with ``from``.

    By the name of the field, or by those of block and box: ``nguoi_nop.full_name``.
    """
    if filed_on_behalf:
        return {}
    asked = sourced_in(spec)
    if not asked:
        return {}
    identity = identity_values(person) | _residence(person) | _organisation(person)
    found = {one.key: _first(one, identity, kept, today) for one in asked}
    return {name: told for name, told in found.items() if told is not None}


def sourced_in(spec: FormSpec) -> tuple[Sourced, ...]:
    """Return the answers of a form that some source may tell: looked for once, since every page of a filing asks."""
    return _sourced(spec.same)


@lru_cache(maxsize=512)
def _sourced(same: SameForm) -> tuple[Sourced, ...]:
    return tuple(sourced(same.spec.fields()))


def _residence(person: Person) -> dict[str, object]:
    """Return the permanent residence in the parts of an address field, where the identity told each of them."""
    parts = {name: (person.residence or {}).get(name) for name in PARTS}
    return {"residence": parts} if all(parts.values()) else {}


def _organisation(person: Person) -> dict[str, object]:
    """Return the number of an organisation; a person's own tax code is no organisation's."""
    return {"organisation_code": person.tax_code} if person.kind == Kind.ORGANISATION and person.tax_code else {}


def _first(one: Sourced, identity: Mapping[str, object], kept: Mapping[str, Any], today: date) -> Told | None:
    """Return what the first source tells that the field can hold."""
    for path in one.field.sources:
        source = source_of(path)
        if not one.is_about(str(identity["kind"]), path):
            continue
        said = _said(one.field, source, path, identity, kept) if source else None
        value = None if said is None else _answer(one.field, said["value"], today)
        if source and said and value is not None:
            at = said.get("at")
            kind = CARD if source.kind == IDENTITY and CARD in kept else source.kind
            return Told(value, kind, datetime.fromisoformat(at) if at else None, said.get("of"))
    return None


def _said(
    one: FieldSpec, source: Source, path: str, identity: Mapping[str, object], kept: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    if source.kind == IDENTITY:
        value = identity.get(source.name)
        at = kept[CARD]["at"] if CARD in kept else None
        return {"value": value.isoformat() if isinstance(value, date) else value, "at": at}
    if source.kind == POPULATION_REGISTER:
        register = kept.get(REGISTER, {})
        return {"value": in_field(one, source.name, register.get("told", {})), "at": register.get("at")}
    found: Mapping[str, Any] | None = kept.get(EARLIER, {}).get(path)
    return found


def _answer(one: FieldSpec, said: Any, today: date) -> Any:
    kind = REGISTRY[one.type]
    if said is None:
        return None
    try:
        answer = kind.load(one, said)
    except (InvalidAnswer, TypeError, ValueError, KeyError, AttributeError):
        # A source may say anything at all; what no field of this type can hold is not known.
        return None
    if kind.blank(answer) or find_error(one, answer, Around(today), required=False):
        return None
    return answer
