"""Corrections of what a source told: read from a posted page, with the reason that each of them needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from forms.building import Posted
from forms.cleaning import clean_line
from forms.errors import InvalidAnswer
from forms.sourced import Sourced, answer_at, sourced
from forms.spec import Page
from portal.services.known_answers import Told, sourced_in
from portal.web.citizen.answering import Typed
from portal.web.citizen.filing import Filing
from portal.web.language import gettext as _
from portal.web.source_words import correction_words, notes_by_field, told_words

LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a posted page corrects: the reasons of the whole form, and what is missing on this page."""

    why: Mapping[str, str] | None
    """``None`` when the page has nothing that could be corrected."""
    errors: Mapping[str, list[str]]


NOTHING: Final = Corrected(None, {})


def correctable(filing: Filing, page: Page) -> Iterator[tuple[Sourced, Told]]:
    """Yield the known answers of a page that the law lets a person correct."""
    for one in sourced(page.fields):
        if one.correctable and one.key in filing.known.told:
            yield one, filing.known.told[one.key]


def known_notes(filing: Filing) -> dict[str, str]:
    """Return by field where its answer comes from, or how it was corrected; nothing for what was simply asked."""
    if not filing.known.told:
        return {}
    return notes_by_field((one, _note(filing, one)) for one in sourced_in(filing.spec) if one.key in filing.known.told)


def _note(filing: Filing, one: Sourced) -> str:
    told = filing.known.told[one.key]
    if one.key in filing.known.why:
        return f"{told_words(told)}. {correction_words(one.field, told.value, filing.known.why[one.key])}"
    return told_words(told)


def reason_of(typed: Typed, name: str) -> str:
    """Return the reason that was typed for a field, on one line; empty when it cannot be kept."""
    try:
        return clean_line(typed.get(f"{name}-why", ""), LONGEST)
    except InvalidAnswer:
        return ""


def corrected(filing: Filing, page: Page, posted: Posted, typed: Typed) -> Corrected:
    """Return what is corrected now; an answer that equals what the source told is no correction."""
    found = list(correctable(filing, page)) if filing.known.told else []
    if not found:
        return NOTHING
    why, errors = dict(filing.known.why), dict[str, list[str]]()
    for one, told in found:
        why.pop(one.key, None)
        if one.within.name not in posted.visible.fields or answer_at(posted.answers, one.key) == told.value:
            continue
        why[one.key] = reason_of(typed, one.input)
        if not why[one.key]:
            errors[one.key] = [_("Bạn cần ghi vì sao thông tin này chưa đúng")]
    return Corrected(why, errors)
