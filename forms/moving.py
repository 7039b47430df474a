"""Answers that move to another version of their form: what they keep, and what a person has to be told of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from forms.answers import from_json, to_json
from forms.fields import REGISTRY
from forms.fields.choice import ChoiceOptions
from forms.spec import FieldSpec, FormSpec


@dataclass(frozen=True, slots=True)
class Moved:
    """What differs for somebody between two versions of a form; empty when nothing does."""

    new: tuple[FieldSpec, ...] = ()
    """Questions that were not there."""
    changed: tuple[tuple[FieldSpec, FieldSpec], ...] = ()
    """Questions that say or take something else, before and after."""
    gone: tuple[FieldSpec, ...] = ()
    """Questions that are not asked any more."""
    dropped: tuple[FieldSpec, ...] = ()
    """Questions, as they were, whose answers do not fit or have no place any more, wholly or in part."""


def moved(
    before: FormSpec, after: FormSpec, stored: Mapping[str, Any], asked: tuple[Collection[str], Collection[str]]
) -> Moved:
    """Compare two versions for the answers ``stored`` as JSON; ``asked`` names what is asked before and after.

    Fields are the same when they have the same name, on whatever page they stand.
    """
    kept = to_json(after, from_json(after, stored))
    old, new = _questions(before), _questions(after)
    asked_before, asked_now = asked
    dropped = {name for name in old if name in stored and kept.get(name) != stored[name]}
    return Moved(
        tuple(one for name, one in new.items() if name in asked_now and name not in old),
        tuple(
            (old[name], one)
            for name, one in new.items()
            if name in old and name in asked_now and _asks(old[name]) != _asks(one)
        ),
        tuple(one for name, one in old.items() if name in asked_before and name not in new),
        tuple(old[name] for name in old if name in dropped),
    )


def _questions(spec: FormSpec) -> dict[str, FieldSpec]:
    return {one.name: one for one in spec.fields() if REGISTRY[one.type].asked}


def _asks(one: FieldSpec) -> object:
    """Return what a person sees of a question: expressions are compiled anew in each version and cannot be compared."""
    options = one.options.options if isinstance(one.options, ChoiceOptions) else ()
    columns = tuple(_asks(column) for column in one.fields)
    return one.type, one.label, one.hint, tuple((option.code, option.text) for option in options), columns
