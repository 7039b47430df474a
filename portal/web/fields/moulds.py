"""Moulds: the HTML of all questions of one look, with holes for what each of them is called.

The first drawing of a field goes through the GOV.UK macros, which take half a millisecond; a page of two hundred fields
has hardly ten looks. So a macro draws each look once, and a field only puts its id, name, label and hint into it.
"""

from dataclasses import replace
from typing import Any

from forms.fields.inputs import AnswerField
from portal.web.fields.families import Family
from portal.web.fields.question import Question
from portal.web.fields.skeletons import Shelf, Skeleton, hole

MOULDS = Shelf(2_000)
CALLED = 1_000
"""The numbers of the holes for id, name, label and hint begin here; no field has so many boxes."""


def skeleton_of(field: Any, family: Family, asked: Question) -> Skeleton:
    """Return the skeleton of a field: out of its mould where its look has one, else drawn by its macro."""
    holes = [hole(number) for number in range(len(family.texts(field)))]
    look = family.mould(field)
    if look is None or asked.errors or not isinstance(field, AnswerField):
        return Skeleton.of(family.html(field, asked, holes))
    key = (type(family), look, field.language, len(holes), asked.optional, asked.asks, bool(asked.hint_words))
    mould = MOULDS.find(key)
    if mould is None:
        mould = Skeleton.of(family.html(field, _nameless(asked), holes))
        MOULDS.keep(key, None, mould)
    called = (asked.id, asked.name, asked.words, asked.hint_words)
    return mould.settled(dict(enumerate(called, CALLED)))


def _nameless(asked: Question) -> Question:
    """Return the question with holes for everything that it is called."""
    identity, name, words, hint = (hole(CALLED + number) for number in range(4))
    return replace(asked, id=identity, name=name, words=words, hint_words=hint if asked.hint_words else "")


def forget() -> None:
    """Forget every mould, as a process that has just begun."""
    MOULDS.clear()
