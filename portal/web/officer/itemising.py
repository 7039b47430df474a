"""What a supplement request may name: each document, and each field that the applicant answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.fields import REGISTRY
from forms.spec import say
from portal.web.language import current_language
from portal.web.officer.area import law_words
from procedures.definition import Procedure

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to supplement; ``chosen`` once the officer ticked it."""

    kind: str
    """``document`` or ``field``."""
    name: str
    title: str
    law: str | None = None
    chosen: bool = False
    reason: str = ""

    @property
    def key(self) -> str:
        """Return the name of its inputs."""
        return f"{self.kind}-{self.name}"

    def as_json(self) -> dict[str, Any]:
        """Return the item as the request keeps it."""
        told = {"kind": self.kind, "name": self.name, "title": self.title, "reason": self.reason}
        return {**told, "law": self.law} if self.law else told


def possible_items(procedure: Procedure, answers: Mapping[str, Any]) -> list[Item]:
    """Return every document of the procedure, then every field that was answered."""
    language = current_language()
    documents = [
        Item("document", one.id, say(one.title, language), law_words(procedure, one.law)) for one in procedure.documents
    ]
    fields = [
        Item("field", one.name, say(one.label, language), law_words(procedure, one.law))
        for one in procedure.form.fields()
        if one.name in answers and REGISTRY[one.type].asked
    ]
    return [*documents, *fields]


def items_from(typed: Mapping[str, str], possible: list[Item]) -> list[Item]:
    """Return the ticked items with the reasons that were typed."""
    return [
        Item(
            one.kind,
            one.name,
            one.title,
            one.law,
            chosen=True,
            reason=(typed.get(f"reason-{one.key}") or "").strip()[:LONGEST_REASON],
        )
        for one in possible
        if typed.get(f"item-{one.key}")
    ]
