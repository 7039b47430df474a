"""What a supplement request may name: each document, and each field that the applicant answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from forms.fields import REGISTRY
from forms.fields.yes_no import DeclarationType
from forms.spec import FormSpec, say
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.law_words import law_words
from procedures.definition import Procedure

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to supplement; ``chosen`` once the officer ticked it."""

    kind: str
    """``document`` or ``field``."""
    name: str
    title: str
    told: str
    """What is kept of it: in Vietnamese, as the slip has it, with its page where other pages ask by the same words."""
    law: str | None = None
    group: str = ""
    """Under which heading the page lists it."""
    now: str = ""
    """What was answered, in words."""
    chosen: bool = False
    reason: str = ""

    @property
    def key(self) -> str:
        """Return the name of its inputs."""
        return f"{self.kind}-{self.name}"

    def as_json(self) -> dict[str, Any]:
        """Return the item as the request keeps it."""
        told = {"kind": self.kind, "name": self.name, "title": self.told, "reason": self.reason}
        return {**told, "law": self.law} if self.law else told


def possible_items(procedure: Procedure, answers: Mapping[str, Any]) -> list[Item]:
    """Return every document of the procedure, then every field that was answered, page by page.

    ``answers`` are those of a filing as JSON; a declaration is made anew with each filing and never asked for alone.
    """
    language = current_language()
    told = distinct_labels(procedure.form, "vi")
    documents = [
        Item(
            "document",
            one.id,
            say(one.title, language),
            say(one.title, "vi"),
            law=law_words(procedure, one.law),
            group=_("Giấy tờ"),
        )
        for one in procedure.documents
    ]
    fields = [
        Item(
            "field",
            one.name,
            say(one.label, language),
            told[one.name],
            law=law_words(procedure, one.law),
            group=say(page.title, language),
        )
        for page in procedure.form.pages
        for one in page.fields
        if one.name in answers and REGISTRY[one.type].asked and not isinstance(REGISTRY[one.type], DeclarationType)
    ]
    return [*documents, *fields]


def distinct_labels(form: FormSpec, language: str) -> dict[str, str]:
    """Return what each field is called; where two pages ask by the same words, with the page that it stands on."""
    labels = {
        one.name: (say(one.label, language), say(page.title, language)) for page in form.pages for one in page.fields
    }
    often = Counter(label for label, _page in labels.values())
    return {name: f"{label} ({page})" if often[label] > 1 else label for name, (label, page) in labels.items()}


def items_from(typed: Mapping[str, str], possible: list[Item]) -> list[Item]:
    """Return the ticked items with the reasons that were typed."""
    return [
        replace(one, chosen=True, reason=(typed.get(f"reason-{one.key}") or "").strip()[:LONGEST_REASON])
        for one in possible
        if typed.get(f"item-{one.key}")
    ]
