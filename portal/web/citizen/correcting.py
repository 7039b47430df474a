"""Corrections of what a source told: read from a posted page, with the reason that each of them needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from forms.building import Posted
from forms.cleaning import clean_line
from forms.errors import InvalidAnswer
from forms.spec import FieldSpec, Page
from portal.services.known_answers import Told
from portal.web.citizen.answering import Typed
from portal.web.citizen.filing import Filing
from portal.web.language import gettext as _
from portal.web.source_words import correction_words, told_words

LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a posted page corrects: the reasons of the whole form, and what is missing on this page."""

    why: Mapping[str, str] | None
    """``None`` when the page has nothing that could be corrected."""
    errors: Mapping[str, list[str]]


NOTHING: Final = Corrected(None, {})


def correctable(filing: Filing, page: Page) -> Iterator[tuple[FieldSpec, Told]]:
    """Yield the known answers of a page that the law lets a person correct."""
    for one in page.fields:
        if one.correctable and one.name in filing.known.told:
            yield one, filing.known.told[one.name]


def known_note(filing: Filing, name: str) -> str:
    """Return where an answer comes from, or how it was corrected; empty for one that was simply asked."""
    told = filing.known.told.get(name)
    if told is None:
        return ""
    if name in filing.known.why:
        return f"{told_words(told)}. {correction_words(filing.spec.by_name[name], told.value, filing.known.why[name])}"
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
        why.pop(one.name, None)
        if one.name not in posted.visible.fields or posted.answers.get(one.name) == told.value:
            continue
        why[one.name] = reason_of(typed, one.name)
        if not why[one.name]:
            errors[one.name] = [_("Bạn cần ghi vì sao thông tin này chưa đúng")]
    return Corrected(why, errors)
